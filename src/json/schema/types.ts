import { isJsonObject, type JsonValue } from '../json-value.js';
import type { Place } from './draft.js';
import type { Check } from './subschema.js';

const TYPES = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  object: isJsonObject,
  array: Array.isArray,
  number: (value) => typeof value === 'number',
  // 1.0 is one (validation 6.1.1).
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === 'string',
} satisfies Readonly<Record<string, (value: JsonValue) => boolean>>;

/** `type`: one name, or several (validation 6.1.1). */
export function type(value: JsonValue, place: Place): Check | undefined {
  const names: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  const known = names.filter(isType);
  if (known.length < names.length || names.length === 0 || new Set(names).size < names.length) {
    return place.fault(`must be one or several, in an array, of ${Object.keys(TYPES).join(', ')}`);
  }
  const tests = known.map((name) => TYPES[name]);
  const message = `must be of type ${known.join(' or ')}`;
  return (instance, run) =>
    tests.some((fits) => fits(instance)) || run.fail(`${message}, and is ${nameOf(instance)}`);
}

function isType(name: JsonValue): name is keyof typeof TYPES {
  return typeof name === 'string' && Object.hasOwn(TYPES, name);
}

function nameOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
