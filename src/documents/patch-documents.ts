import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  type Incoming,
  once,
  type Outcome,
  PATCH_TYPES,
  patchFormat,
  Paths,
  type Plan,
  readJson,
  refuseContent,
  refuseEnvelope,
  refusePatch,
  revisionContent,
  ServiceOptions,
  validatorsOf,
  written,
} from '../http/index.js';
import { acceptValue, patchText } from '../json/index.js';
import { DOCUMENT_STORE, type DocumentHead, type DocumentKey, type DocumentStore } from '../store/index.js';
import { GuardedWrite, type LiveSnapshot, requireLive } from './guarded-write.js';
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
    const content = once(() => readJson(incoming, this.options, acceptValue));
    return this.attempts.run(incoming, async () => {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
      const envelope =
        refuseAccept(incoming) ?? refuseEnvelope(incoming, this.options, PATCH_TYPES, 'Accept-Patch');
      if (envelope !== undefined) return envelope;
      const live = requireLive(key, snapshot);
      if (live.kind === 'refused') return live;
      const refusal = await this.write.judge(key, live, incoming);
      if (refusal !== undefined) return refusal;
      const patch = await content();
      return patch.kind === 'refused' ? patch : this.#plan(key, live, patch.text, incoming);
    });
  }

  async #plan(
    key: DocumentKey,
    snapshot: LiveSnapshot,
    patch: string,
    incoming: Incoming,
  ): Promise<Plan<DocumentHead>> {
    const { head } = snapshot;
    const before = await this.store.text(key, head.revision);
    // Revisions are immutable: one that cannot be read any more is no longer the current one.
    if (before === undefined) return { kind: 'superseded' };
    const { bodyLimit, maxDepth } = this.options;
    const result = patchText(before, patch, { maxBytes: bodyLimit, maxDepth }, patchFormat(incoming));
    if (result.kind === 'refused') return refuseContent(result.fault);
    if (result.kind !== 'unchanged' && result.kind !== 'patched') return refusePatch(result);
    // The same value: the stored bytes stay, and so does the tag.
    if (result.kind === 'unchanged') {
      return this.write.keep(key, snapshot, (kept) => this.#done(key, kept, before, incoming));
    }
    const { text } = result;
    const refusal = this.write.check(snapshot.collection, text);
    if (refusal !== undefined) return refusal;
    return this.write.commit(key, snapshot, { operation: 'patch', text }, (patchedHead) => {
      return this.#done(key, patchedHead, text, incoming);
    });
  }

  #done(key: DocumentKey, head: DocumentHead, text: string, incoming: Incoming): Outcome {
    return written(incoming, {
      created: false,
      location: this.paths.document(key.collection, key.id),
      validators: validatorsOf(head),
      content: revisionContent(key, head, text),
      byDefault: 'representation',
    });
  }
}
