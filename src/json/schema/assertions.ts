import { isJsonObject, type JsonValue } from '../json-value.js';
import type { Build, Place } from './draft.js';
import { isFormat, KNOWN_FORMATS } from './formats.js';
import { isMultiple } from './multiple-of.js';
import { isPattern } from './pattern.js';
import type { Check } from './subschema.js';
import { NAME_STEPS } from './names.js';
import { unique } from './unique.js';
import { choices, constant } from './values.js';
import { type } from './types.js';

// The validation vocabulary (validation 6, 7): what judges a value by itself.

/** A keyword with a non-negative whole number, and what the value must have of it. */
const counting =
  (
    count: (value: JsonValue) => number | undefined,
    fits: (n: number, limit: number) => boolean,
    rule: Rule,
  ) =>
  (limit: JsonValue, place: Place): Check | undefined => {
    if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 0) {
      return place.fault('must be a whole number that is not negative');
    }
    const message = rule(limit);
    return (value, run) => {
      const found = count(value);
      if (found === undefined) return true;
      // A string is walked through, and the names of an object are listed.
      if (typeof value === 'string') run.spend(value.length / 8);
      else run.spend(isJsonObject(value) ? NAME_STEPS * found : 1);
      return fits(found, limit) || run.fail(message);
    };
  };

type Rule = (limit: number) => string;

const atLeast = (n: number, limit: number): boolean => n >= limit;
const atMost = (n: number, limit: number): boolean => n <= limit;
const lengthOf = (value: JsonValue): number | undefined =>
  typeof value === 'string' ? codePoints(value) : undefined;
const elementsOf = (value: JsonValue): number | undefined =>
  Array.isArray(value) ? value.length : undefined;
const membersOf = (value: JsonValue): number | undefined =>
  isJsonObject(value) ? Object.keys(value).length : undefined;

/** A keyword with a number that the value is compared with. */
const comparing =
  (fits: (n: number, limit: number) => boolean, rule: Rule): Build =>
  (limit, place) => {
    if (typeof limit !== 'number') return place.fault('must be a number');
    const message = rule(limit);
    return (value, run) => typeof value !== 'number' || fits(value, limit) || run.fail(message);
  };

/** Keywords that judge a value by itself. */
export const ASSERTIONS: Readonly<Record<string, Build>> = {
  type,
  enum: choices,
  const: constant,
  minimum: comparing(atLeast, (n) => `must be ${n} or more`),
  maximum: comparing(atMost, (n) => `must be ${n} or less`),
  exclusiveMinimum: comparing(
    (n, limit) => n > limit,
    (n) => `must be more than ${n}`,
  ),
  exclusiveMaximum: comparing(
    (n, limit) => n < limit,
    (n) => `must be less than ${n}`,
  ),
  multipleOf(divisor, place) {
    if (typeof divisor !== 'number' || divisor <= 0) return place.fault('must be a number above 0');
    return (value, run) => {
      run.spend(10);
      return (
        typeof value !== 'number' ||
        isMultiple(value, divisor) ||
        run.fail(`must be a multiple of ${divisor}`)
      );
    };
  },
  minLength: counting(lengthOf, atLeast, (n) => `must have ${n} characters or more`),
  maxLength: counting(lengthOf, atMost, (n) => `must have ${n} characters or fewer`),
  minItems: counting(elementsOf, atLeast, (n) => `must have ${n} elements or more`),
  maxItems: counting(elementsOf, atMost, (n) => `must have ${n} elements or fewer`),
  uniqueItems: unique,
  minProperties: counting(membersOf, atLeast, (n) => `must have ${n} members or more`),
  maxProperties: counting(membersOf, atMost, (n) => `must have ${n} members or fewer`),
  pattern(source, place) {
    if (typeof source !== 'string') return place.fault('must be a string');
    const pattern = place.draft.patterns.compile(source);
    if (typeof pattern === 'string') return place.fault(pattern);
    const message = `must match the pattern ${JSON.stringify(source)}`;
    return (value, run) => typeof value !== 'string' || pattern.isIn(value, run) || run.fail(message);
  },
  // 2020-12 leaves it to the service whether a format is a note or a rule (validation 7.2.1): here it is a rule.
  format(name, place) {
    if (name === 'regex') {
      return (value, run) =>
        typeof value !== 'string' || isPattern(value, run) || run.fail('must be a regular expression');
    }
    const fits = typeof name === 'string' ? isFormat(name) : undefined;
    if (fits === undefined) return place.fault(`must be one of ${KNOWN_FORMATS}`);
    const message = `must be of the format ${JSON.stringify(name)}`;
    return (value, run) => {
      if (typeof value !== 'string') return true;
      run.spend(value.length / 8);
      return fits(value) || run.fail(message);
    };
  },
};

/** Characters as the specification counts them (validation 6.3.1): code points. */
function codePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xd800) pairs++;
  return text.length - pairs;
}
