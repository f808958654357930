/** What a problem type means, for the answer itself and for the page behind its `type`. */
export interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** What happened, in general. */
  readonly meaning: string;
  /** What the client can do about it. */
  readonly recovery: string;
}

/** Every problem this service answers with, by the last segment of its `type` (RFC 9457 3.1.1). */
export const PROBLEMS = {
  'bad-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    meaning: 'The request line, a header field or the framing of the content breaks the rules of HTTP.',
    recovery: 'Correct what the detail names. The connection may have been closed.',
  },
  'invalid-name': {
    status: 400,
    title: 'A name in the path is not allowed',
    meaning: 'The name of a collection or the id of a document breaks the rule that the detail quotes.',
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
  'malformed-json': {
    status: 400,
    title: 'The content is not the JSON text it should be',
    meaning:
      'The content is not JSON in UTF-8, or readers would understand it differently: a byte order mark, a member ' +
      'name twice in one object, half of a surrogate pair.',
    recovery: 'Correct the content at the place that the detail names and send it again. Nothing was stored.',
  },
  'not-found': {
    status: 404,
    title: 'Nothing is here',
    meaning: 'No resource of this service has that URI.',
    recovery: 'Compare the path with the table of resources in the documentation; case and slashes count.',
  },
  'collection-not-found': {
    status: 404,
    title: 'The collection does not exist',
    meaning: 'A collection must be made before its documents.',
    recovery: 'Make it: PUT the collection with "If-None-Match: *" and "{}" as content.',
  },
  'document-not-found': {
    status: 404,
    title: 'The document does not exist',
    meaning: 'The collection exists, and never held a document of that id.',
    recovery: 'Make it: PUT the document with "If-None-Match: *".',
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
  gone: {
    status: 410,
    title: 'It was deleted',
    meaning: 'The document, or its whole collection, existed and was deleted. Its revision numbers are kept.',
    recovery: 'To have it again, PUT it with "If-None-Match: *". Tags from before never match again.',
  },
  'collection-not-empty': {
    status: 409,
    title: 'The collection still holds documents',
    meaning: 'Deleting a collection does not delete documents by accident.',
    recovery: 'Delete its documents first, or send the DELETE with "?recursive=true" to delete them with it.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The resource is not in the state the request expects',
    meaning:
      'Somebody changed it since the tag of the precondition was issued, or it exists although it should not, or ' +
      'the other way round. Nothing was changed.',
    recovery:
      'GET the current state, apply the change to it, and send it again with the new ETag. "current" says what is ' +
      'there now, null when nothing is.',
  },
  'precondition-required': {
    status: 428,
    title: 'This write needs a precondition',
    meaning: 'Without one, a change that somebody else made in the meantime could be lost without a trace.',
    recovery:
      'To change what is there: GET it and send its ETag as If-Match. To create: send "If-None-Match: *". To ' +
      'overwrite whatever is there: send "If-Match: *".',
  },
  'content-too-large': {
    status: 413,
    title: 'The content is too large',
    meaning: 'The content is larger than BODY_LIMIT allows.',
    recovery: 'Send at most the number of bytes that "limit" names.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content is of a type this resource does not take',
    meaning: 'The Content-Type, its charset or the Content-Encoding is missing or not supported here.',
    recovery: 'Send one of the types in the Accept, Accept-Patch or Accept-Encoding field of the answer.',
  },
  unprocessable: {
    status: 422,
    title: 'The content is well-formed, but cannot be stored',
    meaning:
      'The document is not an object, nests too deep, is too large after a patch, or holds a number that would be ' +
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
    meaning: 'Request line and header fields together are larger than 16 KiB.',
    recovery: 'Send fewer or shorter fields.',
  },
  internal: {
    status: 500,
    title: 'The service failed',
    meaning: 'This is a defect of the service, not of the request. It was logged.',
    recovery: 'Read the state again before repeating a write.',
  },
  'not-implemented': {
    status: 501,
    title: 'The method is not known',
    meaning: 'No resource of this service knows that method.',
    recovery: 'Use GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE.',
  },
  contention: {
    status: 503,
    title: 'Too many writers at once',
    meaning: 'The resource changed each time the write was about to be committed. It was not applied.',
    recovery: 'Send the request again after the time in Retry-After.',
  },
  'store-busy': {
    status: 503,
    title: 'The store is busy',
    meaning: 'Another program holds the database, or too many writes are waiting. The write was not applied.',
    recovery: 'Send the request again after the time in Retry-After.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The store cannot be reached',
    meaning: 'The database is away. The request was not applied.',
    recovery: 'Send the request again after the time in Retry-After.',
  },
  'outcome-unknown': {
    status: 503,
    title: 'Whether the write was applied is not known',
    meaning: 'The database failed while the change was being committed.',
    recovery: 'GET the resource: what it shows is the truth. Then decide whether to repeat the write.',
  },
  'store-full': {
    status: 507,
    title: 'The store is full',
    meaning: 'There is no room for another revision. The write was not applied.',
    recovery: 'Make room on the disk of the service, then send the request again.',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;

/** The last segment of a problem's `type`. */
export type ProblemSlug = keyof typeof PROBLEMS;

/** One problem: what went wrong this time. */
export interface Problem {
  readonly slug: ProblemSlug;
  /** What was wrong, in which field, and what to send instead: one or two sentences. */
  readonly detail: string;
  /** Members of the problem's own, such as `current` or `errors`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Whether `slug` names a problem type. */
export function isProblemSlug(slug: string): slug is ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug);
}
