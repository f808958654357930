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
  type SortKey,
  type Unindexed,
} from '../../store/index.js';
import { Candidate } from '../query/candidate.js';
import { matchesAll } from '../query/matches.js';
import { FirstPlaces, placeOf, type SortPlace } from '../query/order.js';
import type { Connection } from './connection.js';
import { indexStates } from './field-index.js';
import { chooseSource, type Source } from './list-source.js';
import { type HeadRow, headOf } from './rows.js';
import { slicer } from './snapshots.js';
import { StateCache } from './state-cache.js';

const TEXT = 'SELECT data FROM Revision WHERE collection = ? AND id = ? AND revision = ?';
const PLACE = 'SELECT data, at, createdAt FROM Revision WHERE collection = ? AND id = ? AND revision = ?';

const NEWEST = `
  SELECT sequence, updatedAt AS at FROM Document WHERE collection = ? AND deleted = 0 ORDER BY sequence DESC LIMIT 1`;

type Row = HeadRow & { readonly id: DocumentId };
type Item = ListPage['items'][number];

/** Documents that a filter or sort without an index may look at. */
const LOOK_LIMIT = 100_000;

/** Filtered and sorted lists: goes through the documents that can match, a slice of time after the other. */
export class ListScan {
  readonly #states = new StateCache();

  constructor(private readonly lookLimit = LOOK_LIMIT) {}

  /** The page of `query` and the state of its whole list, within one snapshot on `connection`. */
  async page(
    connection: Connection,
    collection: CollectionHead,
    query: ListQuery,
  ): Promise<ListPage | Unindexed | LostPosition> {
    const after = query.after && readPlace(connection, collection.name, query.after, query.sort);
    if (query.after !== undefined && after === undefined) return { kind: 'lost-position' };
    const first = new FirstPlaces<Item>(query.sort, query.limit + 1, after);
    const state = await this.#scan(connection, collection, query, after, first);
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
    connection: Connection,
    collection: CollectionHead,
    conditions: readonly Condition[],
  ): Promise<(ListState & { readonly kind: 'state' }) | Unindexed> {
    const known = this.#known(connection, collection, conditions);
    if (known !== undefined) return { kind: 'state', ...known };
    return this.#scan(connection, collection, { conditions, sort: [], limit: 0 }, undefined, undefined);
  }

  async #scan(
    connection: Connection,
    collection: CollectionHead,
    query: Omit<ListQuery, 'after'>,
    after: SortPlace | undefined,
    first: FirstPlaces<Item> | undefined,
  ): Promise<(ListState & { readonly kind: 'state' }) | Unindexed> {
    const { conditions, sort, limit } = query;
    const known = this.#known(connection, collection, conditions);
    const indexes = indexStates(connection, collection.name);
    const ready = new Set([...indexes].filter(([, { ready: done }]) => done).map(([name]) => name));
    // A position may be skipped to only when what lies before it need not be counted.
    const source = chooseSource(query, ready, known === undefined ? undefined : after);
    const counter = new Counter();
    const breathe = slicer();
    let looked = 0;
    let taken = 0;
    for (const { row, candidate } of candidates(connection, collection.name, source)) {
      if (source.unindexed.length > 0 && ++looked > this.lookLimit) {
        return { kind: 'unindexed', limit: this.lookLimit, fields: namesOf(source, indexes) };
      }
      if (matchesAll(source.conditions, candidate)) {
        const head = headOf(row);
        counter.count(head);
        if (first?.offer(placeOf(candidate, sort), { ...head, id: row.id })) taken++;
        if (known !== undefined && source.ordered && taken > limit) break;
      }
      await breathe();
    }
    const state = known ?? counter.state();
    this.#states.set(collection, querySignature({ conditions, sort: [] }), state);
    return { kind: 'state', ...state };
  }

  /** The list's state without looking at its documents, if that is possible. */
  #known(
    connection: Connection,
    collection: CollectionHead,
    conditions: readonly Condition[],
  ): ListState | undefined {
    if (conditions.length > 0) return this.#states.get(collection, querySignature({ conditions, sort: [] }));
    const newest = connection.statement(NEWEST).get(collection.name) as
      { sequence: Sequence; at: Milliseconds } | undefined;
    const { sequence, at } = newest ?? { sequence: 0 as Sequence, at: 0 as Milliseconds };
    return { sequence, at, count: collection.documents };
  }
}

/** Every document of `source` once. */
function* candidates(
  connection: Connection,
  collection: CollectionName,
  { statements }: Source,
): Generator<{ row: Row; candidate: Candidate }> {
  const seen = statements.length > 1 ? new Set<DocumentId>() : undefined;
  for (const { sql, values } of statements) {
    for (const row of connection.statement(sql).iterate({ ...values, collection }) as IterableIterator<Row>) {
      if (seen?.has(row.id)) continue;
      seen?.add(row.id);
      const text = () =>
        (connection.statement(TEXT).get(collection, row.id, row.revision) as { data: string }).data;
      yield { row, candidate: new Candidate(row.id, headOf(row), text) };
    }
  }
}

/** Where the document of a position stood; undefined when its revision is not kept. */
function readPlace(
  connection: Connection,
  collection: CollectionName,
  { id, revision }: Position,
  sort: readonly SortKey[],
): SortPlace | undefined {
  if (sort.length === 0) return { keys: [], id };
  const row = connection.statement(PLACE).get(collection, id, revision) as
    { data: string | null; at: Milliseconds; createdAt: Milliseconds } | undefined;
  if (row === undefined || row.data === null) return undefined;
  const { data, at, createdAt } = row;
  return placeOf(new Candidate(id, { revision, createdAt, updatedAt: at }, () => data), sort);
}

function namesOf(source: Source, indexes: ReturnType<typeof indexStates>): Unindexed['fields'] {
  return [...new Set(source.unindexed)].map((name) => {
    const state = indexes.get(name);
    return state === undefined ? { name } : { name, building: state.done };
  });
}

/** The state of the documents that were counted. */
class Counter {
  #count = 0;
  #newest: Pick<DocumentHead, 'sequence' | 'updatedAt'> | undefined;

  count(head: DocumentHead): void {
    this.#count++;
    if (this.#newest === undefined || head.sequence > this.#newest.sequence) this.#newest = head;
  }

  state(): ListState {
    const { sequence, updatedAt } = this.#newest ?? { sequence: 0 as Sequence, updatedAt: 0 as Milliseconds };
    return { sequence, at: updatedAt, count: this.#count };
  }
}
