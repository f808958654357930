import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  type Incoming,
  type Outcome,
  readQuery,
  refuse,
  refuseParameter,
  type Refusal,
  refuseWriteFields,
} from '../http/index.js';
import {
  DOCUMENT_STORE,
  type DocumentHead,
  type DocumentKey,
  type DocumentStore,
  HISTORY_STORE,
  type HistoryReader,
} from '../store/index.js';
import { type DocumentPlan, GuardedWrite } from './guarded-write.js';
import { refuseMissing } from './refuse-missing.js';

const REMOVED: Outcome = { kind: 'removed' };

/** DELETE of a document and of everything that is kept of it. */
@Injectable()
export class PurgeDocuments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(HISTORY_STORE) private readonly history: HistoryReader,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
  ) {}

  /** 204 when nothing is kept of it any more, or was already; 404 when it was never there. */
  purge(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    return this.attempts.run(incoming, () => this.#plan(key, incoming));
  }

  async #plan(key: DocumentKey, incoming: Incoming): Promise<DocumentPlan | Outcome> {
    const snapshot = await this.store.inspect(key);
    if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
    const malformed = refuseWriteFields(incoming);
    if (malformed !== undefined) return malformed;
    const { head } = snapshot;
    if (head === undefined) return refuseMissing(key, { kind: 'absent' });
    // 9110 13.1.1: a change that has been applied already may succeed again, whatever its If-Match.
    if (head.deleted && (await this.#isPurged(key, head))) return REMOVED;
    // What was deleted has no state that an edit could be lost of, and so needs no precondition.
    const policy = head.deleted ? { required: false } : {};
    const refusal = await this.write.judge(key, snapshot, incoming, policy);
    if (refusal !== undefined) return head.deleted ? refuseTag(key, head) : refusal;
    const { author } = incoming;
    return this.write.commit(key, snapshot, { operation: 'purge', text: null, author }, () => REMOVED);
  }

  async #isPurged(key: DocumentKey, { revision }: DocumentHead): Promise<boolean> {
    const newest = await this.history.revision(key, revision);
    return newest.kind === 'kept' && newest.entry.operation === 'purge';
  }
}

/** 410 as for every DELETE of what was deleted, with the way to purge it all the same. */
function refuseTag(key: DocumentKey, head: DocumentHead): Refusal {
  const { problem } = refuseMissing(key, { kind: 'deleted', head });
  const detail = `${problem.detail} To purge what is kept of it, send the request without If-Match.`;
  return refuse('gone', detail, problem.members);
}

/** Whether a DELETE is to purge; or the 400. */
export function readPurge(incoming: Incoming): { readonly kind: 'purge'; readonly value: boolean } | Refusal {
  const query = readQuery(incoming.query, ['purge']);
  if (query.kind === 'refused') return query;
  const text = query.values.purge ?? 'false';
  if (text === 'true' || text === 'false') return { kind: 'purge', value: text === 'true' };
  return refuseParameter('purge', `purge must be true or false, not ${JSON.stringify(text)}.`);
}
