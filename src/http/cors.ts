import type { IncomingMessage } from 'node:http';
import type { Fields } from './outcome.js';

/** The response fields that a script of another origin may read (Fetch, "CORS-exposed header name"). */
const EXPOSED = [
  'ETag',
  'Last-Modified',
  'Location',
  'Content-Location',
  'Link',
  'Accept-Ranges',
  'Content-Disposition',
  'Content-Range',
  'Repr-Digest',
  'Retry-After',
  'Allow',
  'Accept',
  'Accept-Encoding',
  'Accept-Patch',
  'Accept-Post',
  'Preference-Applied',
  'Idempotency-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'Server-Timing',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');

/** The request fields that such a script may set. */
const ALLOWED = [
  'Accept',
  'Authorization',
  'Cache-Control',
  'Content-Digest',
  'Content-Encoding',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'If-Range',
  'If-Unmodified-Since',
  'Last-Event-ID',
  'Prefer',
  'Range',
  'Repr-Digest',
  'Traceparent',
  'X-Request-Id',
].join(', ');

/** Seconds that a browser may remember a preflight. */
const MAX_AGE = '600';

/** Which pages of other origins may use the service from a browser. */
export class Cors {
  readonly #any: boolean;
  readonly #origins: ReadonlySet<string>;

  /** `origins` as browsers send them, such as `https://app.example`; `*` stands for all. */
  constructor(origins: readonly string[]) {
    this.#any = origins.includes('*');
    this.#origins = new Set(origins);
  }

  /** Whether answers depend on Origin at all, and Vary must say so. */
  get varies(): boolean {
    return !this.#any && this.#origins.size > 0;
  }

  /** The fields of an answer, whatever its status: without them a script cannot even read the error. */
  fields({ headers }: IncomingMessage): Fields {
    const { origin } = headers;
    if (origin === undefined || !this.#allows(origin)) return {};
    return exposed(this.#any ? '*' : origin);
  }

  /** The fields of an answer to what could not be read as far as Origin: only "everybody" needs no name. */
  fieldsForUnknown(): Fields {
    return this.#any ? exposed('*') : {};
  }

  /** The fields that answer a preflight, given the methods of the resource; none for a plain OPTIONS. */
  preflight({ headers }: IncomingMessage, methods: readonly string[]): Fields {
    const { origin } = headers;
    if (origin === undefined || headers['access-control-request-method'] === undefined) return {};
    if (!this.#allows(origin)) return {};
    return {
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': ALLOWED,
      'Access-Control-Max-Age': MAX_AGE,
    };
  }

  #allows(origin: string): boolean {
    return this.#any || this.#origins.has(origin);
  }
}

function exposed(origin: string): Fields {
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED };
}
