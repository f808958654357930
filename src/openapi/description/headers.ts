import type { JsonRecord } from './model.js';

// Every field that an answer can have and that its operation says something about.

const TAG_PATTERN = '^"[!#-~]+"$';
const TAG_EXAMPLE = '"7.mf3k2a1x"';
const DATE_EXAMPLE = 'Mon, 23 Nov 2026 10:19:28 GMT';

function field(description: string, example: string, pattern?: string): JsonRecord {
  return {
    description,
    schema: { type: 'string', ...(pattern !== undefined && { pattern }) },
    example,
  };
}

function sent(header: JsonRecord): JsonRecord {
  return { ...header, required: true };
}

const ETAG = field(
  'The entity-tag of what the answer shows or has made. Keep it with its quotes, and send it back unchanged as If-Match or If-None-Match.',
  TAG_EXAMPLE,
  TAG_PATTERN,
);

/** The fields by the names under which the document keeps them. */
export const HEADERS = {
  ETag: { field: 'ETag', header: sent(ETAG) },
  StoredETag: {
    field: 'ETag',
    header: {
      ...ETAG,
      description:
        'The entity-tag of what was stored, to be sent with the next If-Match. Left out when the content was sent with a Content-Encoding and is not shown in the answer.',
    },
  },
  StreamlessETag: {
    field: 'ETag',
    header: { ...ETAG, description: 'The entity-tag of the page; a stream has none.' },
  },
  CurrentETag: {
    field: 'ETag',
    header: { ...ETAG, description: 'The entity-tag of what is there now. Left out when nothing is.' },
  },
  LastModified: {
    field: 'Last-Modified',
    header: sent(field('The second in which that revision was committed.', DATE_EXAMPLE)),
  },
  StoredLastModified: {
    field: 'Last-Modified',
    header: field('The second in which it was committed. Left out where ETag is.', DATE_EXAMPLE),
  },
  CacheControl: {
    field: 'Cache-Control',
    header: sent(
      field(
        'How long the answer may be used without asking again. What is current must be revalidated each time.',
        'max-age=0, must-revalidate',
      ),
    ),
  },
  ContentEncoding: {
    field: 'Content-Encoding',
    header: field('The coding of the content, as Accept-Encoding allows it.', 'br', '^(br|gzip)$'),
  },
  Location: {
    field: 'Location',
    header: sent(
      field(
        'The path of the resource, without scheme and host.',
        '/v1/collections/books/documents/emma',
        '^/',
      ),
    ),
  },
  ContentLocation: {
    field: 'Content-Location',
    header: field(
      'The path of the resource whose representation the content is; only with content.',
      '/v1/collections/books/documents/emma',
      '^/',
    ),
  },
  NextLink: {
    field: 'Link',
    header: field(
      'The way to the next page, if there is one.',
      '</v1/collections/books/documents?limit=50&cursor=ZW1tYQ>; rel="next"',
    ),
  },
  HistoryLink: {
    field: 'Link',
    header: sent(
      field(
        'Where the revisions are (RFC 5829).',
        '</v1/collections/books/documents/emma/revisions>; rel="version-history"',
      ),
    ),
  },
  RevisionLink: {
    field: 'Link',
    header: sent(
      field(
        'The latest revision, the history, and the neighbours of this one (RFC 5829).',
        '</v1/collections/books/documents/emma>; rel="latest-version"',
      ),
    ),
  },
  PreferenceApplied: {
    field: 'Preference-Applied',
    header: field('The preference of Prefer that was honoured.', 'return=representation'),
  },
  IdempotencyReplayed: {
    field: 'Idempotency-Replayed',
    header: field(
      'There when the answer is that of an earlier request with the same Idempotency-Key.',
      'true',
      '^true$',
    ),
  },
  WWWAuthenticate: {
    field: 'WWW-Authenticate',
    header: sent(
      field(
        'How a credential can be sent (RFC 9110 11.6.1); with `error` when the one that was sent is no good.',
        'Bearer realm="etagere", Basic realm="etagere", charset="UTF-8"',
        '^Bearer ',
      ),
    ),
  },
  RateLimit: {
    field: 'RateLimit',
    header: sent(
      field(
        'How many requests are left (`r`), and the seconds until there are as many again as the policy says (`t`).',
        '"credential";r=0;t=30',
        '^"credential";r=[0-9]+;t=[0-9]+$',
      ),
    ),
  },
  RateLimitPolicy: {
    field: 'RateLimit-Policy',
    header: sent(
      field(
        'How many requests (`q`) a credential may make in how many seconds (`w`).',
        '"credential";q=600;w=60',
        '^"credential";q=[0-9]+;w=[0-9]+$',
      ),
    ),
  },
  RetryAfter: {
    field: 'Retry-After',
    header: field('Seconds after which the request may be sent again.', '1', '^[0-9]+$'),
  },
  Accept: {
    field: 'Accept',
    header: field('The media types that the content may have.', 'application/json'),
  },
  AcceptPatch: {
    field: 'Accept-Patch',
    header: field('The media types that a patch may have.', 'application/merge-patch+json'),
  },
  AcceptEncoding: {
    field: 'Accept-Encoding',
    header: field('The codings that the content may have.', 'br, gzip, deflate'),
  },
  AcceptRanges: {
    field: 'Accept-Ranges',
    header: field('Parts can be asked for with Range.', 'bytes', '^bytes$'),
  },
  ContentRange: {
    field: 'Content-Range',
    header: field('Which bytes of how many these are.', 'bytes 22-32/33', '^bytes '),
  },
  ContentDisposition: {
    field: 'Content-Disposition',
    header: field('Whether a browser may show it in place, and its name.', 'inline; filename=note.txt'),
  },
  ReprDigest: {
    field: 'Repr-Digest',
    header: field(
      'The SHA-256 of the whole attachment (RFC 9530).',
      'sha-256=:+0nWj0vFJ+q6NtqZErUn4lBpNJ7Y8i9bcSjFEYR/WQY=:',
      '^sha-256=:',
    ),
  },
} as const satisfies Readonly<Record<string, { readonly field: string; readonly header: JsonRecord }>>;

/** The name of a field in the document. */
export type HeaderName = keyof typeof HEADERS;
