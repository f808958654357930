import type { Operation, Success } from '../model.js';
import {
  body,
  EVENTS,
  IN_COLLECTION,
  json,
  JSON_CONTENT,
  PAGE,
  READ,
  READ_HEADERS,
  READING,
  STORE_READ,
  STORE_WRITE,
  unchanged,
  WRITE_HEADERS,
} from '../parts.js';

/** What a batch is refused for: as a whole, or because an operation in it is. */
const BATCH_REFUSALS = [
  'invalid-name',
  'collection-not-found',
  'document-not-found',
  'gone',
  'invalid-parameter',
  'malformed-precondition',
  'misplaced-precondition',
  'malformed-idempotency-key',
  'not-acceptable',
  'precondition-failed',
  'precondition-required',
  'malformed-patch',
  'patch-conflict',
  'idempotency-key-reused',
  'batch-too-long',
  'invalid-batch',
  'schema-violation',
  ...JSON_CONTENT,
  ...STORE_WRITE,
] as const;

/** The changes of a collection, and several writes at once. */
export const CHANGE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/collections/{collection}/changes',
    id: 'listChanges',
    tag: 'changes',
    summary: 'Read the changes of a collection',
    description:
      'In the order in which they were committed, each once; none ever comes to stand behind one that was read. With ' +
      '`Accept: text/event-stream` they come as they happen.',
    parameters: ['Collection', 'Since', 'ChangesLimit', 'Include', 'LastEventId', ...READING, 'PreferWait'],
    answers: [
      {
        status: 200,
        description: 'A page of changes, or the stream of those to come. A stream has no entity-tag.',
        headers: ['StreamlessETag', 'CacheControl', 'NextLink', 'PreferenceApplied', 'ContentEncoding'],
        content: [json('DocumentChangeList'), EVENTS],
      },
      unchanged('PreferenceApplied'),
    ],
    refusals: [...IN_COLLECTION, ...READ, 'bad-request', 'cursor-lost', ...STORE_READ],
  },
  {
    method: 'post',
    path: '/v1/batch',
    id: 'performBatch',
    tag: 'batch',
    summary: 'Perform several writes at once',
    description:
      'Up to 100 writes of documents in one transaction: all are performed, or none. Each has the precondition that it needs alone.',
    parameters: ['Prefer', 'IdempotencyKey'],
    body: body(
      'The operations.',
      json('Batch', {
        operations: [
          {
            method: 'PATCH',
            path: '/v1/collections/books/documents/emma',
            ifMatch: '"7.mf3k2a1x"',
            body: { copies: 2 },
          },
        ],
      }),
    ),
    answers: [
      {
        status: 200,
        description: 'All were performed.',
        headers: WRITE_HEADERS,
        content: [json('BatchResults')],
      },
    ],
    refusals: BATCH_REFUSALS,
    refusalFields: { 412: ['PreferenceApplied'] },
  },
];

const DESCRIPTION: Success = {
  status: 200,
  description: 'The document.',
  headers: [...READ_HEADERS, 'ContentEncoding'],
  content: [json('OpenApiDocument')],
};

function describes(id: string, path: string, summary: string): Operation {
  const typed = path.includes('{collection}');
  return {
    method: 'get',
    path,
    id,
    tag: 'service',
    summary,
    parameters: [...(typed ? (['Collection'] as const) : []), ...READING],
    answers: [DESCRIPTION, unchanged()],
    refusals: [...(typed ? [...IN_COLLECTION, ...STORE_READ] : []), ...READ],
  };
}

/** What the service tells about itself. */
export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/',
    id: 'getRoot',
    tag: 'service',
    summary: 'Where people start',
    answers: [
      {
        status: 302,
        description: 'The way to the list of collections.',
        headers: ['Location', 'CacheControl'],
      },
    ],
    refusals: ['invalid-parameter'],
  },
  {
    method: 'get',
    path: '/problems/{type}',
    id: 'getProblemType',
    tag: 'service',
    summary: 'What a problem means, and how to recover',
    parameters: ['ProblemSlug', ...READING],
    answers: [
      {
        status: 200,
        description: 'The explanation.',
        headers: [...READ_HEADERS, 'ContentEncoding'],
        content: [json('ProblemType'), PAGE],
      },
      unchanged(),
    ],
    refusals: ['not-found', ...READ],
  },
  describes('getOpenApi', '/openapi.json', 'This document (OpenAPI 3.1)'),
  describes('getOpenApi30', '/openapi-3.0.json', 'This document for tools that read OpenAPI 3.0 only'),
  describes(
    'getCollectionOpenApi',
    '/v1/collections/{collection}/openapi.json',
    'The document of one collection, typed by its schema (OpenAPI 3.1)',
  ),
  describes(
    'getCollectionOpenApi30',
    '/v1/collections/{collection}/openapi-3.0.json',
    'The document of one collection, typed by its schema (OpenAPI 3.0)',
  ),
  {
    method: 'get',
    path: '/docs',
    id: 'getReference',
    tag: 'service',
    summary: 'The reference, as a page',
    parameters: READING,
    answers: [
      {
        status: 200,
        description: 'The page.',
        headers: [...READ_HEADERS, 'ContentEncoding'],
        content: [PAGE],
      },
      unchanged(),
    ],
    refusals: READ,
  },
  {
    method: 'get',
    path: '/docs/{version}/{file}',
    id: 'getReferenceFile',
    tag: 'service',
    summary: 'What the reference is made of',
    parameters: ['AssetVersion', 'AssetFile', ...READING],
    answers: [
      {
        status: 200,
        description: 'The file, which never changes.',
        headers: [...READ_HEADERS, 'ContentEncoding'],
        content: [
          { type: 'text/javascript', schema: { type: 'string' } },
          { type: 'text/css', schema: { type: 'string' } },
        ],
      },
      unchanged(),
    ],
    refusals: ['not-found', ...READ],
  },
];
