/**
 * The parts of a statement that remove attachments: `going` finds them, each with the `place` that its change takes in
 * the collection's sequence. Each gets a tombstone: its numbers go on if it is created again. The statement's values are
 * to have `@now` and `@author`.
 */
export const removingAttachments = (going: string): string => `
  going AS (${going}),
  tombstones AS (
    UPDATE "Attachment" AS a SET
      revision = a.revision + 1, sequence = g.place, deleted = TRUE, "previousAt" = a."updatedAt",
      "updatedAt" = GREATEST(@now::bigint, a."updatedAt" + 1), "mediaType" = '', size = 0, digest = '', upload = NULL
    FROM going AS g WHERE a.collection = g.collection AND a.id = g.id AND a.name = g.name
    RETURNING a.*),
  released AS (
    UPDATE "AttachmentUpload" AS u SET state = 'released', since = @now FROM going AS g WHERE u.id = g.upload),
  told AS (
    INSERT INTO "AttachmentChange" (collection, id, name, revision, sequence, operation, author, "createdAt", at, size)
    SELECT t.collection, t.id, t.name, t.revision, t.sequence, 'delete', @author::text, t."createdAt", t."updatedAt", 0
    FROM tombstones AS t)`;

/** How many attachments go. */
export const REMOVED = '(SELECT count(*) FROM going)';

/** The highest counter among the tombstones; null without any. */
export const HIGHEST_REMOVED = '(SELECT max(GREATEST(t.revision, t.sequence)) FROM tombstones AS t)';
