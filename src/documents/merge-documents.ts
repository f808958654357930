import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  currentState,
  type Incoming,
  once,
  type Outcome,
  type Plan,
  refuse,
  refuseContent,
  refuseEnvelope,
  type Refusal,
  revisionContent,
  ServiceOptions,
  validatorsOf,
  wholeContent,
} from '../http/index.js';
import { type JsonValue, type MergedDocument, mergeDocuments, parseJson } from '../json/index.js';
import { ITEM_END, itemStart } from '../representation/index.js';
import {
  DOCUMENT_STORE,
  type DocumentHead,
  type DocumentKey,
  type DocumentStore,
  HISTORY_STORE,
  type HistoryReader,
} from '../store/index.js';
import { GuardedWrite, type LiveSnapshot, requireLive } from './guarded-write.js';
import { findMergeBase, type MergeBase } from './merge-base.js';
import { type MergeContent, mergeLimits, readMergeContent } from './merge-content.js';
import { refuseAccept } from './read-documents.js';
import { refuseMissing } from './refuse-missing.js';

/** POST to the merge of one document: an edit of any revision that is kept joins what others changed since. */
@Injectable()
export class MergeDocuments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(HISTORY_STORE) private readonly history: HistoryReader,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /**
   * 200 with the item, or 409 with what does not go together. The base guards the write, so it needs no precondition; one
   * that is sent is judged against the document.
   */
  merge(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    const limits = mergeLimits(this.options);
    const content = once(() => readMergeContent(incoming, this.options));
    let base: MergeBase | undefined;
    const plan = async (): Promise<Plan<DocumentHead>> => {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
      const envelope =
        refuseAccept(incoming) ?? refuseEnvelope(incoming, limits, ['application/json'], 'Accept');
      if (envelope !== undefined) return envelope;
      const live = requireLive(key, snapshot);
      if (live.kind === 'refused') return live;
      const refusal = await this.write.judge(key, live, incoming, { required: false });
      if (refusal !== undefined) return refusal;
      const edit = await content();
      if (edit.kind === 'refused') return edit;
      const found = base ?? (await findMergeBase(this.store, this.history, key, live.head, edit.base));
      if (found.kind !== 'base') return found;
      base = found;
      return this.#plan(key, live, base, edit, incoming);
    };
    return this.attempts.run(incoming, plan, wholeContent(incoming, limits.bodyLimit));
  }

  async #plan(
    key: DocumentKey,
    snapshot: LiveSnapshot,
    base: MergeBase,
    edit: MergeContent,
    incoming: Incoming,
  ): Promise<Plan<DocumentHead>> {
    const { head } = snapshot;
    const text = await this.store.text(key, head.revision);
    // Revisions are immutable: one that cannot be read any more is no longer the current one.
    if (text === undefined) return { kind: 'superseded' };
    const merged = base.revision !== head.revision;
    const current = merged ? parseJson(text) : base.data;
    const result = this.#result(base.data, current, edit);
    switch (result.kind) {
      case 'unchanged':
        return this.write.keep(key, snapshot, (kept) => done(key, kept, text, merged, incoming));
      case 'conflicts':
        return refuseConflicts(head, base.data, current, result);
      case 'refused':
        return refuseContent(result.fault);
      case 'merged':
        return (
          this.write.check(snapshot.collection, result.text) ??
          this.write.commit(
            key,
            snapshot,
            { operation: 'merge', text: result.text, author: incoming.author },
            (stored) => done(key, stored, result.text, merged, incoming),
          )
        );
      default:
        return result satisfies never;
    }
  }

  /** The merge, judged as a document: here everything is refused that must not be stored. */
  #result(base: JsonValue, current: JsonValue, { data }: MergeContent): MergedDocument {
    const { bodyLimit, maxDepth } = this.options;
    return mergeDocuments(base, current, data, { maxBytes: bodyLimit, maxDepth });
  }
}

/** The item, and whether others had changed it since the base; as much of that as the client prefers (7240 4.2). */
function done(
  key: DocumentKey,
  head: DocumentHead,
  text: string,
  merged: boolean,
  incoming: Incoming,
): Outcome {
  const { return: preferred } = incoming.preferences;
  const fields = preferred === undefined ? {} : { 'Preference-Applied': `return=${preferred}` };
  const validators = validatorsOf(head);
  if (preferred === 'minimal') return { kind: 'stored', validators, fields };
  const around = { before: itemStart({ id: key.id, ...head }), after: `,"merged":${merged}${ITEM_END}` };
  return { kind: 'changed', validators, content: revisionContent(key, head, text, around), fields };
}

function refuseConflicts(
  head: DocumentHead,
  base: JsonValue,
  current: JsonValue,
  { merged, conflicts }: Extract<MergedDocument, { kind: 'conflicts' }>,
): Refusal {
  const state = currentState(head);
  const places = conflicts.length === 1 ? '1 place was' : `${conflicts.length} places were`;
  return refuse(
    'merge-conflict',
    `${places} changed by you and, in another way, by others since your base. Nothing was written. Put what is right at ` +
      'each of "conflicts" into "merged", and send that as data with the etag of "current" as base.',
    { current: { ...state.current, data: current }, base, merged, conflicts },
    state.fields,
  );
}
