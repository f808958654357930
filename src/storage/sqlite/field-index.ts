import type { CollectionHead, CollectionName, DocumentId } from '../../store/index.js';
import { declaredFields, entriesOf, type IndexState } from '../query/index-entries.js';
import type { Connection } from './connection.js';

const STATES = 'SELECT field, done, ready FROM FieldIndexState WHERE collection = ?';
const DECLARE = `
  INSERT INTO FieldIndexState (collection, field, cursor, done, ready) VALUES (?, ?, '', 0, 0) ON CONFLICT DO NOTHING`;
const RETRACT = 'DELETE FROM FieldIndexState WHERE collection = ? AND field = ?';
const CLEAR = 'DELETE FROM FieldIndex WHERE collection = ? AND id = ?';
const ENTER = `
  INSERT INTO FieldIndex (collection, field, rank, number, text, id, whole)
  VALUES (@collection, @field, @rank, @number, @text, @id, @whole) ON CONFLICT DO NOTHING`;

/** The declared fields of a collection and how far their indexes are. */
export function indexStates(
  connection: Connection,
  collection: CollectionName,
): ReadonlyMap<string, IndexState> {
  const rows = connection.statement(STATES).all(collection) as {
    field: string;
    done: number;
    ready: number;
  }[];
  return new Map(rows.map(({ field, done, ready }) => [field, { done, ready: Boolean(ready) }]));
}

/** Brings the states in line with the settings, in the transaction that writes those: new indexes are built from then on. */
export function declareIndexes(connection: Connection, { name, settings }: CollectionHead): void {
  const wanted = new Set(declaredFields(settings));
  for (const field of indexStates(connection, name).keys()) {
    if (!wanted.has(field)) connection.statement(RETRACT).run(name, field);
  }
  for (const field of wanted) connection.statement(DECLARE).run(name, field);
}

/** Replaces what the indexes hold of one document, in the transaction that writes it. `text` is null when it goes. */
export function indexDocument(
  connection: Connection,
  { collection, id }: { readonly collection: CollectionName; readonly id: DocumentId },
  fields: readonly string[],
  text: string | null,
): void {
  connection.statement(CLEAR).run(collection, id);
  if (text === null) return;
  for (const { field, value, whole } of entriesOf(text, fields)) {
    connection.statement(ENTER).run({ collection, id, field, ...value, whole: Number(whole) });
  }
}

/** The declared fields of collections, each list valid for one revision of the settings. */
export class DeclaredFields {
  readonly #entries = new Map<
    CollectionName,
    { readonly revision: number; readonly fields: readonly string[] }
  >();

  /** The fields of `collection`, whose settings must be at `revision` in the current transaction. */
  of(connection: Connection, collection: CollectionName, revision: number): readonly string[] {
    const entry = this.#entries.get(collection);
    if (entry?.revision === revision) return entry.fields;
    const row = connection.statement('SELECT settings FROM Collection WHERE name = ?').get(collection) as {
      settings: string;
    };
    const fields = declaredFields(row.settings);
    this.#entries.set(collection, { revision, fields });
    return fields;
  }
}
