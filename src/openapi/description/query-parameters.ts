import type { JsonRecord } from './model.js';

function inQuery(name: string, description: string, schema: JsonRecord, rest: JsonRecord = {}): JsonRecord {
  return { name, in: 'query', description, schema, ...rest };
}

const CURSOR = 'Where the page begins: taken unchanged from `next` of the page before.';

/** The parameters of queries, by the names under which the document keeps them. */
export const QUERY_PARAMETERS = {
  Limit: inQuery(
    'limit',
    'How many items the page has at most.',
    { type: 'integer', format: 'int32', minimum: 1, maximum: 200, default: 50 },
    { example: 50 },
  ),
  ChangesLimit: inQuery(
    'limit',
    'How many changes the page has at most.',
    { type: 'integer', format: 'int32', minimum: 1, maximum: 1000, default: 100 },
    { example: 100 },
  ),
  Cursor: inQuery('cursor', CURSOR, { type: 'string' }, { example: 'ZW1tYQ' }),
  Filter: inQuery(
    'filter',
    '`filter[field]=value` shows documents whose field is equal, or an array that contains it; `filter[field][operator]=value` ' +
      'compares with `ne`, `lt`, `lte`, `gt`, `gte`, `in` (a comma list), `exists` (`true`, `false`) or `prefix`. Dots lead into ' +
      'objects: `filter[author.name]=Ann`. `$id`, `$revision`, `$createdAt` and `$updatedAt` are what the service knows.',
    {
      type: 'object',
      additionalProperties: { type: 'string' },
    },
    { style: 'deepObject', explode: true, example: { title: 'Emma' } },
  ),
  Sort: inQuery(
    'sort',
    'The fields to sort by, with commas; a minus in front turns one round.',
    { type: 'string', default: '$id' },
    { example: '-$updatedAt,title' },
  ),
  Fields: inQuery(
    'fields',
    'The members of `data` to show, with commas; all if not given.',
    { type: 'string' },
    { example: 'title,author.name' },
  ),
  At: inQuery(
    'at',
    'A time: leads to the revision that was current then (302). Not with `limit` and `cursor`.',
    { type: 'string' },
    { example: '2026-11-23T10:19:28Z' },
  ),
  Since: inQuery(
    'since',
    'The sequence behind which to begin, as `last` of the page before has it; `now` for where the collection is.',
    { type: 'string', pattern: '^(now|[0-9]+)$', default: '0' },
    { example: '17' },
  ),
  Include: inQuery(
    'include',
    '`data` to have each document as the change made it.',
    { type: 'string', enum: ['data'] },
    { example: 'data' },
  ),
  Recursive: inQuery(
    'recursive',
    '`true` to delete the documents of the collection with it.',
    { type: 'boolean', default: false },
    { example: true },
  ),
  Purge: inQuery(
    'purge',
    '`true` to erase it: nothing is kept but that there was a document. With access control that needs the scope ' +
      '`admin:{collection}`. No precondition is needed for what was deleted before.',
    { type: 'boolean', default: false },
    { example: true },
  ),
} as const satisfies Readonly<Record<string, JsonRecord>>;
