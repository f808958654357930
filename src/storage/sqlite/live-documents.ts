import { Buffer } from 'node:buffer';
import type { CollectionName, DocumentId, Examined, LivePage, Sequence } from '../../store/index.js';
import type { Connection } from './connection.js';

/** Documents, and bytes of them, that one page holds: it is read in one tick. */
const PAGE_DOCUMENTS = 200;
const PAGE_BYTES = 1024 * 1024;

const NEXT = `
  SELECT d.id AS id, d.sequence AS sequence, r.data AS text FROM Document AS d
  JOIN Revision AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = ? AND d.deleted = 0 AND d.sequence > ? ORDER BY d.sequence`;

/** The next live documents of a collection by their latest change; at least one if there is any. */
export function liveAfter(connection: Connection, name: CollectionName, after: Sequence): LivePage {
  const documents: { id: DocumentId; sequence: Sequence; text: string }[] = [];
  let bytes = 0;
  const rows = connection.statement(NEXT).iterate(name, after) as IterableIterator<
    (typeof documents)[number]
  >;
  for (const row of rows) {
    if (documents.length >= PAGE_DOCUMENTS || bytes >= PAGE_BYTES) return { documents, more: true };
    documents.push(row);
    bytes += Buffer.byteLength(row.text);
  }
  return { documents, more: false };
}

/** Whether the documents that changed since the examination are admitted too; false when they are too many to say. */
export function stillAdmitted(
  connection: Connection,
  name: CollectionName,
  { through, admits }: Examined,
): boolean {
  const { documents, more } = liveAfter(connection, name, through);
  return !more && documents.every(({ text }) => admits(text));
}
