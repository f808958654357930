import { type JsonValue, memberAt, parseJson, type TypedValue, typedValue } from '../../json/index.js';
import { parseSettings } from '../../store/index.js';

/** How far the index of a declared field is built. */
export interface IndexState {
  readonly ready: boolean;
  /** Documents indexed so far. */
  readonly done: number;
}

/** The fields that a collection's settings declare. */
export function declaredFields(settings: string): readonly string[] {
  const parsed = parseSettings(parseJson(settings) as Readonly<Record<string, unknown>>);
  return parsed.kind === 'settings' ? parsed.settings.indexes : [];
}

/** One value that an index holds of a document. */
export interface IndexEntry {
  readonly field: string;
  readonly value: TypedValue;
  /** The member's own value; otherwise one of the elements of an array. */
  readonly whole: boolean;
}

/** What the indexes of `fields` hold of a document: of each field its own value, and each element of an array. */
export function entriesOf(text: string, fields: readonly string[]): readonly IndexEntry[] {
  const document = parseJson(text);
  return fields.flatMap((field) => {
    const member: JsonValue | undefined = memberAt(document, field.split('.'));
    const own = { field, value: typedValue(member), whole: true };
    if (!Array.isArray(member)) return [own];
    return [own, ...member.map((element) => ({ field, value: typedValue(element), whole: false }))];
  });
}
