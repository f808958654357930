import { type Schema, schemaOf } from './model.js';
import {
  ANY_VALUE,
  TAG,
  TAG_OF_A_DELETE,
  TIME,
  COUNT,
  NUMBER,
  TOTAL,
  DATA,
  KNOWN,
  object,
  listOf,
} from './schema-parts.js';

/** The schemas of collections, batches and what the service says of itself, by name. */
export const COLLECTION_SCHEMAS: Readonly<Record<string, Schema>> = {
  Collection: object('A collection as an item of a list.', {
    name: { type: 'string', examples: ['books'] },
    revision: NUMBER,
    etag: TAG,
    createdAt: TIME,
    updatedAt: TIME,
    documents: { ...COUNT, description: 'How many documents it holds.' },
    settings: schemaOf('Settings'),
  }),
  CollectionList: listOf('collections', 'Collection', { total: TOTAL }),
  Settings: object(
    'What a collection decides about itself; `{}` for the defaults.',
    {
      preconditions: {
        type: 'string',
        enum: ['required', 'optional'],
        description: 'Whether writes of documents without a precondition are refused (428).',
      },
      indexes: {
        type: 'array',
        items: { type: 'string' },
        maxItems: 16,
        description: 'Fields that filters and sorts look up instead of looking into every document.',
      },
      history: {
        type: 'object',
        description: 'Which revisions are kept: all if this is not given.',
        properties: { keep: NUMBER, days: NUMBER },
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
      },
      schema: {
        type: ['object', 'null'],
        description: 'A JSON Schema 2020-12 that every document must be valid for.',
        additionalProperties: true,
      },
    },
    ['preconditions', 'indexes', 'history', 'schema'],
  ),
  SettingsPatch: {
    type: 'object',
    description: 'A merge patch (RFC 7396) of the settings.',
    additionalProperties: true,
  },
  BatchOperation: object(
    'One write, as it would be sent alone; `body` is the document or the patch.',
    {
      method: { type: 'string', enum: ['PUT', 'PATCH', 'DELETE', 'POST'] },
      path: {
        type: 'string',
        description: 'As in a request line.',
        examples: ['/v1/collections/books/documents/emma'],
      },
      ifMatch: { type: 'string', description: 'What would stand in If-Match.', examples: ['"7.mf3k2a1x"'] },
      ifNoneMatch: { type: 'string', description: 'What would stand in If-None-Match.', examples: ['*'] },
      contentType: { type: 'string', description: 'The type of `body`; JSON, for PATCH a merge patch.' },
      body: ANY_VALUE,
    },
    ['ifMatch', 'ifNoneMatch', 'contentType', 'body'],
  ),
  Batch: object('Several writes, of which all are performed or none.', {
    operations: { type: 'array', minItems: 1, maxItems: 100, items: schemaOf('BatchOperation') },
  }),
  BatchResult: object(
    'What came of one operation.',
    {
      status: { type: 'integer', format: 'int32', examples: [201] },
      location: { type: 'string', examples: ['/v1/collections/books/documents/emma'] },
      ...KNOWN,
      etag: TAG_OF_A_DELETE,
      data: DATA,
    },
    ['data'],
  ),
  BatchResults: object('What came of a batch, an item for each operation in its order.', {
    results: { type: 'array', items: schemaOf('BatchResult') },
  }),
  Health: object('Whether the service is well.', {
    status: { type: 'string', enum: ['live', 'ready'] },
  }),
  ProblemType: object('What a type of problem means, and how to recover.', {
    type: { type: 'string', examples: ['/problems/precondition-failed'] },
    status: { type: 'integer', format: 'int32', examples: [412] },
    title: { type: 'string' },
    meaning: { type: 'string' },
    recovery: { type: 'string' },
  }),
  OpenApiDocument: {
    type: 'object',
    description: 'A description like this one.',
    required: ['openapi', 'info', 'paths'],
    properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
    additionalProperties: true,
  },
};
