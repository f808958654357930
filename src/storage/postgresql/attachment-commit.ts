import type { AttachmentChange, AttachmentHead } from '../../store/index.js';
import { attachmentColumns, attachmentOf, type AttachmentRow } from '../attachment-rows.js';
import type { Transaction } from './writer.js';

// The guard stands in the SQL: a row comes back only if the collection, the document and the attachment are as judged
// and the bytes are there. One statement makes the whole change, and each of its parts sees what was before it. Commit
// times of one attachment strictly increase, and begin behind its document's, whatever the clocks do. A change takes a sequence of the collection, but
// leaves its document alone.

// Locked, for the sweep takes uploads by their age without asking the collection: whoever comes second finds what the
// first one has made of it.
const ARRIVED = `SELECT u.id FROM "AttachmentUpload" AS u WHERE u.id = @upload AND u.state = 'staged' FOR UPDATE`;

const GUARDED = `
  SELECT d.collection, d.id, d."updatedAt", c.sequence FROM "Collection" AS c
  JOIN "Document" AS d ON d.collection = c.name AND d.id = @id AND NOT d.deleted
  WHERE c.name = @collection AND NOT c.deleted AND c.revision = @settings
    AND (@upload::text IS NULL OR EXISTS (SELECT 1 FROM arrived))`;

const INSERT = `
  INSERT INTO "Attachment" AS a (collection, id, name, revision, sequence, deleted, "createdAt", "updatedAt",
    "previousAt", "mediaType", size, digest, upload)
  SELECT g.collection, g.id, @name, 1, g.sequence + 1, FALSE,
    GREATEST(@now::bigint, g."updatedAt" + 1), GREATEST(@now, g."updatedAt" + 1), NULL,
    @mediaType, @size::bigint, @digest, @upload
  FROM guarded AS g
  ON CONFLICT DO NOTHING
  RETURNING a.*`;

const UPDATE = `
  UPDATE "Attachment" AS a SET
    revision = a.revision + 1,
    sequence = g.sequence + 1,
    deleted = @deleted,
    "createdAt" = CASE WHEN a.deleted THEN GREATEST(@now::bigint, a."updatedAt" + 1) ELSE a."createdAt" END,
    "previousAt" = a."updatedAt",
    "updatedAt" = GREATEST(@now, a."updatedAt" + 1),
    "mediaType" = @mediaType, size = @size::bigint, digest = @digest, upload = @upload
  FROM guarded AS g
  WHERE a.collection = g.collection AND a.id = g.id AND a.name = @name
    AND a.revision = @expected AND a.deleted = @wasDeleted
  RETURNING a.*`;

const changing = (write: string): string => `
  WITH arrived AS (${ARRIVED}), guarded AS (${GUARDED}),
  changed AS (${write}),
  released AS (
    UPDATE "AttachmentUpload" AS u SET state = 'released', since = @now
    FROM changed AS h JOIN "Attachment" AS b ON b.collection = h.collection AND b.id = h.id AND b.name = h.name
    WHERE u.id = b.upload AND u.state = 'held'),
  held AS (
    UPDATE "AttachmentUpload" AS u SET state = 'held', since = @now FROM changed AS h WHERE u.id = h.upload),
  counted AS (
    UPDATE "Collection" AS c SET sequence = h.sequence FROM changed AS h WHERE c.name = h.collection),
  recorded AS (
    INSERT INTO "AttachmentChange" (collection, id, name, revision, sequence, operation, author, "createdAt", at, size)
    SELECT h.collection, h.id, h.name, h.revision, h.sequence, @operation, @author, h."createdAt", h."updatedAt", h.size
    FROM changed AS h)
  SELECT ${attachmentColumns('h')} FROM changed AS h`;

const CREATE = changing(INSERT);
const CHANGE = changing(UPDATE);

// Nothing is changed, but everything that was judged must hold.
const KEEP = `
  SELECT ${attachmentColumns('a')} FROM "Collection" AS c
  JOIN "Document" AS d ON d.collection = c.name AND d.id = @id AND NOT d.deleted
  JOIN "Attachment" AS a ON a.collection = d.collection AND a.id = d.id AND a.name = @name
  WHERE c.name = @collection AND NOT c.deleted AND c.revision = @settings AND a.revision = @expected AND NOT a.deleted`;

const NOTHING = { mediaType: '', size: 0, digest: '', upload: null };

/** The guarded change of one attachment inside a transaction; undefined when it is superseded and nothing was done. */
export async function commitAttachment(
  { session, now }: Transaction,
  { key, operation, content, author, expected }: AttachmentChange,
): Promise<AttachmentHead | undefined> {
  const judged = { ...key, settings: expected.settings };
  if (operation === 'keep') {
    return found(await session.get<AttachmentRow>(KEEP, { ...judged, expected: expected.revision }));
  }
  const { mediaType, size, digest, upload } = content ?? NOTHING;
  const values = { ...judged, now, mediaType, size, digest, upload, operation, author };
  if (operation === 'create' && expected.revision === null) {
    return found(await session.get<AttachmentRow>(CREATE, values));
  }
  return found(
    await session.get<AttachmentRow>(CHANGE, {
      ...values,
      expected: expected.revision,
      deleted: operation === 'delete',
      wasDeleted: operation === 'create',
    }),
  );
}

function found(row: AttachmentRow | undefined): AttachmentHead | undefined {
  return row === undefined ? undefined : attachmentOf(row);
}
