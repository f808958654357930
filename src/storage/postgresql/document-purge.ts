import type { DocumentChange, DocumentHead } from '../../store/index.js';
import { answersAbout } from '../answers-about.js';
import { headColumns, type HeadRow, headOf, type Integer } from '../rows.js';
import type { Transaction } from './writer.js';

// Erasure: whatever tells of the document goes, and what is left says only that there was one, so that neither a revision
// nor a time, and so no tag, comes again. PostgreSQL frees the rows' space when it is vacuumed, and does not overwrite it.

const JUDGED = `
  SELECT ${headColumns('d')}, r.operation AS operation,
    (SELECT max(a."updatedAt") FROM "Attachment" AS a WHERE a.collection = d.collection AND a.id = d.id) AS "attachedAt"
  FROM "Document" AS d
  JOIN "Collection" AS c ON c.name = d.collection
  LEFT JOIN "Revision" AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = @collection AND d.id = @id AND d.revision = @expected
    AND NOT c.deleted AND c.revision = @settings`;

const OF_DOCUMENT = 'collection = @collection AND id = @id';

// The bytes are left to the sweep, which takes these first: those of earlier revisions too, which nobody can tell from
// what others released.
const CONDEMN = `
  UPDATE "AttachmentUpload" SET state = 'released', since = 0
  WHERE state = 'released' OR id IN (SELECT a.upload FROM "Attachment" AS a WHERE ${OF_DOCUMENT})`;

const FORGET = ['Revision', 'AttachmentChange', 'Attachment', 'FieldIndex'].map(
  (table) => `DELETE FROM "${table}" WHERE ${OF_DOCUMENT}`,
);

const FORGET_ANSWERS = `
  DELETE FROM "IdempotencyRecord" WHERE strpos(answer, @kept) > 0 OR strpos(answer, @whole) > 0
    OR strpos(answer, @below) > 0 OR strpos(answer, @queried) > 0`;

const BURY = `
  WITH counted AS (
    UPDATE "Collection" AS c SET sequence = c.sequence + 1, "documentCount" = c."documentCount" - @live::int
    WHERE c.name = @collection RETURNING c.sequence),
  buried AS (
    UPDATE "Document" AS d SET revision = d.revision + 1, sequence = n.sequence, deleted = TRUE, "createdAt" = @at::bigint,
      "updatedAt" = @at, "previousAt" = NULL, size = 0
    FROM counted AS n WHERE d.collection = @collection AND d.id = @id AND d.revision = @expected
    RETURNING ${headColumns('d')}),
  recorded AS (
    INSERT INTO "Revision" (collection, id, revision, sequence, operation, author, "createdAt", at, data)
    SELECT @collection, @id, b.revision, b.sequence, 'purge', @author, @at, @at, NULL FROM buried AS b)
  SELECT ${headColumns('b')} FROM buried AS b`;

type JudgedRow = HeadRow & { readonly operation: string | null; readonly attachedAt: Integer | null };

/** The guarded purge of one document inside a transaction of its own; undefined when it is superseded and nothing was done. */
export async function purgeDocument(
  { session, now }: Transaction,
  { key, author, expected }: Pick<DocumentChange, 'key' | 'author' | 'expected'>,
): Promise<DocumentHead | undefined> {
  const target = { collection: key.collection, id: key.id };
  const judged = await session.get<JudgedRow>(JUDGED, {
    ...target,
    expected: expected.revision,
    settings: expected.settings,
  });
  if (judged === undefined) return undefined;
  const before = headOf(judged);
  if (judged.operation === 'purge') return before;
  await session.run(CONDEMN, target);
  for (const sql of FORGET) await session.run(sql, target);
  await session.run(FORGET_ANSWERS, answersAbout(key));
  const row = await session.get<HeadRow>(BURY, {
    ...target,
    expected: expected.revision,
    author,
    live: Number(!before.deleted),
    // Later than everything that was ever told of it.
    at: Math.max(now, before.updatedAt + 1, Number(judged.attachedAt ?? 0) + 1),
  });
  if (row === undefined) throw new Error(`the locked document ${key.collection}/${key.id} is gone`);
  return headOf(row);
}
