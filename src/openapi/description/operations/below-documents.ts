import type { Operation } from '../model.js';
import {
  body,
  BYTES,
  CONTENT,
  EMMA,
  json,
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

const DOCUMENT = '/v1/collections/{collection}/documents/{id}';
const ATTACHMENTS = `${DOCUMENT}/attachments`;
const ATTACHMENT = `${ATTACHMENTS}/{name}`;
const REVISIONS = `${DOCUMENT}/revisions`;

/** Any media type can be attached; the first is what a generator that sees only one should send. */
const FILE = [
  { type: 'application/octet-stream', schema: BYTES },
  { type: '*/*', schema: BYTES },
] as const;
const FILE_HEADERS = ['ReprDigest', 'AcceptRanges', 'ContentDisposition'] as const;

/** What a document was before. */
export const REVISION_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: REVISIONS,
    id: 'listRevisions',
    tag: 'revisions',
    summary: 'List the revisions of a document',
    description: 'The newest first; those of a deleted document too.',
    parameters: ['Collection', 'Id', 'At', 'Limit', 'Cursor', ...READING],
    answers: [
      {
        status: 200,
        description: 'A page of the history.',
        headers: [...READ_HEADERS, 'NextLink', 'ContentEncoding'],
        content: [json('DocumentRevisionList'), PAGE],
      },
      {
        status: 302,
        description: 'With `at`: the way to the revision that was current then.',
        headers: ['Location', 'CacheControl'],
      },
      unchanged(),
    ],
    refusals: [...OF_DOCUMENT, ...READ, 'revision-not-found', 'revision-pruned', ...STORE_READ],
  },
  {
    method: 'get',
    path: `${REVISIONS}/{revision}`,
    id: 'getRevision',
    tag: 'revisions',
    summary: 'Read a revision of a document',
    description: 'It never changes, so it may be kept for ever.',
    parameters: ['Collection', 'Id', 'Revision', ...READING_DATED],
    answers: [
      {
        status: 200,
        description: 'The document as it was then.',
        headers: [...READ_HEADERS, 'LastModified', 'RevisionLink', 'ContentEncoding'],
        content: [json('EarlierDocument', EMMA)],
      },
      unchanged(),
    ],
    refusals: [...OF_DOCUMENT, ...READ, 'revision-not-found', 'revision-pruned', ...STORE_READ],
  },
];

/** Files that belong to a document. */
export const ATTACHMENT_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: ATTACHMENTS,
    id: 'listAttachments',
    tag: 'attachments',
    summary: 'List the attachments of a document',
    parameters: ['Collection', 'Id', 'Limit', 'Cursor', ...READING],
    answers: [
      {
        status: 200,
        description: 'A page of the list, in order of name.',
        headers: [...READ_HEADERS, 'NextLink', 'ContentEncoding'],
        content: [json('AttachmentList'), PAGE],
      },
      unchanged(),
    ],
    refusals: [...OF_DOCUMENT, ...READ, ...STORE_READ],
  },
  {
    method: 'get',
    path: ATTACHMENT,
    id: 'getAttachment',
    tag: 'attachments',
    summary: 'Read an attachment, or parts of it',
    parameters: ['Collection', 'Id', 'AttachmentName', 'Range', 'IfRange', ...READING_DATED],
    answers: [
      {
        status: 200,
        description: 'All of it, with the type that it was stored with.',
        headers: [...READ_HEADERS, 'LastModified', ...FILE_HEADERS],
        content: FILE,
      },
      {
        status: 206,
        description: 'The part that Range asks for; several as `multipart/byteranges`.',
        headers: [...READ_HEADERS, 'LastModified', ...FILE_HEADERS, 'ContentRange'],
        content: [...FILE, { type: 'multipart/byteranges', schema: BYTES }],
      },
      unchanged('ContentDisposition'),
    ],
    refusals: [...OF_DOCUMENT, ...READ, 'attachment-not-found', 'range-not-satisfiable', ...STORE_READ],
  },
  {
    method: 'put',
    path: ATTACHMENT,
    id: 'putAttachment',
    tag: 'attachments',
    summary: 'Create or replace an attachment',
    description: 'A stream of any type. It is kept with the type that is sent.',
    parameters: ['Collection', 'Id', 'AttachmentName', ...PUTTING, 'ReprDigest', 'ContentDigest'],
    body: body('The bytes.', ...FILE),
    answers: [
      {
        status: 200,
        description: 'It was replaced, and `Prefer: return=representation` was sent.',
        headers: ['ETag', 'LastModified', 'ContentLocation', ...FILE_HEADERS, ...WRITE_HEADERS],
        content: FILE,
      },
      {
        status: 201,
        description: 'It was created. There is content with `Prefer: return=representation` only.',
        headers: ['Location', 'ETag', 'LastModified', 'ContentLocation', ...FILE_HEADERS, ...WRITE_HEADERS],
        content: FILE,
      },
      { status: 204, description: 'It was replaced.', headers: ['ETag', 'LastModified', ...WRITE_HEADERS] },
    ],
    refusals: [
      ...OF_DOCUMENT,
      ...WRITE,
      ...CONTENT,
      'bad-request',
      'digest-mismatch',
      'precondition-required',
    ],
  },
  {
    method: 'delete',
    path: ATTACHMENT,
    id: 'deleteAttachment',
    tag: 'attachments',
    summary: 'Delete an attachment',
    parameters: ['Collection', 'Id', 'AttachmentName', 'IfMatch', 'IdempotencyKey'],
    answers: [{ status: 204, description: 'It is deleted.', headers: ['IdempotencyReplayed'] }],
    refusals: [...OF_DOCUMENT, ...WRITE, 'attachment-not-found', 'precondition-required'],
  },
];
