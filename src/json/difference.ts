import { isJsonObject, jsonEquals, type JsonValue } from './json-value.js';

/**
 * How a value differs from another: as a `whole`, because it was added, removed, replaced, or is no object on one of
 * the sides; or in these of its members. An object without a prototype: any name may be a member's.
 */
export type Difference = 'whole' | MemberDifferences;

/** The members that differ, by name. */
export interface MemberDifferences {
  readonly [member: string]: Difference;
}

/**
 * What changed from `before` to `after`; undefined when they are the same JSON value. `undefined` stands for no value at
 * all. The one definition of "changed": objects go by member, arrays are values, numbers are compared by value.
 * Linear in the size of both.
 */
export function difference(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Difference | undefined {
  if (before === after) return undefined;
  if (before === undefined || after === undefined) return 'whole';
  if (!isJsonObject(before) || !isJsonObject(after)) return jsonEquals(before, after) ? undefined : 'whole';
  const members = Object.create(null) as Record<string, Difference>;
  let differs = false;
  const note = (name: string, found: Difference | undefined) => {
    if (found === undefined) return;
    members[name] = found;
    differs = true;
  };
  for (const name of Object.keys(before)) note(name, difference(before[name], memberOf(after, name)));
  for (const name of Object.keys(after)) if (!Object.hasOwn(before, name)) note(name, 'whole');
  return differs ? members : undefined;
}

/** The own member of that name; undefined when the value is no object or has none. */
export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (value === undefined || !isJsonObject(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
