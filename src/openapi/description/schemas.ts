import { PROBLEM_SCHEMAS } from './problem-schemas.js';
import { type Schema, schemaOf } from './model.js';

// What the content of requests and answers looks like. Names that hold "Document" become those of the model in the
// document of a typed collection: DocumentList is CountryList there.

const TAG: Schema = {
  type: 'string',
  description: 'The entity-tag with its quotes, ready for If-Match.',
  examples: ['"7.mf3k2a1x"'],
};
const TAG_OF_A_DELETE: Schema = {
  ...TAG,
  type: ['string', 'null'],
  description: 'The entity-tag with its quotes, ready for If-Match; null for a delete.',
};
const TIME: Schema = { type: 'string', format: 'date-time', examples: ['2026-11-23T10:19:28.786Z'] };
const COUNT: Schema = { type: 'integer', format: 'int64', minimum: 0 };
const NUMBER: Schema = { type: 'integer', format: 'int64', minimum: 1 };
const NEXT: Schema = {
  type: ['string', 'null'],
  description: 'The path of the next page; null on the last one.',
};
const TOTAL: Schema = { ...COUNT, description: 'How many there are on all pages.' };
const DATA = schemaOf('Document');
/** Not DATA: a schema that a collection has today says nothing about what was written before it. */
const EARLIER = schemaOf('EarlierDocument');
const OPERATION: Schema = { type: 'string', enum: ['create', 'replace', 'patch', 'merge', 'delete'] };

/** An object with these members; those in `optional` may be left out. Others never occur. */
function object(
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', description, required, properties, additionalProperties: false };
}

/** What is known of a document, as it stands in items. */
const KNOWN = {
  id: { type: 'string', examples: ['emma'] },
  revision: { ...NUMBER, description: 'Rises by one with each change.' },
  etag: TAG,
  createdAt: TIME,
  updatedAt: TIME,
} as const satisfies Readonly<Record<string, Schema>>;

function listOf(what: string, item: string, rest: Readonly<Record<string, Schema>>): Schema {
  return object(`A page of ${what}.`, {
    items: { type: 'array', items: schemaOf(item) },
    ...rest,
    next: NEXT,
  });
}

/** The schemas by name. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Document: {
    type: 'object',
    description: 'Any JSON object. It is kept byte for byte; what is known about it stands in header fields.',
    additionalProperties: true,
  },
  EarlierDocument: {
    type: 'object',
    description: 'A document as it was at some time. It need not be valid for the schema of today.',
    additionalProperties: true,
  },
  DocumentItem: object('A document as an item of a list.', { ...KNOWN, data: DATA }),
  DocumentList: listOf('documents', 'DocumentItem', { total: TOTAL }),
  DocumentPatch: {
    type: 'object',
    description:
      'A merge patch (RFC 7396): the members to change. `null` removes one, an object changes what is inside, an array replaces.',
    additionalProperties: true,
  },
  JsonPatch: {
    type: 'array',
    description: 'A JSON Patch (RFC 6902), applied whole or not at all.',
    items: {
      type: 'object',
      required: ['op', 'path'],
      properties: {
        op: { type: 'string', enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
        path: { type: 'string', description: 'A JSON Pointer.' },
        from: { type: 'string', description: 'A JSON Pointer, for move and copy.' },
        value: {},
      },
    },
  },
  DocumentRevision: object(
    'A revision as an item of a history.',
    {
      ...KNOWN,
      etag: TAG_OF_A_DELETE,
      operation: OPERATION,
      author: { type: ['string', 'null'] },
      data: EARLIER,
    },
    ['data'],
  ),
  DocumentRevisionList: listOf('revisions, the newest first', 'DocumentRevision', { total: TOTAL }),
  DocumentMerge: object('An edited document, and what it was made from.', {
    base: { ...TAG, description: 'The entity-tag of what was edited, with its quotes.' },
    data: DATA,
  }),
  MergedDocument: object('What came of a merge.', {
    ...KNOWN,
    data: DATA,
    merged: { type: 'boolean', description: 'False when nobody had changed the document since the base.' },
  }),
  DocumentChange: object(
    'One change of a collection.',
    {
      sequence: { ...NUMBER, description: 'The place of the change among all of the collection.' },
      id: KNOWN.id,
      revision: NUMBER,
      etag: TAG_OF_A_DELETE,
      operation: OPERATION,
      at: TIME,
      attachment: { type: 'string', description: 'The name of the attachment that was changed.' },
      data: EARLIER,
    },
    ['attachment', 'data'],
  ),
  DocumentChangeList: object('A page of changes, in the order in which they were committed.', {
    changes: { type: 'array', items: schemaOf('DocumentChange') },
    last: { ...COUNT, description: 'What to send as the next `since`.' },
    more: { type: 'boolean', description: 'Whether there is more at once.' },
  }),
  Attachment: object('An attachment as an item of a list.', {
    name: { type: 'string', examples: ['note.txt'] },
    revision: NUMBER,
    etag: TAG,
    mediaType: { type: 'string', examples: ['text/plain'] },
    size: { ...COUNT, description: 'Bytes.' },
    digest: { type: 'string', examples: ['sha-256=:+0nWj0vFJ+q6NtqZErUn4lBpNJ7Y8i9bcSjFEYR/WQY=:'] },
    createdAt: TIME,
    updatedAt: TIME,
  }),
  AttachmentList: listOf('attachments', 'Attachment', {}),
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
    'One write, as it would be sent alone.',
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
      body: { description: 'The document or the patch, as a JSON value.' },
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
  ...PROBLEM_SCHEMAS,
};
