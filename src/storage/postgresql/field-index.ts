import type { CollectionHead, CollectionName, DocumentKey } from '../../store/index.js';
import { declaredFields, entriesOf, type IndexState } from '../query/index-entries.js';
import type { Queries } from './database.js';
import { decodeNul, encodeNul, indexedText } from './index-text.js';

const STATES = 'SELECT field, done, ready FROM "FieldIndexState" WHERE collection = @collection';
const DECLARE = `
  INSERT INTO "FieldIndexState" (collection, field, cursor, done, ready)
  SELECT @collection, w.field, '', 0, FALSE FROM unnest(@fields::text[]) AS w(field) ON CONFLICT DO NOTHING`;
const RETRACT = `
  DELETE FROM "FieldIndexState" WHERE collection = @collection AND NOT (field = ANY (@fields::text[]))`;
const CLEAR = 'DELETE FROM "FieldIndex" WHERE collection = @collection AND id = @id';
const ENTER = `
  INSERT INTO "FieldIndex" (collection, field, rank, number, text, id, whole)
  SELECT @collection, e.field, e.rank, e.number, e.text, @id, e.whole
  FROM unnest(@fields::text[], @ranks::int[], @numbers::float8[], @texts::text[], @wholes::boolean[])
    AS e(field, rank, number, text, whole)
  ON CONFLICT DO NOTHING`;

/** The declared fields of a collection and how far their indexes are. */
export async function indexStates(
  queries: Queries,
  collection: CollectionName,
): Promise<ReadonlyMap<string, IndexState>> {
  const rows = await queries.all<{ field: string; done: number; ready: boolean }>(STATES, { collection });
  return new Map(rows.map(({ field, done, ready }) => [decodeNul(field), { done, ready }]));
}

/** Brings the states in line with the settings, in the transaction that writes those: new indexes are built from then on. */
export async function declareIndexes(queries: Queries, { name, settings }: CollectionHead): Promise<void> {
  const values = { collection: name, fields: declaredFields(settings).map(encodeNul) };
  await queries.run(RETRACT, values);
  if (values.fields.length > 0) await queries.run(DECLARE, values);
}

/** Replaces what the indexes hold of one document, in the transaction that writes it. `text` is null when it goes. */
export async function indexDocument(
  queries: Queries,
  { collection, id }: DocumentKey,
  fields: readonly string[],
  text: string | null,
): Promise<void> {
  await queries.run(CLEAR, { collection, id });
  if (text === null) return;
  const entries = entriesOf(text, fields);
  await queries.run(ENTER, {
    collection,
    id,
    fields: entries.map(({ field }) => encodeNul(field)),
    ranks: entries.map(({ value }) => value.rank),
    numbers: entries.map(({ value }) => value.number),
    texts: entries.map(({ value }) => indexedText(value.text)),
    wholes: entries.map(({ whole }) => whole),
  });
}
