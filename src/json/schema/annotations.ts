import type { JsonValue } from '../json-value.js';
import type { Build, Place } from './draft.js';

// Notes for readers of the schema (validation 8, 9): they judge nothing, and change nothing. A `default` is never filled in.

const note =
  (fits: (value: JsonValue) => boolean, rule: string): Build =>
  (value, place: Place) =>
    fits(value) ? undefined : place.fault(rule);

const text = note((value) => typeof value === 'string', 'must be a string');
const flag = note((value) => typeof value === 'boolean', 'must be true or false');
const anything = note(() => true, '');

/** Keywords that judge nothing. */
export const ANNOTATIONS: Readonly<Record<string, Build>> = {
  $comment: text,
  title: text,
  description: text,
  default: anything,
  examples: note(Array.isArray, 'must be an array'),
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
  contentEncoding: text,
  contentMediaType: text,
  contentSchema(value, place) {
    place.sub(value);
    return undefined;
  },
};
