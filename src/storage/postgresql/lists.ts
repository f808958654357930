import type {
  CollectionHead,
  CollectionName,
  Condition,
  DocumentId,
  DocumentReader,
  ListItem,
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
import type { Database } from './database.js';
import { TEXT_LIMIT } from './index-text.js';
import { NEWEST, PostgresqlListSnapshot } from './list-snapshot.js';
import { readSnapshot } from './transactions.js';
import type { Turns } from './turns.js';

const COLLECTION = `SELECT ${collectionColumns('c')} FROM "Collection" AS c WHERE c.name = @collection`;

const STATE = `
  WITH newest AS (${NEWEST})
  SELECT ${collectionColumns('c')}, n.sequence AS s_sequence, n.at AS s_at
  FROM "Collection" AS c LEFT JOIN newest AS n ON TRUE WHERE c.name = @collection`;

// One statement, so that items, count and tag are of one snapshot.
const PAGE = `
  WITH newest AS (${NEWEST}), page AS (
    SELECT d.id AS id, d.revision, d."createdAt", d."updatedAt", d.size, r.data AS text
    FROM "Document" AS d LEFT JOIN "Revision" AS r
      ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision AND d.size <= ${SMALL_BODY}
    WHERE d.collection = @collection AND NOT d.deleted AND d.id > @after ORDER BY d.id LIMIT @rows::int)
  SELECT ${collectionColumns('c')}, n.sequence AS s_sequence, n.at AS s_at, p.*
  FROM "Collection" AS c LEFT JOIN newest AS n ON TRUE LEFT JOIN page AS p ON TRUE
  WHERE c.name = @collection ORDER BY p.id`;

interface StateRow {
  readonly s_sequence: Integer | null;
  readonly s_at: Integer | null;
}

interface ItemRow {
  readonly id: DocumentId;
  readonly revision: Integer;
  readonly createdAt: Integer;
  readonly updatedAt: Integer;
  readonly size: Integer;
  readonly text: string | null;
}

/** Lists on PostgreSQL: the plain ones are one statement each, filtered and sorted ones go through their documents. */
export class PostgresqlLists implements Pick<DocumentReader, 'list' | 'listState'> {
  readonly #scan = new ListScan(TEXT_LIMIT);

  constructor(
    private readonly database: Database,
    /** Snapshots at once: the rest of the connections are for short reads and for writes. */
    private readonly turns: Turns,
  ) {}

  async listState(
    collection: CollectionName,
    conditions: readonly Condition[] = [],
  ): ReturnType<DocumentReader['listState']> {
    if (conditions.length > 0) {
      return this.#inSnapshot(collection, async (snapshot, head) => {
        const state = await this.#scan.state(snapshot, head, conditions);
        return state.kind === 'state' ? { ...state, collection: head } : state;
      });
    }
    const row = await this.database.get<CollectionRow & StateRow>(STATE, { collection });
    if (row === undefined) return { kind: 'collection-absent' };
    const head = collectionOf(row);
    if (head.deleted) return { kind: 'collection-deleted', collection: head };
    return { kind: 'state', collection: head, ...listStateOf(row, head.documents) };
  }

  async list(collection: CollectionName, query: ListQuery): ReturnType<DocumentReader['list']> {
    if (query.conditions.length > 0 || query.sort.length > 0) {
      return this.#inSnapshot(collection, (snapshot, head) => this.#scan.page(snapshot, head, query));
    }
    const { after, limit } = query;
    const rows = await this.database.all<CollectionRow & StateRow & (ItemRow | { readonly id: null })>(PAGE, {
      collection,
      after: after?.id ?? '',
      rows: limit + 1,
    });
    const [first] = rows;
    if (first === undefined) return { kind: 'collection-absent' };
    const head = collectionOf(first);
    if (head.deleted) return { kind: 'collection-deleted', collection: head };
    const items = rows.flatMap((row) => (row.id === null ? [] : [itemOf(row)]));
    return {
      kind: 'page',
      collection: head,
      ...listStateOf(first, head.documents),
      items: items.slice(0, limit),
      more: items.length > limit,
    };
  }

  /** A read of several statements that sees one state of the database. */
  #inSnapshot<T>(
    collection: CollectionName,
    read: (snapshot: PostgresqlListSnapshot, head: CollectionHead) => Promise<T>,
  ): Promise<T | Extract<Missing, { kind: 'collection-absent' | 'collection-deleted' }>> {
    return this.turns.run(() =>
      readSnapshot(this.database, async (session) => {
        const row = await session.get<CollectionRow>(COLLECTION, { collection });
        if (row === undefined) return { kind: 'collection-absent' };
        const head = collectionOf(row);
        if (head.deleted) return { kind: 'collection-deleted', collection: head };
        return read(new PostgresqlListSnapshot(session), head);
      }),
    );
  }
}

function itemOf({ id, revision, createdAt, updatedAt, size, text }: ItemRow): ListItem {
  return {
    id,
    revision: requireExact(revision) as Revision,
    createdAt: Number(createdAt) as Milliseconds,
    updatedAt: Number(updatedAt) as Milliseconds,
    size: Number(size),
    ...(text !== null && { text }),
  };
}

function listStateOf(row: StateRow, count: number): ListState {
  return {
    sequence: Number(row.s_sequence ?? 0) as Sequence,
    at: Number(row.s_at ?? 0) as Milliseconds,
    count,
  };
}
