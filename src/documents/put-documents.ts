import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import {
  attempt,
  type Incoming,
  once,
  type Outcome,
  Paths,
  type Plan,
  readJson,
  refuseEnvelope,
  ServiceOptions,
  validatorsOf,
} from '../http/index.js';
import { acceptDocument } from '../json/index.js';
import { DOCUMENT_STORE, type DocumentHead, type DocumentKey, type DocumentStore } from '../store/index.js';
import { GuardedWrite, type OpenSnapshot } from './guarded-write.js';
import { refuseMissing } from './refuse-missing.js';

/** PUT of one document: creates it, or replaces it, with exactly the bytes that were sent. */
@Injectable()
export class PutDocuments {
  constructor(
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
    @Inject(Paths) private readonly paths: Paths,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** 201 or 204 when the document is as sent; otherwise nothing was changed. */
  put(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    const content = once(() => readJson(incoming, this.options, acceptDocument));
    return attempt(async () => {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
      const refusal =
        refuseEnvelope(incoming, this.options, ['application/json'], 'Accept') ??
        this.write.judge(snapshot, incoming);
      if (refusal !== undefined) return refusal;
      const accepted = await content();
      if (accepted.kind === 'refused') return accepted;
      return this.#plan(key, snapshot, accepted.text, incoming);
    });
  }

  async #plan(
    key: DocumentKey,
    snapshot: OpenSnapshot,
    text: string,
    incoming: Incoming,
  ): Promise<Plan<DocumentHead>> {
    const { head } = snapshot;
    // 9110 9.3.4: no validators when the bytes were transformed on the way in; decoding a content coding is that.
    const validators = (of: DocumentHead) =>
      incoming.contentCodings.length === 0 ? validatorsOf(of) : undefined;
    if (head === undefined || head.deleted) {
      const location = this.paths.document(key.collection, key.id);
      return this.write.commit(key, snapshot, { operation: 'create', text }, (created) => {
        return { kind: 'created', location, validators: validators(created) };
      });
    }
    // Writing what is already there makes no revision.
    if (head.size === Buffer.byteLength(text) && (await this.store.text(key, head.revision)) === text) {
      return { kind: 'stored', validators: validators(head) };
    }
    return this.write.commit(key, snapshot, { operation: 'replace', text }, (stored) => {
      return { kind: 'stored', validators: validators(stored) };
    });
  }
}
