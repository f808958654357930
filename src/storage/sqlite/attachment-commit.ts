import type { AttachmentChange, AttachmentHead, DocumentKey, Milliseconds } from '../../store/index.js';
import { attachmentColumns, attachmentOf, type AttachmentRow } from '../attachment-rows.js';
import type { Connection } from './connection.js';
import { requireExact } from '../rows.js';

// The guard stands in the SQL: a row comes back only if the collection, the document and the attachment are as judged
// and the bytes are there. Commit times of one attachment strictly increase, whatever the clock does. A change takes a
// sequence of the collection, but leaves its document alone. The first comes later than the document's own: attachments
// that were purged with an earlier life of the document leave no tombstone, and must not lend their tags.

const GUARDED_DOCUMENT = `c.name = @collection AND c.deleted = 0 AND c.revision = @settings
    AND d.collection = c.name AND d.id = @id AND d.deleted = 0
    AND (@upload IS NULL OR EXISTS (SELECT 1 FROM AttachmentUpload AS u WHERE u.id = @upload AND u.state = 'staged'))`;

const INSERT = `
  INSERT INTO Attachment
    (collection, id, name, revision, sequence, deleted, createdAt, updatedAt, previousAt, mediaType, size, digest, upload)
  SELECT c.name, d.id, @name, 1, c.sequence + 1, 0, max(@now, d.updatedAt + 1), max(@now, d.updatedAt + 1), NULL,
    @mediaType, @size, @digest, @upload
  FROM Collection AS c JOIN Document AS d WHERE ${GUARDED_DOCUMENT}
  ON CONFLICT DO NOTHING
  RETURNING ${attachmentColumns('Attachment')}`;

const UPDATE = `
  UPDATE Attachment SET
    revision = Attachment.revision + 1,
    sequence = c.sequence + 1,
    deleted = @deleted,
    createdAt = CASE WHEN Attachment.deleted = 1 THEN max(@now, Attachment.updatedAt + 1) ELSE Attachment.createdAt END,
    previousAt = Attachment.updatedAt,
    updatedAt = max(@now, Attachment.updatedAt + 1),
    mediaType = @mediaType, size = @size, digest = @digest, upload = @upload
  FROM Collection AS c JOIN Document AS d
  WHERE Attachment.collection = @collection AND Attachment.id = @id AND Attachment.name = @name
    AND Attachment.revision = @expected AND Attachment.deleted = @wasDeleted AND ${GUARDED_DOCUMENT}
  RETURNING ${attachmentColumns('Attachment')}`;

// Nothing is changed, but everything that was judged must hold.
const KEEP = `
  SELECT ${attachmentColumns('a')} FROM Collection AS c JOIN Document AS d
  JOIN Attachment AS a ON a.collection = d.collection AND a.id = d.id AND a.name = @name
  WHERE a.revision = @expected AND a.deleted = 0 AND ${GUARDED_DOCUMENT}`;

// What the attachment refers to now is released by the change; it is known only before it.
const REPLACED = 'SELECT upload FROM Attachment WHERE collection = @collection AND id = @id AND name = @name';
const RELEASE = `UPDATE AttachmentUpload SET state = 'released', since = @now WHERE id = @upload AND state = 'held'`;
const HOLD = `UPDATE AttachmentUpload SET state = 'held', since = @now WHERE id = @upload AND state = 'staged'`;

const COUNT =
  'UPDATE Collection SET sequence = sequence + @count WHERE name = @collection RETURNING sequence';

const RECORD = `
  INSERT INTO AttachmentChange (collection, id, name, revision, sequence, operation, author, createdAt, at, size)
  VALUES (@collection, @id, @name, @revision, @sequence, @operation, @author, @createdAt, @updatedAt, @size)`;

const NOTHING = { mediaType: '', size: 0, digest: '', upload: null };

/**
 * The guarded change of one attachment, to be run inside the writer's transaction; undefined when it is superseded and
 * nothing was done.
 */
export function commitAttachment(
  connection: Connection,
  now: Milliseconds,
  { key, operation, content, author, expected }: AttachmentChange,
): AttachmentHead | undefined {
  const { collection, id, name } = key;
  const { mediaType, size, digest, upload } = content ?? NOTHING;
  const judged = { collection, id, name, settings: expected.settings, expected: expected.revision, upload };
  if (operation === 'keep') {
    const kept = connection.statement(KEEP).get(judged);
    return kept === undefined ? undefined : attachmentOf(kept as AttachmentRow);
  }
  const replaced = connection.statement(REPLACED).pluck().get({ collection, id, name });
  const change = { ...judged, now, mediaType, size, digest };
  const row =
    operation === 'create' && expected.revision === null
      ? connection.statement(INSERT).get(change)
      : connection.statement(UPDATE).get({
          ...change,
          deleted: Number(operation === 'delete'),
          wasDeleted: Number(operation === 'create'),
        });
  if (row === undefined) return undefined;

  const head = attachmentOf(row as AttachmentRow);
  if (typeof replaced === 'string') connection.statement(RELEASE).run({ now, upload: replaced });
  if (upload !== null) connection.statement(HOLD).run({ now, upload });
  connection.statement(COUNT).run({ collection, count: 1 });
  const { revision, sequence, createdAt, updatedAt } = head;
  connection
    .statement(RECORD)
    .run({ collection, id, name, revision, sequence, operation, author, createdAt, updatedAt, size });
  return head;
}

/** The live attachments of one document, or of a whole collection. */
const liveOf = (table: string, owner: 'document' | 'collection'): string =>
  `${table}.collection = @collection${owner === 'document' ? ` AND ${table}.id = @id` : ''} AND ${table}.deleted = 0`;

const REMOVALS = { document: removalOf('document'), collection: removalOf('collection') };

// Each gets a tombstone with a revision and a sequence of its own: the numbers go on if it is created again.
function removalOf(owner: 'document' | 'collection') {
  return {
    record: `
      INSERT INTO AttachmentChange (collection, id, name, revision, sequence, operation, author, createdAt, at, size)
      SELECT a.collection, a.id, a.name, a.revision + 1, @sequence + row_number() OVER (ORDER BY a.id, a.name), 'delete',
        @author, a.createdAt, max(@now, a.updatedAt + 1), 0
      FROM Attachment AS a WHERE ${liveOf('a', owner)}`,
    release: `
      UPDATE AttachmentUpload SET state = 'released', since = @now
      WHERE id IN (SELECT a.upload FROM Attachment AS a WHERE ${liveOf('a', owner)})`,
    remove: `
      UPDATE Attachment SET
        revision = r.revision, sequence = r.sequence, deleted = 1, previousAt = Attachment.updatedAt, updatedAt = r.at,
        mediaType = '', size = 0, digest = '', upload = NULL
      FROM AttachmentChange AS r
      WHERE ${liveOf('Attachment', owner)} AND r.collection = Attachment.collection AND r.id = Attachment.id
        AND r.name = Attachment.name AND r.revision = Attachment.revision + 1`,
  };
}

/**
 * Removes the attachments of what was deleted, a document or a whole collection, to be run inside the writer's
 * transaction. Their changes follow behind `sequence`, the collection's so far.
 */
export function removeAttachments(
  connection: Connection,
  now: Milliseconds,
  owner: Pick<DocumentKey, 'collection'> & Partial<DocumentKey>,
  { sequence, author }: { readonly sequence: number; readonly author: string | null },
): void {
  const { collection, id } = owner;
  const { record, release, remove } = REMOVALS[id === undefined ? 'collection' : 'document'];
  const target = id === undefined ? { collection } : { collection, id };
  const { changes: count } = connection.statement(record).run({ ...target, now, sequence, author });
  if (count === 0) return;
  connection.statement(release).run({ ...target, now });
  connection.statement(remove).run(target);
  const row = connection.statement(COUNT).get({ collection, count }) as { readonly sequence: number };
  requireExact(row.sequence);
}
