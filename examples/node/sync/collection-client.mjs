// The requests that a local copy needs, over fetch. A request without a whole answer, or with one that says "later", is
// `Unreachable`: nobody knows whether a write was performed, and the same request can be sent again.

import { withPatience } from './patience.mjs';

/** No answer, or none that decides anything: try the same again later. */
export class Unreachable extends Error {
  /** `seconds` is what the service asks to wait, if it does. */
  constructor(message, seconds, options) {
    super(message, options);
    this.name = 'Unreachable';
    this.seconds = seconds;
  }
}

/** An answer that means the client is wrong here: no such collection, no right to it. */
export class Unexpected extends Error {
  constructor(what, { status, body }) {
    super(`${what}: ${status} ${body?.detail ?? ''}`);
    this.name = 'Unexpected';
    this.status = status;
  }
}

/** Longest time between a request and its answer, besides what the service was asked to wait. */
const PATIENCE_SECONDS = 30;
const LATER = new Set([408, 425, 429]);

/** One collection of a service. */
export class CollectionClient {
  #uri;
  #fetch;

  /** `uri` is that of the collection, `…/v1/collections/books`. */
  constructor(uri, fetchLike) {
    this.#uri = uri.replace(/\/$/, '');
    this.#fetch = fetchLike;
  }

  /** Where the changes are now. */
  async now(signal) {
    const { body } = await this.#read(`${this.#uri}/changes?since=now`, signal);
    return body.last;
  }

  /** Every document of the list, page by page. */
  async *list(signal) {
    for (let page = `${this.#uri}/documents?limit=200`; page !== null;) {
      const { body } = await this.#read(page, signal);
      yield* body.items;
      page = body.next === null ? null : new URL(body.next, this.#uri).href;
    }
  }

  /**
   * The changes behind `since`: `{ changes, last, more, tag }`, or undefined when the cursor is lost. With the `tag` of
   * the page before, the service waits up to `wait` seconds for something to tell; null when nothing came. The request is
   * called off by either signal.
   */
  async changes(since, { tag, wait, signal, alsoBy }) {
    const waits = tag !== undefined && wait > 0;
    const headers = waits ? { 'If-None-Match': tag, Prefer: `wait=${wait}` } : {};
    const answer = await this.#send(`${this.#uri}/changes?since=${since}&limit=1000&include=data`, {
      headers,
      signal,
      alsoBy,
      patience: PATIENCE_SECONDS + wait,
    });
    if (answer.status === 304) return null;
    if (answer.status === 410 && isProblem(answer, 'cursor-lost')) return undefined;
    if (answer.status !== 200) throw new Unexpected('changes', answer);
    // A page that ends before the newest change has no tag to wait with.
    return { ...answer.body, tag: answer.body.more ? undefined : answer.etag };
  }

  /** One document now, `{ etag, data }`; null when there is none. */
  async document(id, signal) {
    const answer = await this.#send(this.#document(id), { signal });
    if (answer.status === 404 || answer.status === 410) return null;
    if (answer.status !== 200) throw new Unexpected(id, answer);
    return { etag: answer.etag, data: answer.body };
  }

  /**
   * Sends an attempt: without `etag` it creates the document, without `data` it deletes it, with both it merges. Under
   * its key it is performed once, however often it is sent; so it must be the same request each time.
   */
  write(id, { key, etag, data }, signal) {
    const uri = this.#document(id);
    // With the representation a 412 shows what is there.
    const fields = { 'Idempotency-Key': key, Prefer: 'return=representation' };
    if (data === null) {
      return this.#send(uri, { method: 'DELETE', headers: { ...fields, 'If-Match': etag }, signal });
    }
    const headers = { ...fields, 'Content-Type': 'application/json' };
    if (etag === null) {
      const body = JSON.stringify(data);
      return this.#send(uri, { method: 'PUT', headers: { ...headers, 'If-None-Match': '*' }, body, signal });
    }
    const body = JSON.stringify({ base: etag, data });
    return this.#send(`${uri}/merge`, { method: 'POST', headers, body, signal });
  }

  #document(id) {
    return `${this.#uri}/documents/${encodeURIComponent(id)}`;
  }

  async #read(uri, signal) {
    const answer = await this.#send(uri, { signal });
    if (answer.status !== 200) throw new Unexpected(uri, answer);
    return answer;
  }

  async #send(uri, { patience = PATIENCE_SECONDS, signal, alsoBy, ...request } = {}) {
    const signals = [signal, alsoBy].filter((one) => one !== undefined);
    let response;
    let text;
    try {
      [response, text] = await withPatience(patience, signals, async (stop) => {
        const answer = await this.#fetch(uri, { ...request, signal: stop });
        // Half an answer is none: what it says of the write cannot be relied on.
        return [answer, await answer.text()];
      });
    } catch (error) {
      throw new Unreachable(`no answer from ${uri}`, undefined, { cause: error });
    }
    const { status, headers } = response;
    if (status >= 500 || LATER.has(status)) {
      throw new Unreachable(`${status} from ${uri}`, Number(headers.get('Retry-After')) || undefined);
    }
    const isJson = /\bjson\b/.test(headers.get('Content-Type') ?? '');
    return { status, etag: headers.get('ETag'), body: isJson && text !== '' ? JSON.parse(text) : undefined };
  }
}

/** Whether an answer is the problem of that type. */
export function isProblem({ body }, type) {
  return body?.type?.endsWith(`/problems/${type}`) === true;
}
