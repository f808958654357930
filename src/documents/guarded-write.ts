import { Inject, Injectable } from '@nestjs/common';
import {
  judgeWrite,
  type Outcome,
  type Plan,
  refuse,
  type Refusal,
  ServiceOptions,
  type WriteRequest,
  writeTarget,
} from '../http/index.js';
import {
  type CollectionHead,
  DOCUMENT_STORE,
  type DocumentChange,
  type DocumentHead,
  type DocumentKey,
  type DocumentStore,
  HISTORY_STORE,
  type HistoryReader,
  type WriteSnapshot,
} from '../store/index.js';
import { explainConflict } from './explain-conflict.js';
import { refuseMissing } from './refuse-missing.js';
import { SettingsCache } from './settings-cache.js';

/** A snapshot whose collection is alive. */
export type OpenSnapshot = Extract<WriteSnapshot, { kind: 'open' }>;

/** A snapshot of a live document. */
export type LiveSnapshot = OpenSnapshot & { readonly head: DocumentHead };

/** Faults of a document that the detail repeats. */
const TOLD = 3;

/** What a write of a document comes to on one snapshot. A commit also tells the change that it would make. */
export type DocumentPlan =
  | Refusal
  | Extract<Plan<DocumentHead>, { kind: 'superseded' }>
  | (Extract<Plan<DocumentHead>, { kind: 'commit' }> & { readonly change: DocumentChange });

/** Judges and plans one write; again on a new snapshot with each call. Nothing is committed. */
export type Planner = () => Promise<DocumentPlan>;

/** The steps that every write of a document takes. */
@Injectable()
export class GuardedWrite {
  readonly #settings = new SettingsCache();

  constructor(
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(HISTORY_STORE) private readonly history: HistoryReader,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /**
   * The preconditions' refusal: 412 or 428; undefined when the write may be performed. Whether it needs one is for the
   * collection to say, unless the write is guarded by other means.
   */
  async judge(
    key: DocumentKey,
    { collection, head }: OpenSnapshot,
    request: WriteRequest,
    { required = this.#settings.of(collection).preconditions === 'required' } = {},
  ): Promise<Refusal | undefined> {
    const refusal = judgeWrite(request.method, request.preconditions, writeTarget(head), {
      required,
      weakIfMatch: this.options.weakIfMatch,
    });
    const wanted = request.preferences.return === 'representation';
    if (refusal?.problem.slug !== 'precondition-failed' || !wanted || head === undefined || head.deleted)
      return refusal;
    return explainConflict(this.store, this.history, key, head, request.preconditions, refusal);
  }

  /**
   * 422 when a document that was accepted breaks the schema of its collection; undefined when it may be stored. Every
   * write that stores a text asks this, and commits against the same settings.
   */
  check(collection: CollectionHead, text: string): Refusal | undefined {
    const errors = this.#settings.schemaOf(collection)?.check(text) ?? [];
    if (errors.length === 0) return undefined;
    const told = errors
      .slice(0, TOLD)
      .map(({ pointer, message }) => `${pointer || 'the document'} ${message}`);
    const more = errors.length > TOLD ? '; and more, see "errors"' : '';
    return refuse(
      'schema-violation',
      `The document breaks the schema of collection ${JSON.stringify(collection.name)}: ${told.join('; ')}${more}.`,
      { errors },
    );
  }

  /** A commit that holds only if nothing of `snapshot` has changed. */
  commit(
    key: DocumentKey,
    { collection, head }: OpenSnapshot,
    change: Pick<DocumentChange, 'operation' | 'text' | 'author'>,
    done: (head: DocumentHead) => Outcome,
  ): DocumentPlan {
    const expected = { revision: head?.revision ?? null, settings: collection.revision };
    return planCommit(this.store, { key, expected, ...change }, done);
  }

  /** A success that needs no change: the document is already what the request would make of it. */
  keep(key: DocumentKey, snapshot: LiveSnapshot, done: (head: DocumentHead) => Outcome): DocumentPlan {
    const plan = this.commit(key, snapshot, { operation: 'keep', text: null, author: null }, done);
    return plan.kind === 'commit' ? { ...plan, standing: snapshot.head } : plan;
  }
}

/** A plan to commit exactly `change`. */
export function planCommit(
  store: DocumentStore,
  change: DocumentChange,
  done: (head: DocumentHead) => Outcome,
): DocumentPlan {
  return { kind: 'commit', change, commit: (remember) => store.commit(change, remember), done };
}

/** The snapshot if its document is live; else 404 or 410, as a GET would say. */
export function requireLive(
  key: DocumentKey,
  snapshot: OpenSnapshot,
): ({ readonly kind: 'open' } & LiveSnapshot) | Refusal {
  const { head } = snapshot;
  if (head === undefined) return refuseMissing(key, { kind: 'absent' });
  return head.deleted ? refuseMissing(key, { kind: 'deleted', head }) : { ...snapshot, head };
}
