import type { JsonRecord } from './model.js';
import { QUERY_PARAMETERS } from './query-parameters.js';

// Every parameter, once. Their names in the document are what generators call them.

const TAG = '"7.mf3k2a1x"';

function inPath(name: string, description: string, schema: JsonRecord, example: string | number): JsonRecord {
  return { name, in: 'path', required: true, description, schema, example };
}

function inHeader(name: string, description: string, example: string, rest: JsonRecord = {}): JsonRecord {
  return { name, in: 'header', description, schema: { type: 'string' }, example, ...rest };
}

const REQUIRED = { required: true };

/** The parameters by the names under which the document keeps them. */
export const PARAMETERS = {
  ...QUERY_PARAMETERS,
  Collection: inPath(
    'collection',
    'The name of the collection.',
    { type: 'string', pattern: '^[a-z][a-z0-9_-]{0,62}$' },
    'books',
  ),
  Id: inPath(
    'id',
    'The id of the document; not `.` or `..`.',
    { type: 'string', pattern: '^[A-Za-z0-9._~-]{1,128}$' },
    'emma',
  ),
  Revision: inPath(
    'revision',
    'The number of the revision.',
    { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    7,
  ),
  AttachmentName: inPath(
    'name',
    'The name of the attachment: 1 to 255 bytes of UTF-8, percent-encoded, without control characters, `/` and `\\`.',
    { type: 'string', minLength: 1, maxLength: 255 },
    'note.txt',
  ),
  ProblemSlug: inPath(
    'type',
    'The last segment of the `type` of a problem.',
    { type: 'string', pattern: '^[a-z-]+$' },
    'precondition-failed',
  ),
  AssetVersion: inPath('version', 'The version of the page.', { type: 'string' }, '5.33.0'),
  AssetFile: inPath('file', 'The name of the file.', { type: 'string' }, 'swagger-ui.css'),
  IfMatch: inHeader(
    'If-Match',
    'The entity-tag of the state that this change was made to, with its quotes, as an earlier answer gave it in `ETag` or in ' +
      '`etag` of an item. When the state is another one by now, the answer is 412 and nothing is changed. `*` stands for any ' +
      'state. Without it the answer is 428, unless the collection has the setting `"preconditions": "optional"`.',
    TAG,
    REQUIRED,
  ),
  IfMatchToReplace: inHeader(
    'If-Match',
    'To replace what is there: its entity-tag, with the quotes; `*` to overwrite whatever is there. Send this or ' +
      '`If-None-Match: *`; without either the answer is 428.',
    TAG,
  ),
  IfNoneMatchToCreate: inHeader(
    'If-None-Match',
    'To create: `*`. When something is there already, the answer is 412.',
    '*',
  ),
  IfMatchOfList: inHeader(
    'If-Match',
    'The entity-tag of the list: create only if nothing in the list was added, changed or removed since.',
    '"2.1.mf3k2a1x.dfpfs4we"',
  ),
  IfMatchOfDocument: inHeader(
    'If-Match',
    'Not needed, as the base guards the write. One that is sent must be the tag of the document now.',
    TAG,
  ),
  IfNoneMatch: inHeader(
    'If-None-Match',
    'The entity-tag of what the client has. While it is still current the answer is 304, without content.',
    TAG,
  ),
  IfModifiedSince: inHeader(
    'If-Modified-Since',
    'The `Last-Modified` of what the client has; counts only without If-None-Match. Prefer the entity-tag, which is exact.',
    'Mon, 23 Nov 2026 10:19:28 GMT',
  ),
  IfMatchToRead: inHeader('If-Match', 'Read only if this is the current entity-tag; else 412.', TAG),
  IfUnmodifiedSince: inHeader(
    'If-Unmodified-Since',
    'Read only if nothing was changed since; else 412. No write is guarded by a date.',
    'Mon, 23 Nov 2026 10:19:28 GMT',
  ),
  Prefer: inHeader(
    'Prefer',
    '`return=representation` to have the result in the answer, `return=minimal` to have no content.',
    'return=representation',
  ),
  PreferWait: inHeader(
    'Prefer',
    '`wait=N` with If-None-Match: hold the answer back until there is something new, for N seconds (at most 55), then 304.',
    'wait=30',
  ),
  IdempotencyKey: inHeader(
    'Idempotency-Key',
    'Names this request, so that it can be sent again when its answer was lost: it is performed once, and the answer is the ' +
      'same. A new one (a UUID) for each new request.',
    '5f0c6d0e-6f4c-4a53-9a59-0b0a7f6f2f9e',
    { schema: { type: 'string', pattern: '^[!-~]{1,255}$' } },
  ),
  LastEventId: inHeader(
    'Last-Event-ID',
    'For a stream: the id of the last event that was received. Wins over `since`.',
    '17',
  ),
  Range: inHeader('Range', 'The parts to send.', 'bytes=0-1023'),
  IfRange: inHeader('If-Range', 'Obey Range only if this is still the entity-tag; else send the whole.', TAG),
  ContentDigest: inHeader(
    'Content-Digest',
    'A digest of the content, `sha-256` or `sha-512`, which is checked.',
    'sha-256=:+0nWj0vFJ+q6NtqZErUn4lBpNJ7Y8i9bcSjFEYR/WQY=:',
  ),
  ReprDigest: inHeader(
    'Repr-Digest',
    'The same: there is no coding in between.',
    'sha-256=:+0nWj0vFJ+q6NtqZErUn4lBpNJ7Y8i9bcSjFEYR/WQY=:',
  ),
} as const satisfies Readonly<Record<string, JsonRecord>>;

/** The name of a parameter in the document. */
export type ParameterName = keyof typeof PARAMETERS;
