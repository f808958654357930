import type { ProblemType } from './problem-type.js';

/** What is wrong with a request in itself, whatever it is sent to. */
export const REQUEST_PROBLEMS = {
  'bad-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    meaning: 'The request line, a header field or the framing of the content breaks the rules of HTTP.',
    recovery: 'Correct what the detail names. The connection may have been closed.',
  },
  'invalid-name': {
    status: 400,
    title: 'A name in the path is not allowed',
    meaning:
      'The name of a collection or an attachment, or the id of a document, breaks the rule that the detail quotes.',
    recovery: 'Choose a name that follows the rule.',
  },
  'invalid-parameter': {
    status: 400,
    title: 'A query parameter is unknown or malformed',
    meaning:
      'Parameters are never ignored silently: a misspelt one would give a wrong answer that looks right.',
    recovery: 'Correct or leave out the parameter that "parameter" names.',
  },
  'malformed-precondition': {
    status: 400,
    title: 'A precondition cannot be read',
    meaning:
      'If-Match (on any method) or If-None-Match (on a write) is not "*" and not a list of entity-tags. A write ' +
      'whose precondition cannot be read is never performed.',
    recovery: 'Send the ETag of an earlier answer unchanged, with its double quotes.',
  },
  'malformed-idempotency-key': {
    status: 400,
    title: 'The Idempotency-Key cannot be one',
    meaning: 'The field is empty, too long, holds spaces or control characters, or stands on several lines.',
    recovery: 'Send one line of 1 to 255 visible ASCII characters, such as a new UUID for each request.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    meaning:
      'A request with this key, but another method, target, type, precondition or content, has succeeded.',
    recovery: 'Choose a new key for a new request. To learn how the earlier one ended, repeat it unchanged.',
  },
  'malformed-json': {
    status: 400,
    title: 'The content is not the JSON text it should be',
    meaning:
      'The content is not JSON in UTF-8, or readers would understand it differently: a byte order mark, a member ' +
      'name twice in one object, half of a surrogate pair.',
    recovery: 'Correct the content at the place that the detail names and send it again. Nothing was stored.',
  },
  'malformed-patch': {
    status: 400,
    title: 'The content is no JSON Patch',
    meaning: 'It is JSON, but not an array of operations as RFC 6902 describes them.',
    recovery: 'Correct the operation that "pointer" names. Nothing was changed.',
  },
  'malformed-merge': {
    status: 400,
    title: 'The content is not what a merge needs',
    meaning:
      'It is JSON, but not an object of "base", the strong entity-tag of what was edited, and "data", the whole ' +
      'document after the edit.',
    recovery: 'Correct the member that "pointer" names. Nothing was changed.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The resource does not know this method',
    meaning: 'The resource exists, but this method means nothing for it.',
    recovery: 'Use one of the methods in the Allow field.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No representation suits the Accept field',
    meaning: 'The resource has none of the media types that the request accepts.',
    recovery: 'Accept one of those that "available" lists.',
  },
  'content-too-large': {
    status: 413,
    title: 'The content is too large',
    meaning:
      'The content is larger than BODY_LIMIT allows, or BATCH_LIMIT for a batch, or ATTACHMENT_LIMIT for an attachment.',
    recovery: 'Send at most the number of bytes that "limit" names.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content is of a type this resource does not take',
    meaning: 'The Content-Type, its charset or the Content-Encoding is missing or not supported here.',
    recovery: 'Send one of the types in the Accept, Accept-Patch or Accept-Encoding field of the answer.',
  },
  'digest-mismatch': {
    status: 422,
    title: 'The content is not what its digest says',
    meaning: 'The digest in Repr-Digest or Content-Digest is not that of the bytes that arrived.',
    recovery: 'Make the digest anew and send both again. Nothing was stored. "actual" is what arrived.',
  },
  unprocessable: {
    status: 422,
    title: 'The content is well-formed, but cannot be stored',
    meaning:
      'The document is not an object, nests too deep, is too large after a patch or a merge, or holds a number that would be ' +
      'altered on the way through a double.',
    recovery: 'Correct what the detail names. Numbers of any length can be stored as strings.',
  },
  'invalid-settings': {
    status: 422,
    title: 'The settings of the collection are not valid',
    meaning: 'A setting is unknown or has a value that it cannot have.',
    recovery: 'Correct each of the places that "errors" names.',
  },
  'expectation-failed': {
    status: 417,
    title: 'The expectation is not known',
    meaning: 'The only expectation of RFC 9110 is "100-continue".',
    recovery: 'Leave the Expect field out.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive in time',
    meaning: 'The header section or the content came too slowly.',
    recovery: 'Send the request again.',
  },
  'header-too-large': {
    status: 431,
    title: 'The header section is too large',
    meaning: 'Request line and header fields together are larger than HEADER_LIMIT allows.',
    recovery: 'Send fewer or shorter fields.',
  },
  'not-implemented': {
    status: 501,
    title: 'The method is not known',
    meaning: 'No resource of this service knows that method.',
    recovery: 'Use GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE.',
  },
  'version-not-supported': {
    status: 505,
    title: 'The version of HTTP is not supported',
    meaning: 'This service speaks HTTP/1.1, and HTTP/1.0 as far as that goes.',
    recovery: 'Send the request as HTTP/1.1.',
  },
  'coding-not-implemented': {
    status: 501,
    title: 'The transfer coding is not known',
    meaning: 'Content comes with Content-Length, or with the single transfer coding "chunked".',
    recovery: 'Use Content-Encoding for compression, and no transfer coding but "chunked".',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
