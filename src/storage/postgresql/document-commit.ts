import { Buffer } from 'node:buffer';
import type { CollectionHead, DocumentChange, DocumentHead } from '../../store/index.js';
import { declaredFields } from '../query/index-entries.js';
import { headColumns, type HeadRow, headOf, type Integer, requireExact } from '../rows.js';
import { HIGHEST_REMOVED, REMOVED, removingAttachments } from './attachment-removal.js';
import { purgeDocument } from './document-purge.js';
import { indexDocument } from './field-index.js';
import { together } from './together.js';
import type { Transaction } from './writer.js';

// The guard stands in the SQL: a row comes back only if everything that was judged still holds. One statement makes the
// whole change, so that a group costs one exchange for each of its members. Commit times of one document strictly
// increase, whatever the clocks do.

const GUARDED = `
  SELECT c.name, c.sequence FROM "Collection" AS c
  WHERE c.name = @collection AND NOT c.deleted AND c.revision = @settings
    AND (@listSequence::bigint IS NULL OR c.sequence = @listSequence)`;

const INSERT = `
  INSERT INTO "Document" AS d
    (collection, id, revision, sequence, deleted, "createdAt", "updatedAt", "previousAt", size)
  SELECT g.name, @id, 1, g.sequence + 1, FALSE, @now::bigint, @now, NULL, @size::int FROM guarded AS g
  ON CONFLICT DO NOTHING
  RETURNING d.collection, d.id, ${headColumns('d')}`;

const UPDATE = `
  UPDATE "Document" AS d SET
    revision = d.revision + 1,
    sequence = g.sequence + 1,
    deleted = @deleted,
    "createdAt" = CASE WHEN d.deleted THEN GREATEST(@now::bigint, d."updatedAt" + 1) ELSE d."createdAt" END,
    "previousAt" = d."updatedAt",
    "updatedAt" = GREATEST(@now, d."updatedAt" + 1),
    size = @size
  FROM guarded AS g
  WHERE d.collection = g.name AND d.id = @id AND d.revision = @expected AND d.deleted = @wasDeleted
  RETURNING d.collection, d.id, ${headColumns('d')}`;

/** What a deletion takes with it, as parts of its statement; their changes follow behind the document's own. */
interface Along {
  readonly parts: string;
  readonly count: string;
  readonly highest: string;
}

const NOTHING_ALONG: Along = { parts: '', count: '0', highest: 'NULL::bigint' };

const ATTACHMENTS_ALONG: Along = {
  parts: `${removingAttachments(`
    SELECT a.collection, a.id, a.name, a.upload, h.sequence + row_number() OVER (ORDER BY a.name) AS place
    FROM changed AS h JOIN "Attachment" AS a ON a.collection = h.collection AND a.id = h.id AND NOT a.deleted`)},`,
  count: REMOVED,
  highest: HIGHEST_REMOVED,
};

const changing = (write: string, along: Along = NOTHING_ALONG): string => `
  WITH guarded AS (${GUARDED}),
  changed AS (${write}), ${along.parts}
  counted AS (
    UPDATE "Collection" AS c SET sequence = h.sequence + ${along.count}, "documentCount" = c."documentCount" + @grown::int
    FROM changed AS h WHERE c.name = h.collection),
  recorded AS (
    INSERT INTO "Revision" (collection, id, revision, sequence, operation, author, "createdAt", at, data)
    SELECT h.collection, h.id, h.revision, h.sequence, @operation, @author, h."createdAt", h."updatedAt", @text
    FROM changed AS h)
  SELECT ${headColumns('h')}, ${along.highest} AS highest FROM changed AS h`;

const CREATE = changing(INSERT);
const CHANGE = changing(UPDATE);
const REMOVE = changing(UPDATE, ATTACHMENTS_ALONG);

type ChangedRow = HeadRow & { readonly highest: Integer | null };

// Nothing is changed, but everything that was judged must hold.
const KEEP = `
  WITH guarded AS (${GUARDED})
  SELECT ${headColumns('d')} FROM "Document" AS d JOIN guarded AS g ON g.name = d.collection
  WHERE d.id = @id AND d.revision = @expected AND NOT d.deleted`;

/** The guarded change of one document inside a transaction; undefined when it is superseded and nothing was done. */
export async function commitDocument(
  transaction: Transaction,
  change: DocumentChange,
): Promise<DocumentHead | undefined> {
  const { session, now, collections } = transaction;
  const { key, operation, text, expected } = change;
  const created = operation === 'create';
  const removed = operation === 'delete';
  const guarded = {
    collection: key.collection,
    id: key.id,
    settings: expected.settings,
    listSequence: expected.sequence ?? null,
  };
  if (operation === 'keep') {
    const kept = await session.get<HeadRow>(KEEP, { ...guarded, expected: expected.revision });
    return kept === undefined ? undefined : headOf(kept);
  }
  if (operation === 'purge') return purgeDocument(transaction, change);
  const values = {
    ...guarded,
    now,
    size: text === null ? 0 : Buffer.byteLength(text),
    grown: Number(created) - Number(removed),
    operation,
    author: change.author,
    text,
  };
  const row =
    created && expected.revision === null
      ? await session.get<ChangedRow>(CREATE, values)
      : await session.get<ChangedRow>(removed ? REMOVE : CHANGE, {
          ...values,
          expected: expected.revision,
          deleted: removed,
          wasDeleted: created,
        });
  if (row === undefined) return undefined;
  requireExact(row.highest ?? 0);
  const fields = fieldsOf(collections.get(key.collection));
  if (fields.length > 0) await indexDocument(session, key, fields, text);
  return headOf(row);
}

/** Several guarded changes: all of them; or undefined, and then the transaction must be rolled back. */
export async function commitDocuments(
  transaction: Transaction,
  changes: readonly DocumentChange[],
): Promise<readonly DocumentHead[] | undefined> {
  // Each change moves the list on: it can only be compared before the first of them.
  const listed = changes.every(({ key, expected: { sequence } }) => {
    return sequence === undefined || transaction.collections.get(key.collection)?.sequence === sequence;
  });
  if (!listed) return undefined;
  const heads = await together(
    changes.map(({ expected: { revision, settings }, ...change }) =>
      commitDocument(transaction, { ...change, expected: { revision, settings } }),
    ),
  );
  const made = heads.filter((head) => head !== undefined);
  return made.length === heads.length ? made : undefined;
}

/** The last settings of each collection that were read, so that they are not parsed for each write. */
const parsed = new Map<string, { readonly settings: string; readonly fields: readonly string[] }>();

function fieldsOf(collection: CollectionHead | undefined): readonly string[] {
  if (collection === undefined) return [];
  const { name, settings } = collection;
  const known = parsed.get(name);
  if (known?.settings === settings) return known.fields;
  const fields = declaredFields(settings);
  parsed.set(name, { settings, fields });
  return fields;
}
