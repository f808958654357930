import { Held } from './held.js';
import type { Transport } from './transport.js';

/** A committed change of a collection. */
export interface Change<T> {
  /** Its place in the collection's order: `since` for whoever goes on behind it. */
  readonly sequence: number;
  readonly id: string;
  readonly revision: number;
  readonly operation: string;
  readonly at: string;
  /** The attachment that changed, when it was not the document itself. */
  readonly attachment?: string;
  /** The document as this change left it; only with `data`, and not of a delete or an attachment. */
  readonly held?: Held<T>;
}

export interface WatchOptions {
  /** The sequence behind which to begin. `'now'`, the default, begins with what is committed next. */
  readonly since?: number | 'now';
  /** Whether changes bring the document along. */
  readonly data?: boolean;
  /** Ends the watch. */
  readonly signal?: AbortSignal;
}

interface Page<T> {
  readonly changes: readonly (Omit<Change<T>, 'held'> & {
    readonly etag: string | null;
    readonly data?: T;
  })[];
  readonly last: number;
  readonly more: boolean;
}

/** Seconds that the service may hold a request until there is news. */
const WAIT = 25;

/**
 * The changes behind `since`, in order and without a gap, for as long as the caller iterates. After a lost connection it
 * goes on behind the last change that was delivered. A Problem `cursor-lost` says to read everything anew.
 */
export async function* watch<T>(
  transport: Transport,
  url: string,
  { since: start = 'now', data = false, signal }: WatchOptions,
): AsyncGenerator<Change<T>, void> {
  let since = start;
  let etag: string | undefined;
  for (;;) {
    if (signal?.aborted) return;
    const query = `?since=${since}&limit=1000${data ? '&include=data' : ''}`;
    const headers = etag === undefined ? {} : { 'If-None-Match': etag, Prefer: `wait=${WAIT}` };
    const reply = await transport
      .read({ method: 'GET', url: url + query, headers, signal, timeout: (WAIT + 30) * 1000 })
      .catch((error: unknown) => {
        if (signal?.aborted) return undefined;
        throw error;
      });
    if (reply === undefined) return;
    if (reply.status === 304) continue;
    const page = JSON.parse(reply.content) as Page<T>;
    for (const { etag: tag, data: document, ...change } of page.changes) {
      const held = tag === null || document === undefined ? {} : { held: new Held(change.id, tag, document) };
      yield { ...change, ...held };
    }
    // A full page is no news to wait for: the next one is there already.
    etag = page.more ? undefined : reply.etag;
    since = page.last;
  }
}
