import type {
  AttachmentListState,
  AttachmentName,
  AttachmentsPage,
  DocumentKey,
  Missing,
} from '../../store/index.js';
import { type ListStateRow, listStateOf, pageOf } from '../attachment-list-rows.js';
import { attachmentColumns, type AttachmentRow } from '../attachment-rows.js';
import type { Nullable } from '../history-rows.js';
import { collectionColumns, headColumns } from '../rows.js';
import type { Queries } from './database.js';

const LIVE = 'a.collection = @collection AND a.id = @id AND NOT a.deleted';

// By index: the newest, and how many there are.
const COLUMNS = `${collectionColumns('c')}, ${headColumns('d')}, n.sequence AS s_sequence, n."updatedAt" AS s_at,
  (SELECT count(*) FROM "Attachment" AS a WHERE ${LIVE}) AS s_count`;

const FROM = `
  FROM "Collection" AS c LEFT JOIN "Document" AS d ON d.collection = c.name AND d.id = @id
  LEFT JOIN LATERAL (
    SELECT a.sequence, a."updatedAt" FROM "Attachment" AS a WHERE ${LIVE} ORDER BY a.sequence DESC LIMIT 1) AS n ON TRUE`;

const STATE = `SELECT ${COLUMNS} ${FROM} WHERE c.name = @collection`;

const PAGE = `
  SELECT ${COLUMNS}, p.* ${FROM}
  LEFT JOIN LATERAL (
    SELECT ${attachmentColumns('a')} FROM "Attachment" AS a
    WHERE ${LIVE} AND a.name > @after ORDER BY a.name LIMIT @rows::int) AS p ON TRUE
  WHERE c.name = @collection ORDER BY p."a_name"`;

/** The state of the list of a document's attachments. */
export async function attachmentListState(
  queries: Queries,
  { collection, id }: DocumentKey,
): Promise<AttachmentListState | Missing> {
  return listStateOf(await queries.get<ListStateRow>(STATE, { collection, id }));
}

/** One page and the state of the whole list, from one snapshot: one statement. */
export async function attachmentPage(
  queries: Queries,
  { collection, id }: DocumentKey,
  { after, limit }: { readonly after: AttachmentName | undefined; readonly limit: number },
): Promise<AttachmentsPage | Missing> {
  const values = { collection, id, after: after ?? '', rows: limit + 1 };
  return pageOf(await queries.all<ListStateRow & Nullable<AttachmentRow>>(PAGE, values), limit);
}
