import type { Operation } from '../model.js';
import {
  body,
  CONFLICT,
  CSV,
  EMMA,
  IN_COLLECTION,
  json,
  JSON_CONTENT,
  NDJSON,
  OF_DOCUMENT,
  PAGE,
  PUTTING,
  READ,
  READ_HEADERS,
  READING,
  READING_DATED,
  STORE_READ,
  unchanged,
  WRITE,
  WRITE_HEADERS,
} from '../parts.js';

const LIST = '/v1/collections/{collection}/documents';
const DOCUMENT = `${LIST}/{id}`;

/** Documents and their lists. */
export const DOCUMENTS: readonly Operation[] = [
  {
    method: 'get',
    path: LIST,
    id: 'listDocuments',
    tag: 'documents',
    summary: 'List documents',
    description:
      'Items in order of id, or as `sort` says. Each brings its entity-tag, so an edit needs no second request. The tag of the list ' +
      'changes if and only if the set of documents that match does.',
    parameters: ['Collection', 'Filter', 'Sort', 'Fields', 'Limit', 'Cursor', ...READING, 'PreferWait'],
    answers: [
      {
        status: 200,
        description: 'A page of the list.',
        headers: [...READ_HEADERS, 'NextLink', 'PreferenceApplied', 'ContentEncoding'],
        content: [json('DocumentList'), CSV, NDJSON, PAGE],
      },
      unchanged('PreferenceApplied'),
    ],
    refusals: [...IN_COLLECTION, ...READ, 'index-required', ...STORE_READ],
  },
  {
    method: 'post',
    path: LIST,
    id: 'createDocument',
    tag: 'documents',
    summary: 'Create a document',
    description:
      'The service makes its id (UUIDv7). To choose the id, PUT the document with `If-None-Match: *`.',
    parameters: ['Collection', 'IfMatchOfList', 'Prefer', 'IdempotencyKey'],
    body: body('The document, kept byte for byte.', json('Document', EMMA)),
    answers: [
      {
        status: 201,
        description: 'The document was created. The content is left out with `Prefer: return=minimal`.',
        headers: ['Location', 'ETag', 'LastModified', 'ContentLocation', ...WRITE_HEADERS],
        content: [json('Document', EMMA)],
      },
    ],
    refusals: [...IN_COLLECTION, ...WRITE, 'not-acceptable', ...JSON_CONTENT, 'schema-violation'],
  },
  {
    method: 'get',
    path: DOCUMENT,
    id: 'getDocument',
    tag: 'documents',
    summary: 'Read a document',
    description:
      'Exactly the bytes that were stored. Keep `ETag` beside them: it is what the next change needs.',
    parameters: ['Collection', 'Id', ...READING_DATED, 'PreferWait'],
    answers: [
      {
        status: 200,
        description: 'The document.',
        headers: [...READ_HEADERS, 'LastModified', 'HistoryLink', 'PreferenceApplied', 'ContentEncoding'],
        content: [json('Document', EMMA), PAGE],
      },
      unchanged('PreferenceApplied'),
    ],
    refusals: [...OF_DOCUMENT, ...READ, ...STORE_READ],
    underLoad: 'answered',
  },
  {
    method: 'put',
    path: DOCUMENT,
    id: 'putDocument',
    tag: 'documents',
    ...CONFLICT,
    summary: 'Create or replace a document',
    parameters: ['Collection', 'Id', ...PUTTING],
    body: body('The document, kept byte for byte.', json('Document', EMMA)),
    answers: [
      {
        status: 200,
        description: 'It was replaced, and `Prefer: return=representation` was sent.',
        headers: ['ETag', 'LastModified', 'ContentLocation', ...WRITE_HEADERS],
        content: [json('Document', EMMA)],
      },
      {
        status: 201,
        description: 'It was created. There is content with `Prefer: return=representation` only.',
        headers: ['Location', 'StoredETag', 'StoredLastModified', 'ContentLocation', ...WRITE_HEADERS],
        content: [json('Document', EMMA)],
      },
      {
        status: 204,
        description: 'It was replaced.',
        headers: ['StoredETag', 'StoredLastModified', ...WRITE_HEADERS],
      },
    ],
    refusals: [
      ...IN_COLLECTION,
      ...WRITE,
      ...JSON_CONTENT,
      'bad-request',
      'schema-violation',
      'precondition-required',
    ],
  },
];
