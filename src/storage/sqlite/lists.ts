import type {
  CollectionHead,
  CollectionName,
  Condition,
  DocumentId,
  DocumentReader,
  ListQuery,
  ListState,
  Milliseconds,
  Missing,
  Sequence,
} from '../../store/index.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { ListScan } from '../query/list-scan.js';
import type { Connection } from './connection.js';
import { SqliteListSnapshot } from './list-snapshot.js';
import {
  collectionColumns,
  collectionOf,
  type CollectionRow,
  headColumns,
  type HeadRow,
  headOf,
  type Integer,
} from '../rows.js';
import type { Snapshots } from './snapshots.js';

const COLLECTION = `SELECT ${collectionColumns('c')} FROM Collection AS c WHERE c.name = ?`;

interface StateRow {
  readonly s_sequence: Integer | null;
  readonly s_at: Integer | null;
}

/** Lists on SQLite: the plain ones are one statement each, filtered and sorted ones go through their documents. */
export class SqliteLists implements Pick<DocumentReader, 'list' | 'listState'> {
  readonly #scan = new ListScan();

  constructor(
    private readonly prisma: PrismaClient,
    private readonly snapshots: Snapshots,
  ) {}

  async listState(
    collection: CollectionName,
    conditions: readonly Condition[] = [],
  ): ReturnType<DocumentReader['listState']> {
    if (conditions.length > 0) {
      return this.#inSnapshot(collection, async (connection, head) => {
        const state = await this.#scan.state(new SqliteListSnapshot(connection), head, conditions);
        return state.kind === 'state' ? { ...state, collection: head } : state;
      });
    }
    const [row] = await this.prisma.$queryRaw<(CollectionRow & StateRow)[]>`
      WITH newest AS (${newestOf(collection)})
      SELECT ${Prisma.raw(collectionColumns('c'))}, newest.* FROM Collection AS c LEFT JOIN newest
      WHERE c.name = ${collection}`;
    if (row === undefined) return { kind: 'collection-absent' };
    const head = collectionOf(row);
    if (head.deleted) return { kind: 'collection-deleted', collection: head };
    return { kind: 'state', collection: head, ...listStateOf(row, head.documents) };
  }

  async list(collection: CollectionName, query: ListQuery): ReturnType<DocumentReader['list']> {
    if (query.conditions.length > 0 || query.sort.length > 0) {
      return this.#inSnapshot(collection, (connection, head) =>
        this.#scan.page(new SqliteListSnapshot(connection), head, query),
      );
    }
    const { after, limit } = query;
    // One statement, so that items, count and tag are of one snapshot.
    const rows = await this.prisma.$queryRaw<
      (CollectionRow & StateRow & HeadRow & { id: DocumentId | null })[]
    >`
      WITH page AS (
        SELECT id, ${Prisma.raw(headColumns('d'))} FROM Document AS d
        WHERE d.collection = ${collection} AND d.deleted = 0 AND d.id > ${after?.id ?? ''}
        ORDER BY d.id LIMIT ${limit + 1}
      ), newest AS (${newestOf(collection)})
      SELECT ${Prisma.raw(collectionColumns('c'))}, newest.*, page.*
      FROM Collection AS c LEFT JOIN newest LEFT JOIN page WHERE c.name = ${collection} ORDER BY page.id`;
    const [first] = rows;
    if (first === undefined) return { kind: 'collection-absent' };
    const head = collectionOf(first);
    if (head.deleted) return { kind: 'collection-deleted', collection: head };
    const items = rows.flatMap((row) => (row.id === null ? [] : [{ ...headOf(row), id: row.id }]));
    return {
      kind: 'page',
      collection: head,
      ...listStateOf(first, head.documents),
      items: items.slice(0, limit),
      more: items.length > limit,
    };
  }

  /** A read of several ticks that sees one state of the database. */
  #inSnapshot<T>(
    collection: CollectionName,
    read: (connection: Connection, head: CollectionHead) => Promise<T>,
  ): Promise<T | Extract<Missing, { kind: 'collection-absent' | 'collection-deleted' }>> {
    return this.snapshots.run(async (connection) => {
      const row = connection.statement(COLLECTION).get(collection) as CollectionRow | undefined;
      if (row === undefined) return { kind: 'collection-absent' };
      const head = collectionOf(row);
      return head.deleted ? { kind: 'collection-deleted', collection: head } : read(connection, head);
    });
  }
}

function listStateOf(row: StateRow, count: number): ListState {
  return {
    sequence: Number(row.s_sequence ?? 0) as Sequence,
    at: Number(row.s_at ?? 0) as Milliseconds,
    count,
  };
}

// By index, whatever the number of documents.
function newestOf(collection: CollectionName): Prisma.Sql {
  return Prisma.sql`
    SELECT sequence AS s_sequence, updatedAt AS s_at FROM Document
    WHERE collection = ${collection} AND deleted = 0 ORDER BY sequence DESC LIMIT 1`;
}
