import type { Operation } from '../model.js';
import {
  body,
  EVENTS,
  IN_COLLECTION,
  json,
  JSON_CONTENT,
  READ,
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
      'Up to 100 writes of documents in one transaction: all are performed, or none. Each has the precondition, and needs the scope, ' +
      'that it needs alone.',
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
