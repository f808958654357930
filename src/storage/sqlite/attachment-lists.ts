import type {
  AttachmentListState,
  AttachmentName,
  AttachmentsPage,
  DocumentKey,
  ListState,
  Milliseconds,
  Missing,
  Sequence,
} from '../../store/index.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { attachmentColumns, type AttachmentRow, listedAttachmentOf } from './attachment-rows.js';
import {
  collectionColumns,
  collectionOf,
  type CollectionRow,
  headColumns,
  type HeadRow,
  headOf,
  type Integer,
} from '../rows.js';

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

type StateRow = CollectionRow &
  Nullable<HeadRow> & {
    readonly s_sequence: Integer | null;
    readonly s_at: Integer | null;
    readonly s_count: Integer;
  };

const COLUMNS = Prisma.raw(`${collectionColumns('c')}, ${headColumns('d')}, newest.*`);

/** The lists of documents' attachments, each read in one statement. */
export class AttachmentLists {
  constructor(private readonly prisma: PrismaClient) {}

  async state(key: DocumentKey): Promise<AttachmentListState | Missing> {
    const [row] = await this.prisma.$queryRaw<StateRow[]>`
      WITH newest AS (${newestOf(key)}) SELECT ${COLUMNS} ${from(key)}`;
    return missing(row) ?? { kind: 'state', ...stateOf(row as StateRow) };
  }

  async page(
    key: DocumentKey,
    { after, limit }: { readonly after: AttachmentName | undefined; readonly limit: number },
  ): Promise<AttachmentsPage | Missing> {
    const rows = await this.prisma.$queryRaw<(StateRow & Nullable<AttachmentRow>)[]>`
      WITH newest AS (${newestOf(key)}), page AS (
        SELECT ${Prisma.raw(attachmentColumns('a'))} FROM Attachment AS a
        WHERE ${live(key)} AND a.name > ${after ?? ''} ORDER BY a.name LIMIT ${limit + 1})
      SELECT ${COLUMNS}, page.* ${from(key, Prisma.sql`LEFT JOIN page`)} ORDER BY page.a_name`;
    const [first] = rows;
    const none = missing(first);
    if (none !== undefined) return none;
    const items = rows.flatMap((row) =>
      row.a_revision === null ? [] : [listedAttachmentOf(row as AttachmentRow)],
    );
    return {
      kind: 'page',
      ...stateOf(first as StateRow),
      items: items.slice(0, limit),
      more: items.length > limit,
    };
  }
}

function live({ collection, id }: DocumentKey): Prisma.Sql {
  return Prisma.sql`a.collection = ${collection} AND a.id = ${id} AND a.deleted = 0`;
}

// By index: the newest, and how many there are.
function newestOf(key: DocumentKey): Prisma.Sql {
  return Prisma.sql`
    SELECT (SELECT count(*) FROM Attachment AS a WHERE ${live(key)}) AS s_count, n.sequence AS s_sequence,
      n.updatedAt AS s_at
    FROM (SELECT 1) LEFT JOIN (
      SELECT a.sequence, a.updatedAt FROM Attachment AS a WHERE ${live(key)} ORDER BY a.sequence DESC LIMIT 1) AS n`;
}

function from({ collection, id }: DocumentKey, more: Prisma.Sql = Prisma.empty): Prisma.Sql {
  return Prisma.sql`
    FROM Collection AS c LEFT JOIN Document AS d ON d.collection = c.name AND d.id = ${id} LEFT JOIN newest ${more}
    WHERE c.name = ${collection}`;
}

function missing(row: StateRow | undefined): Missing | undefined {
  if (row === undefined) return { kind: 'collection-absent' };
  const collection = collectionOf(row);
  if (collection.deleted) return { kind: 'collection-deleted', collection };
  if (row.revision === null) return { kind: 'absent' };
  const head = headOf(row as HeadRow);
  return head.deleted ? { kind: 'deleted', head } : undefined;
}

function stateOf(row: StateRow): ListState {
  return {
    sequence: Number(row.s_sequence ?? 0) as Sequence,
    at: Number(row.s_at ?? 0) as Milliseconds,
    count: Number(row.s_count),
  };
}
