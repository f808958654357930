import type {
  CollectionHead,
  CollectionName,
  Condition,
  DocumentChange,
  DocumentCommit,
  DocumentHead,
  DocumentId,
  DocumentKey,
  DocumentStore,
  HeadSnapshot,
  ListQuery,
  ListState,
  Milliseconds,
  Missing,
  Revision,
  Sequence,
  Snapshot,
  WriteSnapshot,
} from '../../store/index.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import type { CommitSignal } from './commit-signal.js';
import type { Connection } from './connection.js';
import { commitDocument } from './document-commit.js';
import { DeclaredFields } from './field-index.js';
import { ListScan } from './list-scan.js';
import {
  collectionColumns,
  collectionOf,
  type CollectionRow,
  headColumns,
  type HeadRow,
  headOf,
  type Integer,
} from './rows.js';
import type { Snapshots } from './snapshots.js';
import type { GroupingWriter } from './writer.js';

const HEAD = `SELECT ${headColumns('d')} FROM Document AS d WHERE d.collection = ? AND d.id = ?`;

const READ = `
  SELECT ${headColumns('d')}, r.data AS data FROM Document AS d
  JOIN Revision AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = ? AND d.id = ? AND d.deleted = 0`;

const INSPECT = `
  SELECT ${collectionColumns('c')}, ${headColumns('d')} FROM Collection AS c
  LEFT JOIN Document AS d ON d.collection = c.name AND d.id = ?
  WHERE c.name = ?`;

const COLLECTION = `SELECT ${collectionColumns('c')} FROM Collection AS c WHERE c.name = ?`;

const TEXT = 'SELECT data FROM Revision WHERE collection = ? AND id = ? AND revision = ?';

interface StateRow {
  readonly s_sequence: Integer | null;
  readonly s_at: Integer | null;
}

/** Documents on SQLite: hot reads are prepared statements, lists go through Prisma, writes through the writer. */
export class SqliteDocuments implements DocumentStore {
  readonly #scan = new ListScan();
  readonly #declared = new DeclaredFields();

  constructor(
    private readonly reader: Connection,
    private readonly prisma: PrismaClient,
    private readonly writer: GroupingWriter,
    private readonly snapshots: Snapshots,
    readonly epoch: string,
    private readonly signal: CommitSignal,
  ) {}

  async head(key: DocumentKey): Promise<HeadSnapshot> {
    const row = this.reader.statement(HEAD).get(key.collection, key.id) as HeadRow | undefined;
    // Deleting a collection deletes its documents with it, so a live head needs no look at the collection.
    return row !== undefined && !row.deleted ? { kind: 'live', head: headOf(row) } : this.#resolve(key);
  }

  async read(key: DocumentKey): Promise<Snapshot> {
    const row = this.reader.statement(READ).get(key.collection, key.id) as
      (HeadRow & { data: string }) | undefined;
    if (row !== undefined) return { kind: 'live', head: headOf(row), text: row.data };
    const missing = this.#resolve(key);
    // It came into being between the two statements: the newer one is the truth.
    return missing.kind === 'live' ? this.read(key) : missing;
  }

  async inspect(key: DocumentKey): Promise<WriteSnapshot> {
    return this.#inspect(key);
  }

  async text(key: DocumentKey, revision: Revision): Promise<string | undefined> {
    const row = this.reader.statement(TEXT).get(key.collection, key.id, revision) as
      { data: string | null } | undefined;
    return row?.data ?? undefined;
  }

  async listState(
    collection: CollectionName,
    conditions: readonly Condition[] = [],
  ): ReturnType<DocumentStore['listState']> {
    if (conditions.length > 0) {
      return this.#inSnapshot(collection, async (connection, head) => {
        const state = await this.#scan.state(connection, head, conditions);
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

  async list(collection: CollectionName, query: ListQuery): ReturnType<DocumentStore['list']> {
    if (query.conditions.length > 0 || query.sort.length > 0) {
      return this.#inSnapshot(collection, (connection, head) => this.#scan.page(connection, head, query));
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

  async commit(change: DocumentChange): Promise<DocumentCommit> {
    const result = await this.writer.enqueue((connection, now) =>
      commitDocument(connection, now, change, this.#declared),
    );
    if (result.kind === 'committed') {
      this.signal.announce({ kind: 'document', collection: change.key.collection });
    }
    return result;
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

  #inspect(key: DocumentKey): WriteSnapshot {
    const row = this.reader.statement(INSPECT).get(key.id, key.collection) as
      (CollectionRow & { [column in keyof HeadRow]: HeadRow[column] | null }) | undefined;
    if (row === undefined) return { kind: 'collection-absent' };
    const collection = collectionOf(row);
    if (collection.deleted) return { kind: 'collection-deleted', collection };
    const head: DocumentHead | undefined = row.revision === null ? undefined : headOf(row as HeadRow);
    return { kind: 'open', collection, head };
  }

  #resolve(key: DocumentKey): { kind: 'live'; head: DocumentHead } | Missing {
    const snapshot = this.#inspect(key);
    if (snapshot.kind !== 'open') return snapshot;
    if (snapshot.head === undefined) return { kind: 'absent' };
    return { kind: snapshot.head.deleted ? 'deleted' : 'live', head: snapshot.head };
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
