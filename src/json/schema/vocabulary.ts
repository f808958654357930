import { isJsonObject, type JsonValue } from '../json-value.js';

/**
 * Where the schemas under a keyword apply: `here`, to the same value; `inside`, to its members, elements or
 * names; `nowhere`, only when they are referred to.
 */
export type Reach = 'here' | 'inside' | 'nowhere';

/** What a keyword of JSON Schema 2020-12 holds. */
export type Role =
  | { readonly kind: 'schema' | 'schemas' | 'named-schemas'; readonly reach: Reach }
  /** `expected` completes the sentence "must be …". */
  | { readonly kind: 'value'; readonly expected: string; readonly holds: (value: JsonValue) => boolean };

const TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

const isText = (value: JsonValue): boolean => typeof value === 'string';
const isNumber = (value: JsonValue): boolean => typeof value === 'number';
const isCount = (value: JsonValue): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isNames = (value: JsonValue): boolean =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;
const isType = (value: JsonValue): boolean => typeof value === 'string' && TYPES.has(value);
const isTypes = (value: JsonValue): boolean =>
  isType(value) || (isNames(value) && Array.isArray(value) && value.length > 0 && value.every(isType));
const isNamesByName = (value: JsonValue): boolean =>
  isJsonObject(value) && Object.values(value).every(isNames);
const isAnchor = (value: JsonValue): boolean =>
  typeof value === 'string' && /^[A-Za-z_][-A-Za-z0-9._]*$/.test(value);

const text: Role = { kind: 'value', expected: 'a string', holds: isText };
const number: Role = { kind: 'value', expected: 'a number', holds: isNumber };
const count: Role = { kind: 'value', expected: 'an integer of 0 or more', holds: isCount };
const names: Role = { kind: 'value', expected: 'an array of strings without repeats', holds: isNames };
const anchor: Role = {
  kind: 'value',
  expected: 'a name of letters, digits, "-", "_" and ".", a letter or "_" first',
  holds: isAnchor,
};
const types: Role = {
  kind: 'value',
  expected: `one of ${[...TYPES].join(', ')}, or an array of some of these without repeats`,
  holds: isTypes,
};

/** Every keyword of 2020-12 that has an effect here. All others are annotations: kept, and without effect. */
export const VOCABULARY: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['$ref', text],
  ['$dynamicRef', text],
  ['$anchor', anchor],
  ['$dynamicAnchor', anchor],
  ['$defs', { kind: 'named-schemas', reach: 'nowhere' }],
  ['definitions', { kind: 'named-schemas', reach: 'nowhere' }],
  ['allOf', { kind: 'schemas', reach: 'here' }],
  ['anyOf', { kind: 'schemas', reach: 'here' }],
  ['oneOf', { kind: 'schemas', reach: 'here' }],
  ['not', { kind: 'schema', reach: 'here' }],
  ['if', { kind: 'schema', reach: 'here' }],
  ['then', { kind: 'schema', reach: 'here' }],
  ['else', { kind: 'schema', reach: 'here' }],
  ['dependentSchemas', { kind: 'named-schemas', reach: 'here' }],
  ['prefixItems', { kind: 'schemas', reach: 'inside' }],
  ['items', { kind: 'schema', reach: 'inside' }],
  ['contains', { kind: 'schema', reach: 'inside' }],
  ['properties', { kind: 'named-schemas', reach: 'inside' }],
  ['patternProperties', { kind: 'named-schemas', reach: 'inside' }],
  ['additionalProperties', { kind: 'schema', reach: 'inside' }],
  ['propertyNames', { kind: 'schema', reach: 'inside' }],
  ['unevaluatedItems', { kind: 'schema', reach: 'inside' }],
  ['unevaluatedProperties', { kind: 'schema', reach: 'inside' }],
  ['type', types],
  ['enum', { kind: 'value', expected: 'an array of values', holds: Array.isArray }],
  ['const', { kind: 'value', expected: 'a value', holds: () => true }],
  [
    'multipleOf',
    { kind: 'value', expected: 'a number above 0', holds: (value) => isNumber(value) && Number(value) > 0 },
  ],
  ['maximum', number],
  ['exclusiveMaximum', number],
  ['minimum', number],
  ['exclusiveMinimum', number],
  ['maxLength', count],
  ['minLength', count],
  ['pattern', text],
  ['maxItems', count],
  ['minItems', count],
  ['uniqueItems', { kind: 'value', expected: 'true or false', holds: (value) => typeof value === 'boolean' }],
  ['maxContains', count],
  ['minContains', count],
  ['maxProperties', count],
  ['minProperties', count],
  ['required', names],
  [
    'dependentRequired',
    {
      kind: 'value',
      expected: 'an object whose members are arrays of strings without repeats',
      holds: isNamesByName,
    },
  ],
  ['format', text],
]);

/** Keywords of older drafts that 2020-12 would ignore without a word, and what says the same today. */
export const OUTDATED: ReadonlyMap<string, string> = new Map([
  ['additionalItems', '"items" beside "prefixItems"'],
  ['dependencies', '"dependentRequired" or "dependentSchemas"'],
  ['$recursiveRef', '"$dynamicRef"'],
  ['$recursiveAnchor', '"$dynamicAnchor"'],
]);
