import type {
  AttachmentListState,
  AttachmentName,
  AttachmentsPage,
  DocumentKey,
  Missing,
} from '../../store/index.js';
import { type ListStateRow, listStateOf, pageOf } from '../attachment-list-rows.js';
import { attachmentColumns, type AttachmentRow } from '../attachment-rows.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import type { Nullable } from '../history-rows.js';
import { collectionColumns, headColumns } from '../rows.js';

const COLUMNS = Prisma.raw(`${collectionColumns('c')}, ${headColumns('d')}, newest.*`);

/** The lists of documents' attachments, each read in one statement. */
export class AttachmentLists {
  constructor(private readonly prisma: PrismaClient) {}

  async state(key: DocumentKey): Promise<AttachmentListState | Missing> {
    const [row] = await this.prisma.$queryRaw<ListStateRow[]>`
      WITH newest AS (${newestOf(key)}) SELECT ${COLUMNS} ${from(key)}`;
    return listStateOf(row);
  }

  async page(
    key: DocumentKey,
    { after, limit }: { readonly after: AttachmentName | undefined; readonly limit: number },
  ): Promise<AttachmentsPage | Missing> {
    const rows = await this.prisma.$queryRaw<(ListStateRow & Nullable<AttachmentRow>)[]>`
      WITH newest AS (${newestOf(key)}), page AS (
        SELECT ${Prisma.raw(attachmentColumns('a'))} FROM Attachment AS a
        WHERE ${live(key)} AND a.name > ${after ?? ''} ORDER BY a.name LIMIT ${limit + 1})
      SELECT ${COLUMNS}, page.* ${from(key, Prisma.sql`LEFT JOIN page`)} ORDER BY page.a_name`;
    return pageOf(rows, limit);
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
