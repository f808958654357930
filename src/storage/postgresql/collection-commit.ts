import { type CollectionChange, type CollectionHead, SEQUENCES_OF_A_STORE } from '../../store/index.js';
import { collectionColumns, collectionOf, type CollectionRow, type Integer, requireExact } from '../rows.js';
import { HIGHEST_REMOVED, REMOVED, removingAttachments } from './attachment-removal.js';
import { declareIndexes } from './field-index.js';
import { stillAdmitted } from './live-documents.js';
import type { Transaction } from './writer.js';

const INSERT = `
  INSERT INTO "Collection" AS c
    (name, revision, deleted, settings, "createdAt", "updatedAt", "previousAt", sequence, "documentCount")
  SELECT @name, 1, FALSE, @settings, @now::bigint, @now, NULL, s.restores * ${SEQUENCES_OF_A_STORE}::bigint, 0
  FROM "Store" AS s WHERE s.id = 1
  ON CONFLICT DO NOTHING
  RETURNING ${collectionColumns('c')}`;

const REPLACE = `
  UPDATE "Collection" AS c SET
    revision = c.revision + 1,
    deleted = FALSE,
    settings = @settings,
    "createdAt" = CASE WHEN c.deleted THEN GREATEST(@now::bigint, c."updatedAt" + 1) ELSE c."createdAt" END,
    "previousAt" = c."updatedAt",
    "updatedAt" = GREATEST(@now, c."updatedAt" + 1)
  WHERE c.name = @name AND c.revision = @expected
  RETURNING ${collectionColumns('c')}`;

const REMOVE = `
  UPDATE "Collection" AS c SET
    revision = c.revision + 1, deleted = TRUE, "previousAt" = c."updatedAt",
    "updatedAt" = GREATEST(@now::bigint, c."updatedAt" + 1)
  WHERE c.name = @name AND c.revision = @expected AND NOT c.deleted
    AND (@recursive::boolean OR c."documentCount" = 0)
  RETURNING ${collectionColumns('c')}`;

// Each document gets a tombstone with a revision and a sequence of its own: the numbers go on if it is created again.
const RECORD_REMOVED_DOCUMENTS = `
  INSERT INTO "Revision" (collection, id, revision, sequence, operation, author, "createdAt", at, data)
  SELECT d.collection, d.id, d.revision + 1, @sequence::bigint + row_number() OVER (ORDER BY d.id), 'delete',
    @author::text, d."createdAt", GREATEST(@now::bigint, d."updatedAt" + 1), NULL
  FROM "Document" AS d WHERE d.collection = @name AND NOT d.deleted`;

const REMOVE_DOCUMENTS = `
  UPDATE "Document" AS d SET
    revision = r.revision, sequence = r.sequence, deleted = TRUE, "previousAt" = d."updatedAt", "updatedAt" = r.at,
    size = 0
  FROM "Revision" AS r
  WHERE d.collection = @name AND NOT d.deleted
    AND r.collection = d.collection AND r.id = d.id AND r.revision = d.revision + 1`;

const HIGHEST_REVISION = 'SELECT max(revision) AS highest FROM "Document" WHERE collection = @name';

// The attachments follow behind the documents.
const EMPTY = `
  WITH ${removingAttachments(`
    SELECT a.collection, a.id, a.name, a.upload,
      c.sequence + c."documentCount" + row_number() OVER (ORDER BY a.id, a.name) AS place
    FROM "Collection" AS c JOIN "Attachment" AS a ON a.collection = c.name AND NOT a.deleted WHERE c.name = @name`)}
  UPDATE "Collection" AS c SET sequence = c.sequence + c."documentCount" + ${REMOVED}, "documentCount" = 0
  WHERE c.name = @name
  RETURNING ${collectionColumns('c')}, ${HIGHEST_REMOVED} AS highest`;

const FORGET_INDEX_STATES = 'DELETE FROM "FieldIndexState" WHERE collection = @name';
const FORGET_INDEXES = 'DELETE FROM "FieldIndex" WHERE collection = @name';

type EmptiedRow = CollectionRow & { readonly highest: Integer | null };

/** The guarded change of one collection inside a transaction; undefined when it is superseded. */
export async function commitCollection(
  transaction: Transaction,
  change: CollectionChange,
): Promise<CollectionHead | undefined> {
  if (change.keep === true) {
    const head = transaction.collections.get(change.name);
    return head?.revision === change.expected ? head : undefined;
  }
  return change.settings === null ? remove(transaction, change) : put(transaction, change, change.settings);
}

async function put(
  { session, now }: Transaction,
  { name, expected, examined }: CollectionChange,
  settings: string,
): Promise<CollectionHead | undefined> {
  if (examined !== undefined && !(await stillAdmitted(session, name, examined))) return undefined;
  const row =
    expected === null
      ? await session.get<CollectionRow>(INSERT, { name, settings, now })
      : await session.get<CollectionRow>(REPLACE, { name, settings, now, expected });
  if (row === undefined) return undefined;
  const head = collectionOf(row);
  await declareIndexes(session, head);
  return head;
}

async function remove(
  { session, now }: Transaction,
  { name, author, expected, recursive }: CollectionChange,
): Promise<CollectionHead | undefined> {
  const row = await session.get<CollectionRow>(REMOVE, { name, now, expected, recursive });
  if (row === undefined) return undefined;
  const head = collectionOf(row);
  await session.run(FORGET_INDEX_STATES, { name });
  if (head.documents === 0) return head;
  await session.run(FORGET_INDEXES, { name });
  await session.run(RECORD_REMOVED_DOCUMENTS, { name, now, author, sequence: head.sequence });
  await session.run(REMOVE_DOCUMENTS, { name });
  const revisions = await session.get<{ highest: Integer }>(HIGHEST_REVISION, { name });
  requireExact(revisions?.highest ?? 0);
  const emptied = await session.get<EmptiedRow>(EMPTY, { name, now, author });
  if (emptied === undefined) throw new Error(`the locked collection ${name} is gone`);
  requireExact(emptied.highest ?? 0);
  return collectionOf(emptied);
}
