import type { DocumentChange, DocumentHead, DocumentKey, Milliseconds } from '../../store/index.js';
import { answersAbout } from '../answers-about.js';
import { headColumns, type HeadRow, headOf, type Integer } from '../rows.js';
import type { Connection } from './connection.js';

// Erasure: whatever tells of the document goes, and what is left says only that there was one, so that neither a revision
// nor a time, and so no tag, comes again. The connection overwrites what it removes.

const JUDGED = `
  SELECT ${headColumns('d')}, r.operation AS operation,
    (SELECT max(a.updatedAt) FROM Attachment AS a WHERE a.collection = d.collection AND a.id = d.id) AS attachedAt
  FROM Document AS d JOIN Collection AS c ON c.name = d.collection
  LEFT JOIN Revision AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = @collection AND d.id = @id AND d.revision = @expected AND c.deleted = 0 AND c.revision = @settings`;

const BURY = `
  UPDATE Document SET revision = revision + 1, deleted = 1, createdAt = @at, updatedAt = @at, previousAt = NULL, size = 0,
    sequence = (SELECT c.sequence + 1 FROM Collection AS c WHERE c.name = @collection)
  WHERE collection = @collection AND id = @id
  RETURNING ${headColumns('Document')}`;

const COUNT = `
  UPDATE Collection SET sequence = sequence + 1, documentCount = documentCount - @live WHERE name = @collection`;

const OF_DOCUMENT = 'collection = @collection AND id = @id';

const RECORD = `
  INSERT INTO Revision (collection, id, revision, sequence, operation, author, createdAt, at, data)
  VALUES (@collection, @id, @revision, @sequence, 'purge', @author, @at, @at, NULL)`;

const CONDEMN = `
  UPDATE AttachmentUpload SET state = 'released', since = 0
  WHERE state = 'released' OR id IN (SELECT a.upload FROM Attachment AS a WHERE ${OF_DOCUMENT})`;

const FORGET = ['Revision', 'AttachmentChange', 'Attachment', 'FieldIndex'].map(
  (table) => `DELETE FROM ${table} WHERE ${OF_DOCUMENT}`,
);

const FORGET_ANSWERS = `
  DELETE FROM IdempotencyRecord
  WHERE instr(answer, @kept) OR instr(answer, @whole) OR instr(answer, @below) OR instr(answer, @queried)`;

type JudgedRow = HeadRow & { readonly operation: string | null; readonly attachedAt: Integer | null };

/**
 * The guarded purge of one document, to be run inside the writer's transaction; undefined when it is superseded and
 * nothing was done. The bytes of attachments are left to the sweep: those of earlier revisions too, which nobody can tell
 * from what others released.
 */
export function purgeDocument(
  connection: Connection,
  now: Milliseconds,
  { key, author, expected }: Pick<DocumentChange, 'key' | 'author' | 'expected'>,
): DocumentHead | undefined {
  const target = { collection: key.collection, id: key.id };
  const judged = connection
    .statement(JUDGED)
    .get({ ...target, expected: expected.revision, settings: expected.settings }) as JudgedRow | undefined;
  if (judged === undefined) return undefined;
  const before = headOf(judged);
  if (judged.operation === 'purge') return before;

  // Later than everything that was ever told of it.
  const at = Math.max(now, before.updatedAt + 1, Number(judged.attachedAt ?? 0) + 1);
  connection.statement(CONDEMN).run(target);
  for (const sql of FORGET) connection.statement(sql).run(target);
  forgetAnswers(connection, key);
  const head = headOf(connection.statement(BURY).get({ ...target, at }) as HeadRow);
  const { revision, sequence } = head;
  connection.statement(RECORD).run({ ...target, revision, sequence, author, at });
  connection.statement(COUNT).run({ collection: key.collection, live: Number(!before.deleted) });
  return head;
}

function forgetAnswers(connection: Connection, key: DocumentKey): void {
  connection.statement(FORGET_ANSWERS).run(answersAbout(key));
}
