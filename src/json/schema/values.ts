import { isJsonObject, jsonEquals, type JsonValue } from '../json-value.js';
import { excerpt } from '../legible.js';
import { serialiseJson } from '../serialise.js';
import { NAME_STEPS } from './names.js';
import type { Place } from './draft.js';
import type { Evaluation } from './evaluation.js';
import type { Check } from './subschema.js';

/** Steps that one comparison of arrays or objects is worth at least. */
const COMPARISON_STEPS = 5;

/** Values that a message names. */
const MOST_NAMED = 10;

/** `enum`: one of these values (validation 6.1.2). */
export function choices(value: JsonValue, place: Place): Check | undefined {
  return Array.isArray(value) ? oneOf(value) : place.fault('must be an array of values');
}

/** `const`: this value (validation 6.1.3). */
export function constant(value: JsonValue): Check {
  return oneOf([value]);
}

function oneOf(values: readonly JsonValue[]): Check {
  // Numbers that are equal are the same here, 1 and 1.0, 0 and -0; so they are for a Set.
  const scalars = new Set(values.filter((value) => !isComposite(value)));
  const composites = values.filter(isComposite).map((value) => ({ value, steps: sizeOf(value) }));
  const named = values.slice(0, MOST_NAMED).map((value) => excerpt(serialiseJson(value)));
  const more = values.length > MOST_NAMED ? ` or ${values.length - MOST_NAMED} other values` : '';
  const message = `must be ${named.length > 1 ? 'one of ' : ''}${named.join(', ')}${more}`;
  return (value, run) => {
    const found = isComposite(value) ? isAmong(value, composites, run) : scalars.has(value);
    return found || run.fail(message);
  };
}

function isAmong(
  value: JsonValue,
  composites: readonly { readonly value: JsonValue; readonly steps: number }[],
  run: Evaluation,
): boolean {
  // Of an object the names are listed by each comparison.
  const listing = isJsonObject(value) ? NAME_STEPS * Object.keys(value).length : 1;
  return composites.some(({ value: wanted, steps }) => {
    run.spend(COMPARISON_STEPS + steps / 4 + listing);
    return jsonEquals(wanted, value);
  });
}

function isComposite(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

/** Values in a value, itself counted: what comparing with it costs at most. */
function sizeOf(value: JsonValue): number {
  return serialiseJson(value).length;
}
