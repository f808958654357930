import type { CollectionName, DocumentId, Examined, LivePage, Sequence } from '../../store/index.js';
import type { Queries } from './database.js';

/** Documents, and bytes of them, that one page holds. */
const PAGE_DOCUMENTS = 200;
const PAGE_BYTES = 1024 * 1024;

// Bodies are read for those that fit only; one that does not, or one too many, tells that there are more.
const NEXT = `
  WITH heads AS (
    SELECT d.id, d.sequence, d.revision, d.size FROM "Document" AS d
    WHERE d.collection = @name AND NOT d.deleted AND d.sequence > @after
    ORDER BY d.sequence LIMIT ${PAGE_DOCUMENTS + 1}),
  placed AS (
    SELECT h.*, row_number() OVER (ORDER BY h.sequence) AS place,
      sum(h.size) OVER (ORDER BY h.sequence) - h.size AS before
    FROM heads AS h)
  SELECT p.id AS id, p.sequence AS sequence, CASE WHEN p.place <= ${PAGE_DOCUMENTS} AND p.before < ${PAGE_BYTES} THEN (
    SELECT r.data FROM "Revision" AS r WHERE r.collection = @name AND r.id = p.id AND r.revision = p.revision
  ) END AS text
  FROM placed AS p ORDER BY p.sequence`;

/** The next live documents of a collection by their latest change; at least one if there is any. */
export async function liveAfter(queries: Queries, name: CollectionName, after: Sequence): Promise<LivePage> {
  const rows = await queries.all<{ id: DocumentId; sequence: Sequence; text: string | null }>(NEXT, {
    name,
    after,
  });
  const documents = rows.flatMap(({ id, sequence, text }) => (text === null ? [] : [{ id, sequence, text }]));
  return { documents, more: documents.length < rows.length };
}

/** Whether the documents that changed since the examination are admitted too; false when they are too many to say. */
export async function stillAdmitted(
  queries: Queries,
  name: CollectionName,
  { through, admits }: Examined,
): Promise<boolean> {
  const { documents, more } = await liveAfter(queries, name, through);
  return !more && documents.every(({ text }) => admits(text));
}
