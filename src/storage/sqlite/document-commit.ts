import { Buffer } from 'node:buffer';
import type { DocumentChange, DocumentCommit, Milliseconds } from '../../store/index.js';
import type { Connection } from './connection.js';
import { type DeclaredFields, indexDocument } from './field-index.js';
import { headColumns, type HeadRow, headOf } from './rows.js';

// The guard stands in the SQL: a row comes back only if everything that was judged still holds. Commit times of one
// document strictly increase, whatever the clock does.

const GUARDED_COLLECTION = `c.name = @collection AND c.deleted = 0 AND c.revision = @settings
    AND (@listSequence IS NULL OR c.sequence = @listSequence)`;

const INSERT = `
  INSERT INTO Document (collection, id, revision, sequence, deleted, createdAt, updatedAt, previousAt, size)
  SELECT c.name, @id, 1, c.sequence + 1, 0, @now, @now, NULL, @size FROM Collection AS c WHERE ${GUARDED_COLLECTION}
  ON CONFLICT DO NOTHING
  RETURNING ${headColumns('Document')}`;

const UPDATE = `
  UPDATE Document SET
    revision = Document.revision + 1,
    sequence = c.sequence + 1,
    deleted = @deleted,
    createdAt = CASE WHEN Document.deleted = 1 THEN max(@now, Document.updatedAt + 1) ELSE Document.createdAt END,
    previousAt = Document.updatedAt,
    updatedAt = max(@now, Document.updatedAt + 1),
    size = @size
  FROM Collection AS c
  WHERE Document.collection = @collection AND Document.id = @id
    AND Document.revision = @expected AND Document.deleted = @wasDeleted AND ${GUARDED_COLLECTION}
  RETURNING ${headColumns('Document')}`;

const COUNT = `
  UPDATE Collection SET sequence = sequence + 1, documentCount = documentCount + @grown WHERE name = @collection`;

const RECORD = `
  INSERT INTO Revision (collection, id, revision, sequence, operation, author, createdAt, at, data)
  VALUES (@collection, @id, @revision, @sequence, @operation, @author, @createdAt, @at, @text)`;

/** The guarded change of one document, to be run inside the writer's transaction. */
export function commitDocument(
  connection: Connection,
  now: Milliseconds,
  change: DocumentChange,
  declared: DeclaredFields,
): DocumentCommit {
  const { key, operation, text, expected } = change;
  const created = operation === 'create';
  const removed = operation === 'delete';
  const guarded = {
    collection: key.collection,
    id: key.id,
    now,
    size: text === null ? 0 : Buffer.byteLength(text),
    settings: expected.settings,
    listSequence: expected.sequence ?? null,
  };
  const row =
    created && expected.revision === null
      ? connection.statement(INSERT).get(guarded)
      : connection.statement(UPDATE).get({
          ...guarded,
          expected: expected.revision,
          deleted: Number(removed),
          wasDeleted: Number(created),
        });
  if (row === undefined) return { kind: 'superseded' };

  const head = headOf(row as HeadRow);
  const grown = Number(created) - Number(removed);
  connection.statement(COUNT).run({ collection: key.collection, grown });
  connection.statement(RECORD).run({
    collection: key.collection,
    id: key.id,
    revision: head.revision,
    sequence: head.sequence,
    operation,
    author: change.author,
    createdAt: head.createdAt,
    at: head.updatedAt,
    text,
  });
  const fields = declared.of(connection, key.collection, expected.settings);
  if (fields.length > 0) indexDocument(connection, key, fields, text);
  return { kind: 'committed', head };
}
