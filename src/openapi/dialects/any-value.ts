import type { Schema } from '../description/model.js';
import { isSchema, LISTS } from './keywords.js';

// A schema that says nothing admits anything. openapi-generator 4, which is why there is a document in 3.0 at all, makes
// of it a type that is defined nowhere, so in that dialect members and elements without a type refer to one by name.

const ANY_VALUE: Schema = { $ref: '#/components/schemas/JsonValue' };

/** Keywords that judge nothing. */
const NOTES = new Set([
  'title',
  'description',
  'default',
  'example',
  'deprecated',
  'readOnly',
  'writeOnly',
  'nullable',
]);

/** `schema`, which is in the dialect of 3.0, with a name for every value inside that can be anything. */
export function withAnyValueNamed(schema: Schema): Schema {
  const result: Record<string, unknown> = { ...schema };
  const { properties, items, additionalProperties } = schema;
  if (isSchema(properties)) {
    const members = Object.entries(properties).map(([name, member]) => [name, named(member)]);
    result['properties'] = Object.fromEntries(members);
  }
  if (items !== undefined) result['items'] = named(items);
  if (isSchema(additionalProperties))
    result['additionalProperties'] = withAnyValueNamed(additionalProperties);
  for (const keyword of LISTS) {
    const list = schema[keyword];
    if (Array.isArray(list)) result[keyword] = (list as Schema[]).map(withAnyValueNamed);
  }
  return result;
}

function named(schema: unknown): unknown {
  if (!isSchema(schema)) return schema;
  return Object.keys(schema).every((keyword) => NOTES.has(keyword) || keyword.startsWith('x-'))
    ? ANY_VALUE
    : withAnyValueNamed(schema);
}
