import { type JsonValue, memberAt, parseJson, type TypedValue, typedValue } from '../../json/index.js';
import {
  type CollectionHead,
  type CollectionName,
  type DocumentId,
  parseSettings,
} from '../../store/index.js';
import type { Connection } from './connection.js';

/** How far the index of a declared field is built. */
export interface IndexState {
  readonly ready: boolean;
  /** Documents indexed so far. */
  readonly done: number;
}

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

/** The fields that a collection's settings declare. */
export function declaredFields(settings: string): readonly string[] {
  const parsed = parseSettings(parseJson(settings) as Readonly<Record<string, unknown>>);
  return parsed.kind === 'settings' ? parsed.settings.indexes : [];
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
  const document = parseJson(text);
  for (const field of fields) {
    for (const { value, whole } of entriesOf(memberAt(document, field.split('.')))) {
      connection.statement(ENTER).run({ collection, id, field, ...value, whole: Number(whole) });
    }
  }
}

/** What an index holds of a member: its own value, and each element of an array. */
function entriesOf(member: JsonValue | undefined): readonly { value: TypedValue; whole: boolean }[] {
  const own = { value: typedValue(member), whole: true };
  if (!Array.isArray(member)) return [own];
  return [own, ...member.map((element) => ({ value: typedValue(element), whole: false }))];
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
