import type {
  CollectionHead,
  CollectionName,
  Condition,
  DocumentId,
  DocumentReader,
  ListItem,
  ListPage,
  ListQuery,
  ListState,
  Milliseconds,
  Missing,
  Revision,
  Sequence,
} from '../../store/index.js';
import { ListScan } from '../query/list-scan.js';
import {
  collectionColumns,
  collectionOf,
  type CollectionRow,
  type Integer,
  requireExact,
  SMALL_BODY,
} from '../rows.js';
import type { Connection } from './connection.js';
import { SqliteListSnapshot } from './list-snapshot.js';
import type { Snapshots } from './snapshots.js';
import { type CollectionTuple, collectionOfTuple } from './tuples.js';

const COLLECTION = `SELECT ${collectionColumns('c')} FROM Collection AS c WHERE c.name = ?`;

// By index, whatever the number of documents: one statement, so that the state is of one snapshot.
const STATE = `
  SELECT ${collectionColumns('c')}, n.sequence, n.updatedAt FROM Collection AS c
  LEFT JOIN Document AS n ON n.rowid = (
    SELECT d.rowid FROM Document AS d WHERE d.collection = c.name AND d.deleted = 0 ORDER BY d.sequence DESC LIMIT 1)
  WHERE c.name = ?`;

const PAGE = `
  SELECT d.id, d.revision, d.createdAt, d.updatedAt, d.size, r.data
  FROM Document AS d LEFT JOIN Revision AS r
    ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision AND d.size <= ${SMALL_BODY}
  WHERE d.collection = @collection AND d.deleted = 0 AND d.id > @after
  ORDER BY d.id LIMIT @limit`;

type StateRow = readonly [...CollectionTuple, sequence: Integer | null, at: Integer | null];

type MissingCollection = Extract<Missing, { kind: 'collection-absent' | 'collection-deleted' }>;
type StateSnapshot = ListState & { readonly kind: 'state'; readonly collection: CollectionHead };

/** Lists on SQLite: the plain ones are prepared statements, filtered and sorted ones go through their documents. */
export class SqliteLists implements Pick<DocumentReader, 'list' | 'listState'> {
  readonly #scan = new ListScan();
  /** One transaction of one tick, so that items, count and tag are of one snapshot. */
  readonly #pageInSnapshot: (collection: CollectionName, query: ListQuery) => ListPage | MissingCollection;

  constructor(
    private readonly reader: Connection,
    private readonly snapshots: Snapshots,
  ) {
    this.#pageInSnapshot = reader.database.transaction((collection: CollectionName, query: ListQuery) =>
      this.#page(collection, query),
    );
  }

  async listState(
    collection: CollectionName,
    conditions: readonly Condition[] = [],
  ): ReturnType<DocumentReader['listState']> {
    if (conditions.length === 0) return this.#state(collection);
    return this.#inSnapshot(collection, async (connection, head) => {
      const state = await this.#scan.state(new SqliteListSnapshot(connection), head, conditions);
      return state.kind === 'state' ? { ...state, collection: head } : state;
    });
  }

  async list(collection: CollectionName, query: ListQuery): ReturnType<DocumentReader['list']> {
    if (query.conditions.length > 0 || query.sort.length > 0) {
      return this.#inSnapshot(collection, (connection, head) =>
        this.#scan.page(new SqliteListSnapshot(connection), head, query),
      );
    }
    return this.#pageInSnapshot(collection, query);
  }

  #state(collection: CollectionName): StateSnapshot | MissingCollection {
    const row = this.reader.tuples(STATE).get(collection) as StateRow | undefined;
    if (row === undefined) return { kind: 'collection-absent' };
    const head = collectionOfTuple(row);
    if (head.deleted) return { kind: 'collection-deleted', collection: head };
    return {
      kind: 'state',
      collection: head,
      sequence: Number(row[10] ?? 0) as Sequence,
      at: Number(row[11] ?? 0) as Milliseconds,
      count: head.documents,
    };
  }

  #page(collection: CollectionName, { after, limit }: ListQuery): ListPage | MissingCollection {
    const state = this.#state(collection);
    if (state.kind !== 'state') return state;
    const rows = this.reader
      .tuples(PAGE)
      .all({ collection, after: after?.id ?? '', limit: limit + 1 }) as PageRow[];
    return { ...state, kind: 'page', items: rows.slice(0, limit).map(itemOf), more: rows.length > limit };
  }

  /** A read of several ticks that sees one state of the database. */
  #inSnapshot<T>(
    collection: CollectionName,
    read: (connection: Connection, head: CollectionHead) => Promise<T>,
  ): Promise<T | MissingCollection> {
    return this.snapshots.run(async (connection) => {
      const row = connection.statement(COLLECTION).get(collection) as CollectionRow | undefined;
      if (row === undefined) return { kind: 'collection-absent' };
      const head = collectionOf(row);
      return head.deleted ? { kind: 'collection-deleted', collection: head } : read(connection, head);
    });
  }
}

type PageRow = readonly [
  id: string,
  revision: number,
  createdAt: number,
  updatedAt: number,
  size: number,
  text: string | null,
];

function itemOf([id, revision, createdAt, updatedAt, size, text]: PageRow): ListItem {
  const head = {
    id: id as DocumentId,
    revision: requireExact(revision) as Revision,
    createdAt: createdAt as Milliseconds,
    updatedAt: updatedAt as Milliseconds,
    size,
  };
  return text === null ? head : Object.assign(head, { text });
}
