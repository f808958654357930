import { type Schema, schemaOf } from './model.js';

// What schemas are made of.

export const TAG: Schema = {
  type: 'string',
  description: 'The entity-tag with its quotes, ready for If-Match.',
  examples: ['"7.mf3k2a1x"'],
};
export const TAG_OF_A_DELETE: Schema = {
  ...TAG,
  type: ['string', 'null'],
  description: 'The entity-tag with its quotes, ready for If-Match; null for a delete or purge.',
};
export const TIME: Schema = { type: 'string', format: 'date-time', examples: ['2026-11-23T10:19:28.786Z'] };
export const COUNT: Schema = { type: 'integer', format: 'int64', minimum: 0 };
export const NUMBER: Schema = { type: 'integer', format: 'int64', minimum: 1 };
const NEXT: Schema = {
  type: ['string', 'null'],
  description: 'The path of the next page; null on the last one.',
};
export const TOTAL: Schema = { ...COUNT, description: 'How many there are on all pages.' };
export const DATA = schemaOf('Document');
/** Any JSON value. */
export const ANY_VALUE = schemaOf('JsonValue');
/** Not DATA: a schema that a collection has today says nothing about what was written before it. */
export const EARLIER = schemaOf('EarlierDocument');
export const OPERATION: Schema = {
  type: 'string',
  enum: ['create', 'replace', 'patch', 'merge', 'delete', 'purge'],
};

/** An object with these members; those in `optional` may be left out. Others never occur. */
export function object(
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, required, properties, additionalProperties: false };
}

/** What is known of a document, as it stands in items. */
export const KNOWN = {
  id: { type: 'string', examples: ['emma'] },
  revision: { ...NUMBER, description: 'Rises by one with each change.' },
  etag: TAG,
  createdAt: TIME,
  updatedAt: TIME,
} as const satisfies Readonly<Record<string, Schema>>;

/** A page of such items. */
export function listOf(what: string, item: string, rest: Readonly<Record<string, Schema>>): Schema {
  return object(`A page of ${what}.`, {
    items: { type: 'array', items: schemaOf(item) },
    ...rest,
    next: NEXT,
  });
}
