import {
  type CollectionHead,
  type CollectionName,
  type Condition,
  type DocumentHead,
  type DocumentId,
  type ListPage,
  type ListQuery,
  type ListState,
  type LostPosition,
  type Milliseconds,
  type Position,
  querySignature,
  type Sequence,
  slicer,
  type SortKey,
  type Unindexed,
} from '../../store/index.js';
import { Candidate } from './candidate.js';
import { Counter } from './counter.js';
import type { IndexState } from './index-entries.js';
import { chooseSource, type Source } from './list-source.js';
import { matchesAll } from './matches.js';
import { FirstPlaces, placeOf, type SortPlace } from './order.js';
import { StateCache } from './state-cache.js';

/** A document that may belong to a list, with its head. */
export interface Found {
  readonly id: DocumentId;
  readonly head: DocumentHead;
  readonly candidate: Candidate;
}

/** Reads that all see one state of the database. */
export interface ListSnapshot {
  /** The newest change among the live documents. */
  newest(collection: CollectionName): Promise<Pick<ListState, 'sequence' | 'at'> | undefined>;
  /** The declared fields of a collection and how far their indexes are. */
  indexStates(collection: CollectionName): Promise<ReadonlyMap<string, IndexState>>;
  /** One revision with its body; undefined when it is not kept or has none. */
  revision(
    collection: CollectionName,
    position: Position,
  ): Promise<
    { readonly text: string; readonly at: Milliseconds; readonly createdAt: Milliseconds } | undefined
  >;
  /** The rows of one statement, in its order, some together. Their bodies are asked for only `withText`. */
  documents(
    collection: CollectionName,
    statement: Source['statements'][number],
    withText: boolean,
  ): AsyncIterable<Iterable<Found>>;
}

type Item = ListPage['items'][number];

/** Documents that a filter or sort without an index may look at. */
const LOOK_LIMIT = 100_000;

/** Filtered and sorted lists: goes through the documents that can match, a slice of time after the other. */
export class ListScan {
  readonly #states = new StateCache();

  constructor(
    /** Characters of a string that the database's indexes hold. */
    private readonly textLimit = Number.POSITIVE_INFINITY,
    private readonly lookLimit = LOOK_LIMIT,
  ) {}

  /** The page of `query` and the state of its whole list, within one snapshot. */
  async page(
    snapshot: ListSnapshot,
    collection: CollectionHead,
    query: ListQuery,
  ): Promise<ListPage | Unindexed | LostPosition> {
    const after = query.after && (await readPlace(snapshot, collection.name, query.after, query.sort));
    if (query.after !== undefined && after === undefined) return { kind: 'lost-position' };
    const first = new FirstPlaces<Item>(query.sort, query.limit + 1, after);
    const state = await this.#scan(snapshot, collection, query, after, first);
    if (state.kind === 'unindexed') return state;
    const items = first.items();
    return {
      ...state,
      kind: 'page',
      collection,
      items: items.slice(0, query.limit),
      more: items.length > query.limit,
    };
  }

  /** The state of the list of all documents that match `conditions`. */
  async state(
    snapshot: ListSnapshot,
    collection: CollectionHead,
    conditions: readonly Condition[],
  ): Promise<(ListState & { readonly kind: 'state' }) | Unindexed> {
    const known = await this.#known(snapshot, collection, conditions);
    if (known !== undefined) return { kind: 'state', ...known };
    return this.#scan(snapshot, collection, { conditions, sort: [], limit: 0 }, undefined, undefined);
  }

  async #scan(
    snapshot: ListSnapshot,
    collection: CollectionHead,
    query: Omit<ListQuery, 'after'>,
    after: SortPlace | undefined,
    first: FirstPlaces<Item> | undefined,
  ): Promise<(ListState & { readonly kind: 'state' }) | Unindexed> {
    const { conditions, sort, limit } = query;
    const known = await this.#known(snapshot, collection, conditions);
    const indexes = await snapshot.indexStates(collection.name);
    const ready = new Set([...indexes].filter(([, { ready: done }]) => done).map(([name]) => name));
    // A position may be skipped to only when what lies before it need not be counted.
    const source = chooseSource(query, ready, known === undefined ? undefined : after, this.textLimit);
    const counter = new Counter();
    const breathe = slicer();
    let looked = 0;
    let taken = 0;
    const withText = [...source.conditions, ...sort].some(({ field }) => field.kind === 'member');
    const seen = source.statements.length > 1 ? new Set<DocumentId>() : undefined;
    scan: for (const statement of source.statements) {
      for await (const batch of snapshot.documents(collection.name, statement, withText)) {
        for (const { id, head, candidate } of batch) {
          if (seen?.has(id)) continue;
          seen?.add(id);
          if (source.unindexed.length > 0 && ++looked > this.lookLimit) {
            return { kind: 'unindexed', limit: this.lookLimit, fields: namesOf(source, indexes) };
          }
          if (matchesAll(source.conditions, candidate)) {
            counter.count(head);
            if (first !== undefined) {
              const place = placeOf(candidate, sort);
              if (first.offer(place, { ...head, id })) taken++;
              const complete = known !== undefined && source.ordered && taken > limit;
              if (complete && this.#isExact(place)) break scan;
            }
          }
          await breathe();
        }
      }
    }
    const state = known ?? counter.state();
    this.#states.set(collection, querySignature({ conditions, sort: [] }), state);
    return { kind: 'state', ...state };
  }

  /** Whether an index places it exactly: strings that it holds in part come in no order among themselves. */
  #isExact({ keys: [key] }: SortPlace): boolean {
    return key === undefined || key.text.length < this.textLimit;
  }

  /** The list's state without looking at its documents, if that is possible. */
  async #known(
    snapshot: ListSnapshot,
    collection: CollectionHead,
    conditions: readonly Condition[],
  ): Promise<ListState | undefined> {
    if (conditions.length > 0) return this.#states.get(collection, querySignature({ conditions, sort: [] }));
    const newest = await snapshot.newest(collection.name);
    const { sequence, at } = newest ?? { sequence: 0 as Sequence, at: 0 as Milliseconds };
    return { sequence, at, count: collection.documents };
  }
}

/** Where the document of a position stood; undefined when its revision is not kept. */
async function readPlace(
  snapshot: ListSnapshot,
  collection: CollectionName,
  position: Position,
  sort: readonly SortKey[],
): Promise<SortPlace | undefined> {
  const { id, revision } = position;
  if (sort.length === 0) return { keys: [], id };
  const found = await snapshot.revision(collection, position);
  if (found === undefined) return undefined;
  const { text, at, createdAt } = found;
  return placeOf(new Candidate(id, { revision, createdAt, updatedAt: at }, () => text), sort);
}

function namesOf(source: Source, indexes: ReadonlyMap<string, IndexState>): Unindexed['fields'] {
  return [...new Set(source.unindexed)].map((name) => {
    const state = indexes.get(name);
    return state === undefined ? { name } : { name, building: state.done };
  });
}
