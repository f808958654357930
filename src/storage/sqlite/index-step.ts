import type { CollectionName, DocumentId } from '../../store/index.js';
import { type IndexProgress, STEP_BYTES, STEP_DOCUMENTS } from '../index-builder.js';
import { declaredFields } from '../query/index-entries.js';
import type { Connection } from './connection.js';
import { indexDocument } from './field-index.js';

const UNFINISHED = `
  SELECT s.collection AS collection, min(s.cursor) AS cursor, c.settings AS settings
  FROM FieldIndexState AS s JOIN Collection AS c ON c.name = s.collection
  WHERE s.ready = 0 GROUP BY s.collection LIMIT 1`;

const NEXT = `
  SELECT d.id AS id, d.size AS size, d.revision AS revision FROM Document AS d
  WHERE d.collection = ? AND d.deleted = 0 AND d.id > ? ORDER BY d.id LIMIT ?`;

const TEXT = 'SELECT data FROM Revision WHERE collection = ? AND id = ? AND revision = ?';

const ADVANCE = `
  UPDATE FieldIndexState SET cursor = @cursor, done = done + @done, ready = @ready
  WHERE collection = @collection AND ready = 0 AND cursor <= @cursor`;

/** Indexes the next documents of one collection for all of its fields; undefined when nothing is unfinished. */
export function buildStep(connection: Connection): IndexProgress | undefined {
  const unfinished = connection.statement(UNFINISHED).get() as
    { collection: CollectionName; cursor: string; settings: string } | undefined;
  if (unfinished === undefined) return undefined;
  const { collection, cursor, settings } = unfinished;
  const fields = declaredFields(settings);
  const rows = connection.statement(NEXT).all(collection, cursor, STEP_DOCUMENTS) as {
    id: DocumentId;
    size: number;
    revision: number;
  }[];
  let bytes = 0;
  let done = 0;
  for (const { id, size, revision } of rows) {
    const { data } = connection.statement(TEXT).get(collection, id, revision) as { data: string };
    indexDocument(connection, { collection, id }, fields, data);
    done++;
    bytes += size;
    if (bytes >= STEP_BYTES) break;
  }
  const finished = done === rows.length && rows.length < STEP_DOCUMENTS;
  const last = rows[done - 1]?.id ?? cursor;
  connection.statement(ADVANCE).run({ collection, cursor: last, done, ready: Number(finished) });
  return { collection, done, finished };
}
