import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  type Incoming,
  type Outcome,
  refuseParameters,
  type Refusal,
  refuseWriteFields,
  type WriteRequest,
} from '../http/index.js';
import { DOCUMENT_STORE, type DocumentKey, type DocumentStore } from '../store/index.js';
import { type DocumentPlan, GuardedWrite, type Planner, requireLive } from './guarded-write.js';
import { PurgeDocuments, readPurge } from './purge-documents.js';
import { refuseMissing } from './refuse-missing.js';

/** DELETE of one document. A tombstone keeps its revision numbers going. */
@Injectable()
export class RemoveDocuments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
    @Inject(PurgeDocuments) private readonly purges: PurgeDocuments,
  ) {}

  /** 204 when it is gone; 404 or 410 when it was not there. */
  remove(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    const purge = readPurge(incoming);
    if (purge.kind === 'purge' && purge.value) return this.purges.purge(key, incoming);
    const fault = purge.kind === 'refused' ? purge : undefined;
    return this.attempts.run(incoming, () => this.#plan(key, incoming, fault));
  }

  /** The same, without parameters and without committing anything. */
  planner(key: DocumentKey, request: WriteRequest): Planner {
    return () => this.#plan(key, request, refuseParameters(request));
  }

  /** `fault`: what is wrong with the query. */
  async #plan(key: DocumentKey, request: WriteRequest, fault: Refusal | undefined): Promise<DocumentPlan> {
    const snapshot = await this.store.inspect(key);
    if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
    const malformed = fault ?? refuseWriteFields(request);
    if (malformed !== undefined) return malformed;
    const live = requireLive(key, snapshot);
    if (live.kind === 'refused') return live;
    const refusal = await this.write.judge(key, live, request);
    if (refusal !== undefined) return refusal;
    const { author } = request;
    return this.write.commit(key, live, { operation: 'delete', text: null, author }, () => ({
      kind: 'removed',
    }));
  }
}
