import { Buffer } from 'node:buffer';
import type { DocumentChange, DocumentHead, Milliseconds } from '../../store/index.js';
import { removeAttachments } from './attachment-commit.js';
import type { Connection } from './connection.js';
import { type DeclaredFields, indexDocument } from './field-index.js';
import { purgeDocument } from './document-purge.js';
import { headColumns, type HeadRow, headOf } from '../rows.js';

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

// Nothing is changed, but everything that was judged must hold.
const KEEP = `
  SELECT ${headColumns('d')} FROM Document AS d JOIN Collection AS c ON c.name = d.collection
  WHERE d.id = @id AND d.revision = @expected AND d.deleted = 0 AND ${GUARDED_COLLECTION}`;

const LIST_AS_JUDGED = 'SELECT 1 FROM Collection WHERE name = ? AND sequence = ?';

const COUNT = `
  UPDATE Collection SET sequence = sequence + 1, documentCount = documentCount + @grown WHERE name = @collection`;

const RECORD = `
  INSERT INTO Revision (collection, id, revision, sequence, operation, author, createdAt, at, data)
  VALUES (@collection, @id, @revision, @sequence, @operation, @author, @createdAt, @at, @text)`;

/**
 * The guarded change of one document, to be run inside the writer's transaction; undefined when it is superseded and
 * nothing was done.
 */
export function commitDocument(
  connection: Connection,
  now: Milliseconds,
  change: DocumentChange,
  declared: DeclaredFields,
): DocumentHead | undefined {
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
  if (operation === 'keep') {
    const kept = connection.statement(KEEP).get({ ...guarded, expected: expected.revision });
    return kept === undefined ? undefined : headOf(kept as HeadRow);
  }
  if (operation === 'purge') return purgeDocument(connection, now, change);
  const row =
    created && expected.revision === null
      ? connection.statement(INSERT).get(guarded)
      : connection.statement(UPDATE).get({
          ...guarded,
          expected: expected.revision,
          deleted: Number(removed),
          wasDeleted: Number(created),
        });
  if (row === undefined) return undefined;

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
  if (removed) removeAttachments(connection, now, key, { sequence: head.sequence, author: change.author });
  const fields = declared.of(connection, key.collection, expected.settings);
  if (fields.length > 0) indexDocument(connection, key, fields, text);
  return head;
}

/**
 * Several guarded changes: all of them, or none and undefined. A savepoint takes back what was done before the one that
 * is superseded, so that the others of the writer's group are not touched.
 */
export function commitDocuments(
  connection: Connection,
  now: Milliseconds,
  changes: readonly DocumentChange[],
  declared: DeclaredFields,
): readonly DocumentHead[] | undefined {
  // Each change moves the list on: it can only be compared before the first of them.
  const listed = changes.every(
    ({ key, expected: { sequence } }) =>
      sequence === undefined ||
      connection.statement(LIST_AS_JUDGED).get(key.collection, sequence) !== undefined,
  );
  if (!listed) return undefined;
  connection.statement('SAVEPOINT several').run();
  const heads: DocumentHead[] = [];
  for (const { expected, ...change } of changes) {
    const { revision, settings } = expected;
    const head = commitDocument(connection, now, { ...change, expected: { revision, settings } }, declared);
    if (head === undefined) {
      connection.statement('ROLLBACK TO several').run();
      connection.statement('RELEASE several').run();
      return undefined;
    }
    heads.push(head);
  }
  connection.statement('RELEASE several').run();
  return heads;
}
