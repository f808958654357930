import { compareCodePoints } from '../typed-value.js';
import { isJsonObject, type JsonValue } from '../json-value.js';
import type { Place } from './draft.js';
import type { Evaluation } from './evaluation.js';
import type { Check } from './subschema.js';

/** `uniqueItems` (validation 6.4.3). By a normal form of each element, so that the time is linear in their size. */
export function unique(value: JsonValue, place: Place): Check | undefined {
  if (typeof value !== 'boolean') return place.fault('must be true or false');
  if (!value) return undefined;
  return (instance, run) => {
    if (!Array.isArray(instance)) return true;
    const seen = new Map<JsonValue, number>();
    for (const [index, element] of instance.entries()) {
      const key = keyOf(element, run);
      const first = seen.get(key);
      if (first !== undefined) {
        return run.fail(`must have no element twice, and ${first} and ${index}, counted from 0, are equal`);
      }
      seen.set(key, index);
    }
    return true;
  };
}

/** What equal elements have in common, and others do not. Numbers, true, false and null are keys themselves. */
function keyOf(element: JsonValue, run: Evaluation): JsonValue {
  run.spend(3);
  if (typeof element !== 'string' && (typeof element !== 'object' || element === null)) return element;
  return normalForm(element, run);
}

/** A JSON text that is the same for equal values: members in order of name, no white space. */
function normalForm(value: JsonValue, run: Evaluation): string {
  run.spend(8);
  if (Array.isArray(value)) return `[${value.map((element) => normalForm(element, run)).join(',')}]`;
  if (isJsonObject(value)) {
    const names = Object.keys(value).toSorted(compareCodePoints);
    const members = names.map((name) => `${JSON.stringify(name)}:${normalForm(value[name] ?? null, run)}`);
    return `{${members.join(',')}}`;
  }
  const text = JSON.stringify(value);
  run.spend(text.length / 8);
  return text;
}
