import type { Schema } from '../description/model.js';

/** A schema or, inside of one, `true` or `false`. */
export type SubSchema = Schema | boolean;

/**
 * The keywords of JSON Schema 2020-12 of which nothing is lost in OpenAPI 3.0: those that mean the same there, those that
 * are written in another way, and those that judge nothing.
 */
export const KEPT: ReadonlyMap<string, 'same' | 'otherwise' | 'nothing'> = new Map([
  ...same(
    'title',
    'description',
    'default',
    'deprecated',
    'readOnly',
    'writeOnly',
    'enum',
    'format',
    'multipleOf',
  ),
  ...same('minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'uniqueItems'),
  ...same('required', 'minProperties', 'maxProperties'),
  ...otherwise('type', 'const', 'examples', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'),
  ...otherwise('properties', 'additionalProperties', 'items', 'allOf', 'anyOf', 'oneOf', 'not'),
  ...nothing('$schema', '$comment', '$defs', 'definitions', '$anchor', '$dynamicAnchor'),
  ...nothing('contentEncoding', 'contentMediaType', 'contentSchema'),
]);

/** Keywords with a list of schemas that 3.0 has too. */
export const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;

/** Keywords of 2020-12 with one schema. */
export const ONE_SCHEMA: readonly string[] = [
  'additionalProperties',
  'items',
  'contains',
  'not',
  'if',
  'then',
  'else',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
];

/** Keywords of 2020-12 with a list of schemas. */
export const SCHEMA_LISTS: readonly string[] = [...LISTS, 'prefixItems'];

/** Keywords of 2020-12 with schemas by name. */
export const SCHEMA_MAPS: readonly string[] = [
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
];

/** Whether a value is an object: a schema, or schemas by name. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(...keywords: readonly string[]) {
  return keywords.map((keyword) => [keyword, 'same'] as const);
}

function otherwise(...keywords: readonly string[]) {
  return keywords.map((keyword) => [keyword, 'otherwise'] as const);
}

function nothing(...keywords: readonly string[]) {
  return keywords.map((keyword) => [keyword, 'nothing'] as const);
}
