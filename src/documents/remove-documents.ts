import { Inject, Injectable } from '@nestjs/common';
import { Attempts, type Incoming, type Outcome, refuseFields, type WriteRequest } from '../http/index.js';
import { DOCUMENT_STORE, type DocumentKey, type DocumentStore } from '../store/index.js';
import { GuardedWrite, type Planner, requireLive } from './guarded-write.js';
import { refuseMissing } from './refuse-missing.js';

/** DELETE of one document. A tombstone keeps its revision numbers going. */
@Injectable()
export class RemoveDocuments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
  ) {}

  /** 204 when it is gone; 404 or 410 when it was not there. */
  remove(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    return this.attempts.run(incoming, this.planner(key, incoming));
  }

  /** The same, without committing anything. */
  planner(key: DocumentKey, request: WriteRequest): Planner {
    return async () => {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open') return refuseMissing(key, snapshot);
      const malformed = refuseFields(request);
      if (malformed !== undefined) return malformed;
      const live = requireLive(key, snapshot);
      if (live.kind === 'refused') return live;
      const refusal = await this.write.judge(key, live, request);
      if (refusal !== undefined) return refusal;
      const { author } = request;
      return this.write.commit(key, live, { operation: 'delete', text: null, author }, () => ({
        kind: 'removed',
      }));
    };
  }
}
