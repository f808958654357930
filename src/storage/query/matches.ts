import { compareTyped, type JsonValue, RANK, type TypedValue, typedValue } from '../../json/index.js';
import type { Condition, Operator } from '../../store/index.js';
import type { Candidate } from './candidate.js';

/** Whether all `conditions` hold for `candidate`. */
export function matchesAll(conditions: readonly Condition[], candidate: Candidate): boolean {
  return conditions.every((condition) => matches(condition, candidate));
}

function matches({ field, operator, values }: Condition, candidate: Candidate): boolean {
  const value = candidate.at(field);
  const [first] = values;
  if (operator === 'exists') return (value !== undefined) === first;
  if (value === undefined) return false;
  if (operator === 'in') return values.some((wanted) => equals(value, typedValue(wanted)));
  const wanted = typedValue(first);
  if (operator === 'eq') return equals(value, wanted);
  if (operator === 'ne') return differs(value, wanted);
  return inOrder(operator, typedValue(value), wanted);
}

/** Equal; or, for an array, one of its elements is. */
function equals(value: JsonValue, wanted: TypedValue): boolean {
  if (Array.isArray(value)) return value.some((element) => isSame(typedValue(element), wanted));
  return isSame(typedValue(value), wanted);
}

/** Of the same type and another value; everything else than null differs from null. An array: none of its elements. */
function differs(value: JsonValue, wanted: TypedValue): boolean {
  if (Array.isArray(value)) return !equals(value, wanted);
  const actual = typedValue(value);
  if (wanted.rank === RANK.null) return actual.rank !== RANK.null;
  return isOfOneType(actual, wanted) && !isSame(actual, wanted);
}

function inOrder(
  operator: Exclude<Operator, 'exists' | 'in' | 'eq' | 'ne'>,
  actual: TypedValue,
  wanted: TypedValue,
): boolean {
  if (operator === 'prefix') return actual.rank === RANK.string && actual.text.startsWith(wanted.text);
  if (!isOfOneType(actual, wanted)) return false;
  const order = compareTyped(actual, wanted);
  switch (operator) {
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    default:
      return operator satisfies never;
  }
}

// Objects and arrays are values of a type of their own, and no value that a client could write equals one.
function isSame(a: TypedValue, b: TypedValue): boolean {
  return a.rank !== RANK.other && compareTyped(a, b) === 0;
}

function isOfOneType(a: TypedValue, b: TypedValue): boolean {
  return typeOf(a) === typeOf(b);
}

// true and false are two values of one type.
function typeOf({ rank }: TypedValue): number {
  return rank === RANK.true ? RANK.false : rank;
}
