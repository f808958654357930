import type { CollectionName, DocumentId } from '../../store/index.js';
import { type IndexProgress, STEP_BYTES, STEP_DOCUMENTS } from '../index-builder.js';
import { declaredFields } from '../query/index-entries.js';
import type { Database, Session } from './database.js';
import { indexDocument } from './field-index.js';
import { together } from './together.js';
import type { GroupingWriter } from './writer.js';

const UNFINISHED = 'SELECT collection FROM "FieldIndexState" WHERE NOT ready ORDER BY collection LIMIT 1';

// Read when the collection is locked: another replica may have gone on meanwhile.
const STANDING = `
  SELECT min(s.cursor) AS cursor, c.settings AS settings FROM "FieldIndexState" AS s
  JOIN "Collection" AS c ON c.name = s.collection
  WHERE s.collection = @collection AND NOT s.ready GROUP BY c.settings`;

const NEXT = `
  WITH heads AS (
    SELECT d.id, d.revision, d.size FROM "Document" AS d
    WHERE d.collection = @collection AND NOT d.deleted AND d.id > @cursor ORDER BY d.id LIMIT ${STEP_DOCUMENTS}),
  placed AS (SELECT h.*, sum(h.size) OVER (ORDER BY h.id) - h.size AS before FROM heads AS h)
  SELECT p.id AS id, CASE WHEN p.before < ${STEP_BYTES} THEN (
    SELECT r.data FROM "Revision" AS r WHERE r.collection = @collection AND r.id = p.id AND r.revision = p.revision
  ) END AS text
  FROM placed AS p ORDER BY p.id`;

const ADVANCE = `
  UPDATE "FieldIndexState" SET cursor = @cursor, done = done + @done::int, ready = @ready
  WHERE collection = @collection AND NOT ready AND cursor <= @cursor`;

/** Indexes the next documents of one collection for all of its fields; undefined when nothing is unfinished. */
export async function buildStep(
  database: Database,
  writer: GroupingWriter,
): Promise<IndexProgress | undefined> {
  const unfinished = await database.get<{ collection: CollectionName }>(UNFINISHED, {});
  if (unfinished === undefined) return undefined;
  const { collection } = unfinished;
  const progress = await writer.enqueue({
    collections: [collection],
    changes: [],
    work: ({ session }) => indexNext(session, collection),
  });
  // Another replica was faster: there may be more all the same.
  return progress === undefined || progress === 'known' ? { collection, done: 0, finished: true } : progress;
}

async function indexNext(session: Session, collection: CollectionName): Promise<IndexProgress | undefined> {
  const standing = await session.get<{ cursor: string; settings: string }>(STANDING, { collection });
  if (standing === undefined) return undefined;
  const { cursor, settings } = standing;
  const fields = declaredFields(settings);
  const rows = await session.all<{ id: DocumentId; text: string | null }>(NEXT, { collection, cursor });
  const ready = rows.flatMap(({ id, text }) => (text === null ? [] : [{ id, text }]));
  await together(ready.map(({ id, text }) => indexDocument(session, { collection, id }, fields, text)));
  const finished = ready.length === rows.length && rows.length < STEP_DOCUMENTS;
  const last = ready.at(-1)?.id ?? cursor;
  await session.run(ADVANCE, { collection, cursor: last, done: ready.length, ready: finished });
  return { collection, done: ready.length, finished };
}
