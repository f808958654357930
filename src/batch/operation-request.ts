import { Buffer } from 'node:buffer';
import { httpSeconds, parsePreconditions, type Preconditions } from '../conditional/index.js';
import { type ContentResult, mediaTypeOf, once, type Preferences, type WriteRequest } from '../http/index.js';
import { serialiseJson } from '../json/index.js';
import type { Operation } from './operation.js';

/** An operation as the request that it would be if it came alone. */
export class OperationRequest implements WriteRequest {
  // Whether the answer suits the client was asked of the batch.
  readonly accept = undefined;
  readonly contentCodings = [];
  readonly #bytes = once(() => bytesOf(this.operation));
  #withheld = false;

  /** `wanted`: what the batch's client would like its results to show. `author`: who that is. */
  constructor(
    private readonly operation: Operation,
    private readonly wanted: Preferences['return'],
    readonly author: string | null,
  ) {}

  get method(): string {
    return this.operation.method;
  }

  get contentType(): string {
    const { method, contentType } = this.operation;
    return contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
  }

  get mediaType(): string | undefined {
    return mediaTypeOf(this.contentType);
  }

  get declaredLength(): number {
    return this.#bytes().length;
  }

  get hasQuery(): boolean {
    return this.operation.query !== undefined;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.operation.query);
  }

  get preconditions(): Preconditions {
    const { ifMatch, ifNoneMatch } = this.operation;
    const fields = {
      ...(ifMatch !== undefined && { 'if-match': [ifMatch] }),
      ...(ifNoneMatch !== undefined && { 'if-none-match': [ifNoneMatch] }),
    };
    // There are no dates among them whose century could be in doubt.
    return parsePreconditions(fields, httpSeconds(0));
  }

  /** Results show no documents unless they are wanted: a batch changes many of them. */
  get preferences(): Preferences {
    return { return: this.#withheld ? 'minimal' : (this.wanted ?? 'minimal'), wait: undefined };
  }

  /** Has a refusal show no documents, whatever is wanted. */
  withhold(): void {
    this.#withheld = true;
  }

  /** An operation has no fields but its own members. */
  field(): undefined {
    return undefined;
  }

  async content(limit: number): Promise<ContentResult> {
    const bytes = this.#bytes();
    return bytes.length > limit ? { kind: 'too-large' } : { kind: 'content', bytes };
  }
}

/** The body as the service serialises it; none is no bytes, as in a request without content. */
function bytesOf({ body }: Operation): Buffer {
  return Buffer.from(body === undefined ? '' : serialiseJson(body));
}
