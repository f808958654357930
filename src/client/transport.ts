import { backoff, pause } from './pause.js';
import { problemOf } from './problem.js';

/** How a client reaches its service. */
export interface ClientOptions {
  /** Sent as `Authorization: Bearer`; a function is asked for each request. */
  readonly token?: string | (() => string | Promise<string>);
  /** Milliseconds for which a request that got no answer, or 429, 502, 503 or 504, is sent again. 30,000. */
  readonly patience?: number;
  /** Milliseconds that one answer may take. 30,000; attachments may take as long as they do. */
  readonly timeout?: number;
  /** Documents that are kept for revalidation. 500. */
  readonly cacheSize?: number;
  /** What to use instead of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

export interface Call {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob | Uint8Array;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds instead of those of the client; 0 for no bound. */
  readonly timeout?: number;
}

/** An answer that is no refusal: 2xx, or 304 to a read. */
export interface Reply<T> {
  readonly status: number;
  /** The entity-tag with its quotes; empty when there is none. */
  readonly etag: string;
  readonly headers: Headers;
  readonly content: T;
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5000;

/** Sends requests, and sends them again while that is safe and may help. */
export class Transport {
  readonly #fetch: typeof fetch;

  constructor(
    private readonly base: string,
    private readonly options: ClientOptions,
  ) {
    // Called without a receiver: browsers refuse a fetch that is a method of something else.
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  /** The URL of a path below the base, each of whose parts is encoded. */
  url(...path: readonly string[]): string {
    return `${this.base.replace(/\/+$/, '')}/v1/${path.map(encodeURIComponent).join('/')}`;
  }

  /** The URL that a path-absolute reference of the service means. */
  resolve(reference: string): string {
    return new URL(reference, this.base).href;
  }

  /** Sends a read; resolves with its text. Throws a Problem when it is refused. */
  read(call: Call): Promise<Reply<string>> {
    return this.#send(call, (response) => response.text());
  }

  /** Sends a read; resolves with its bytes. */
  download(call: Call): Promise<Reply<Blob>> {
    return this.#send({ timeout: 0, ...call }, (response) => response.blob());
  }

  /**
   * Sends a write under an Idempotency-Key of its own: when its answer is lost, it is sent again, and the service
   * performs it once.
   */
  write(call: Call): Promise<Reply<string>> {
    const headers = { 'Idempotency-Key': randomKey(), Prefer: 'return=minimal', ...call.headers };
    return this.#send({ ...call, headers }, (response) => response.text());
  }

  async #send<T>(call: Call, take: (response: Response) => Promise<T>): Promise<Reply<T>> {
    const end = Date.now() + (this.options.patience ?? 30_000);
    for (let n = 0; ; n++) {
      const outcome = await this.#attempt(call, take);
      if ('reply' in outcome) return outcome.reply;
      const wait = Math.max(outcome.wait, backoff(n, { first: FIRST_PAUSE, most: LONGEST_PAUSE }));
      if (!outcome.again || Date.now() + wait > end) throw outcome.error;
      await pause(wait, call.signal);
    }
  }

  async #attempt<T>(call: Call, take: (response: Response) => Promise<T>): Promise<Outcome<T>> {
    try {
      const response = await this.#request(call);
      const { status, headers } = response;
      // A body that is cut off is no answer: it is read before anything is believed.
      if (response.ok || status === 304) {
        return { reply: { status, headers, etag: headers.get('ETag') ?? '', content: await take(response) } };
      }
      const error = problemOf(status, await response.text());
      return {
        error,
        again: [429, 502, 503, 504].includes(status),
        wait: 1000 * (Number(headers.get('Retry-After')) || 0),
      };
    } catch (error) {
      return { error, again: !call.signal?.aborted, wait: 0 };
    }
  }

  async #request(call: Call): Promise<Response> {
    const { method, url, timeout = this.options.timeout ?? 30_000 } = call;
    const { token } = this.options;
    const headers: Record<string, string> = { ...call.headers };
    if (token !== undefined)
      headers['Authorization'] = `Bearer ${typeof token === 'string' ? token : await token()}`;
    const signals = [call.signal, timeout > 0 ? AbortSignal.timeout(timeout) : undefined];
    const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
    return this.#fetch(url, { method, headers, signal, body: (call.body ?? null) as BodyInit | null });
  }
}

type Outcome<T> =
  { readonly reply: Reply<T> } | { readonly error: unknown; readonly again: boolean; readonly wait: number };

/** 128 random bits. Not `randomUUID`: pages of plain HTTP lack it. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
