import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  httpSeconds,
  NO_PRECONDITIONS,
  parsePreconditions,
  type Preconditions,
} from '../conditional/index.js';
import { grantOf, type Need } from './authorize.js';
import type { Refusal } from './outcome.js';
import { parsePrefer, type Preferences } from './prefer.js';
import { type ContentResult, readContent } from './content.js';
import { type Receipt, receive, type Take } from './receive.js';
import { undecodableParameter } from './undecodable-parameter.js';
import { markRoute } from './observe.js';
import { mediaTypeOf, type WriteRequest } from './write-request.js';
import { abandonContent } from './drain.js';

/** Bytes of the content of a request that has no use for one: more of it ends the connection. */
const CONTENT_OF_A_READ = 1024 * 1024;

/** What a use case may know of a request: values, not header bags. Everything is read when it is asked for. */
export class Incoming implements WriteRequest {
  #preconditions: Preconditions | undefined;
  #content: Promise<ContentResult> | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
  ) {}

  /** For what goes past the router: the route that it would have taken. */
  set route(route: { readonly path: string }) {
    markRoute(this.request, route);
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  get accept(): string | undefined {
    return this.request.headers.accept;
  }

  get acceptEncoding(): string | undefined {
    const field = this.request.headers['accept-encoding'];
    return Array.isArray(field) ? field.join(',') : field;
  }

  get contentType(): string | undefined {
    return this.request.headers['content-type'];
  }

  /** The type of the content without its parameters, in lower case; undefined when it is not said. */
  get mediaType(): string | undefined {
    return mediaTypeOf(this.contentType);
  }

  /** The codings applied to the content, in lower case, outermost last; empty for none. */
  get contentCodings(): readonly string[] {
    const field = this.request.headers['content-encoding'] ?? '';
    return field
      .split(',')
      .map((coding) => coding.trim().toLowerCase())
      .filter((coding) => coding !== '' && coding !== 'identity');
  }

  /** Bytes of content as declared; undefined when they are not (chunked). */
  get declaredLength(): number | undefined {
    const field = this.request.headers['content-length'];
    return field === undefined ? undefined : Number(field);
  }

  /** Path and query as they are routed: without BASE_PATH. */
  get url(): string {
    return this.request.url ?? '';
  }

  /** Path and query as they were sent, BASE_PATH included. */
  get target(): string {
    return (this.request as { originalUrl?: string }).originalUrl ?? this.request.url ?? '';
  }

  /** Whose request it is, as far as that is known: what one principal has done says nothing about another. */
  get scope(): string {
    return grantOf(this.request)?.principal ?? 'anonymous';
  }

  get author(): string | null {
    return grantOf(this.request)?.author ?? null;
  }

  /** Why its sender may not do that as well; undefined when it may. */
  refuse(need: Need): Refusal | undefined {
    return grantOf(this.request)?.refuse(need);
  }

  /** Why its sender is not let in any more; undefined, at once without access control, when it still is. */
  renew(): Promise<Refusal | undefined> | undefined {
    return grantOf(this.request)?.renew();
  }

  /** The value of a field by its lower-case name, several lines joined; undefined when it is absent. */
  field(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Whether there is a query at all; most requests have none. */
  get hasQuery(): boolean {
    return this.request.url?.includes('?') === true;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.queryText);
  }

  /** The query as it was written; empty when there is none. */
  get queryText(): string {
    const target = this.request.url ?? '';
    const mark = target.indexOf('?');
    return mark < 0 ? '' : target.slice(mark + 1);
  }

  /** The first parameter of the query, as it was written, that cannot be decoded. */
  get undecodableParameter(): string | undefined {
    return undecodableParameter(this.request.url ?? '');
  }

  /** The preconditions, every line of each field counted (9110 5.3). */
  get preconditions(): Preconditions {
    return (this.#preconditions ??= this.#readPreconditions());
  }

  /** What the client would like (RFC 7240). */
  get preferences(): Preferences {
    const { headers } = this.request;
    return parsePrefer(headers['prefer'] === undefined ? undefined : this.request.headersDistinct['prefer']);
  }

  /**
   * Calls `act` when the client goes away before it was answered in full. Nobody reads this request's content any more:
   * a connection with unread bytes would not tell of its end.
   */
  onDeparture(act: () => void): void {
    abandonContent(this.request, CONTENT_OF_A_READ);
    if (this.response.closed || this.response.destroyed) act();
    else this.response.once('close', act);
  }

  /** The content, decoded, up to `limit` bytes. The first call reads it: make it when everything else was judged. */
  content(limit: number): Promise<ContentResult> {
    return (this.#content ??= readContent(this.request, this.response, {
      limit,
      codings: this.contentCodings,
    }));
  }

  /** The same content as it comes, not decoded, piece by piece into `take`. Instead of {@link content}, and once. */
  receive(limit: number, take: Take): Promise<Receipt> {
    return receive(this.request, this.response, limit, take);
  }

  #readPreconditions(): Preconditions {
    const { headers } = this.request;
    if (
      headers['if-none-match'] === undefined &&
      headers['if-match'] === undefined &&
      headers['if-modified-since'] === undefined &&
      headers['if-unmodified-since'] === undefined
    ) {
      return NO_PRECONDITIONS;
    }
    // `headers` drops a second line of a date field; the distinct view keeps it.
    const lines = this.request.headersDistinct;
    return parsePreconditions(lines, httpSeconds(Date.now()));
  }
}
