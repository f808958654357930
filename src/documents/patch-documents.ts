import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  type Incoming,
  once,
  type Outcome,
  PATCH_TYPES,
  patchFormat,
  Paths,
  readJson,
  refuseContent,
  refuseEnvelope,
  refusePatch,
  revisionContent,
  ServiceOptions,
  validatorsOf,
  type WriteRequest,
  written,
} from '../http/index.js';
import { acceptValue, patchText } from '../json/index.js';
import { DOCUMENT_STORE, type DocumentHead, type DocumentKey, type DocumentStore } from '../store/index.js';
import {
  type DocumentPlan,
  GuardedWrite,
  type LiveSnapshot,
  type Planner,
  requireLive,
} from './guarded-write.js';
import { refuseAccept } from './read-documents.js';
import { refuseMissing } from './refuse-missing.js';

/** PATCH of one document: the patch is applied whole, or not at all (5789 2). */
@Injectable()
export class PatchDocuments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
    @Inject(Paths) private readonly paths: Paths,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** 200 with the new document. */
  patch(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    return this.attempts.run(incoming, this.planner(key, incoming));
  }

  /** The same, without committing anything. */
  planner(key: DocumentKey, request: WriteRequest): Planner {
    const content = once(() => readJson(request, this.options, acceptValue));
    return async () => {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
      const envelope =
        refuseAccept(request) ?? refuseEnvelope(request, this.options, PATCH_TYPES, 'Accept-Patch');
      if (envelope !== undefined) return envelope;
      const live = requireLive(key, snapshot);
      if (live.kind === 'refused') return live;
      const refusal = await this.write.judge(key, live, request);
      if (refusal !== undefined) return refusal;
      const patch = await content();
      return patch.kind === 'refused' ? patch : this.#plan(key, live, patch.text, request);
    };
  }

  async #plan(
    key: DocumentKey,
    snapshot: LiveSnapshot,
    patch: string,
    request: WriteRequest,
  ): Promise<DocumentPlan> {
    const { head } = snapshot;
    const before = await this.store.text(key, head.revision);
    // Revisions are immutable: one that cannot be read any more is no longer the current one.
    if (before === undefined) return { kind: 'superseded' };
    const { bodyLimit, maxDepth } = this.options;
    const result = patchText(before, patch, { maxBytes: bodyLimit, maxDepth }, patchFormat(request));
    if (result.kind === 'refused') return refuseContent(result.fault);
    if (result.kind !== 'unchanged' && result.kind !== 'patched') return refusePatch(result);
    // The same value: the stored bytes stay, and so does the tag.
    if (result.kind === 'unchanged') {
      return this.write.keep(key, snapshot, (kept) => this.#done(key, kept, before, request));
    }
    const { text } = result;
    const refusal = this.write.check(snapshot.collection, text);
    if (refusal !== undefined) return refusal;
    return this.write.commit(
      key,
      snapshot,
      { operation: 'patch', text, author: request.author },
      (patchedHead) => {
        return this.#done(key, patchedHead, text, request);
      },
    );
  }

  #done(key: DocumentKey, head: DocumentHead, text: string, request: WriteRequest): Outcome {
    return written(request, {
      created: false,
      location: this.paths.document(key.collection, key.id),
      validators: validatorsOf(head),
      content: revisionContent(key, head, text),
      byDefault: 'representation',
    });
  }
}
