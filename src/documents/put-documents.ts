import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  type Incoming,
  once,
  type Outcome,
  Paths,
  readJson,
  refuseEnvelope,
  revisionContent,
  ServiceOptions,
  validatorsOf,
  type WriteRequest,
  written,
} from '../http/index.js';
import { acceptDocument } from '../json/index.js';
import { DOCUMENT_STORE, type DocumentHead, type DocumentKey, type DocumentStore } from '../store/index.js';
import { type DocumentPlan, GuardedWrite, type OpenSnapshot, type Planner } from './guarded-write.js';
import { refuseMissing } from './refuse-missing.js';

/** PUT of one document: creates it, or replaces it, with exactly the bytes that were sent. */
@Injectable()
export class PutDocuments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
    @Inject(Paths) private readonly paths: Paths,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** 201 or 204 when the document is as sent; otherwise nothing was changed. */
  put(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    return this.attempts.run(incoming, this.planner(key, incoming));
  }

  /** The same, without committing anything. */
  planner(key: DocumentKey, request: WriteRequest): Planner {
    const content = once(() => readJson(request, this.options, acceptDocument));
    return async () => {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
      const refusal =
        refuseEnvelope(request, this.options, ['application/json'], 'Accept') ??
        (await this.write.judge(key, snapshot, request));
      if (refusal !== undefined) return refusal;
      const accepted = await content();
      if (accepted.kind === 'refused') return accepted;
      return this.#plan(key, snapshot, accepted.text, request);
    };
  }

  async #plan(
    key: DocumentKey,
    snapshot: OpenSnapshot,
    text: string,
    request: WriteRequest,
  ): Promise<DocumentPlan> {
    const { head } = snapshot;
    const created = head === undefined || head.deleted;
    const done = (stored: DocumentHead) =>
      written(request, {
        created,
        location: this.paths.document(key.collection, key.id),
        validators: validatorsOf(stored),
        content: revisionContent(key, stored, text),
        byDefault: 'minimal',
        transformed: request.contentCodings.length > 0,
      });
    // Writing what is already there makes no revision.
    if (
      !created &&
      head.size === Buffer.byteLength(text) &&
      (await this.store.text(key, head.revision)) === text
    ) {
      return this.write.keep(key, { ...snapshot, head }, done);
    }
    const refusal = this.write.check(snapshot.collection, text);
    if (refusal !== undefined) return refusal;
    const { author } = request;
    return this.write.commit(
      key,
      snapshot,
      { operation: created ? 'create' : 'replace', text, author },
      done,
    );
  }
}
