import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { NO_PRECONDITIONS } from '../conditional/index.js';
import {
  Attempts,
  type Incoming,
  judgeWrite,
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
import { type CollectionName, DOCUMENT_STORE, type DocumentId, type DocumentStore } from '../store/index.js';
import { GuardedWrite, planCommit, type Planner } from './guarded-write.js';
import { listTarget } from './list-state.js';
import { refuseAccept } from './read-documents.js';
import { refuseList } from './refuse-missing.js';

/** POST to a list: a new document under an id that the service makes. */
@Injectable()
export class PostDocuments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(GuardedWrite) private readonly write: GuardedWrite,
    @Inject(Paths) private readonly paths: Paths,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** 201 with the document. A precondition is judged against the list: "only if nobody added anything". */
  post(collection: CollectionName, incoming: Incoming): Promise<Outcome> {
    return this.attempts.run(incoming, this.planner(collection, incoming));
  }

  /** The same, without committing anything. */
  planner(collection: CollectionName, request: WriteRequest): Planner {
    const key = { collection, id: uuid() as DocumentId };
    const location = this.paths.document(collection, key.id);
    const content = once(() => readJson(request, this.options, acceptDocument));
    return async () => {
      const guard = await this.#guard(collection, request);
      if (guard.kind === 'refused') return guard;
      const document = await content();
      if (document.kind === 'refused') return document;
      const { text } = document;
      const refusal = this.write.check(guard.collection, text);
      if (refusal !== undefined) return refusal;
      const expected = { revision: null, ...guard.expected };
      const change = { key, operation: 'create', text, author: request.author, expected } as const;
      return planCommit(this.store, change, (head) =>
        written(request, {
          created: true,
          location,
          validators: validatorsOf(head),
          content: revisionContent(key, head, text),
          byDefault: 'representation',
        }),
      );
    };
  }

  /** What the commit must expect of the collection, or the refusal. */
  async #guard(collection: CollectionName, request: WriteRequest) {
    const state = await this.store.listState(collection, []);
    if (state.kind !== 'state') return refuseList(collection, state);
    const { preconditions } = request;
    const refusal =
      refuseAccept(request) ??
      refuseEnvelope(request, this.options, ['application/json'], 'Accept') ??
      judgeWrite(request.method, preconditions, listTarget(state, this.store.epoch), {
        required: false,
        weakIfMatch: this.options.weakIfMatch,
      });
    if (refusal !== undefined) return refusal;
    const settings = state.collection.revision;
    // Only a judged list must still be the same one at commit.
    const expected =
      preconditions === NO_PRECONDITIONS ? { settings } : { settings, sequence: state.collection.sequence };
    return { kind: 'guarded' as const, collection: state.collection, expected };
  }
}
