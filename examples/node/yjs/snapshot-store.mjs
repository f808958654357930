// Keeps a Yjs document as an attachment, without a server of its own: the whole state is one snapshot, which is replaced
// only by somebody who has seen it. Who has not hears of it (412), merges, and sends the sum.

import { setTimeout as pauseFor } from 'node:timers/promises';
import * as Y from 'yjs';
import { withPatience } from '../sync/patience.mjs';

const MEDIA_TYPE = 'application/octet-stream';
/** Longest time between a request and its answer. */
const PATIENCE_SECONDS = 30;
const LATER = new Set([408, 425, 429]);

/** All tries are used up, or an answer means the client is wrong here. The edits are in the Y.Doc: `save` can be called again. */
export class NotSaved extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'NotSaved';
  }
}

/** The snapshot of one Y.Doc. For each Y.Doc make a store of its own: it remembers which snapshot is in the document. */
export class SnapshotStore {
  #uri;
  #doc;
  #fetch;
  #tries;
  #pause;
  /** The tag of the snapshot that was merged last; null when there was none. */
  #etag = null;
  /** Saves of one store wait for each other. */
  #turn = Promise.resolve();

  /**
   * `uri` is that of the attachment, `…/documents/minutes/attachments/text.yjs`; its document must be there. Each `load` and
   * `save` sends at most `tries` requests of a kind; before the second it waits up to `pause` milliseconds, then up to twice
   * as long, and so on.
   */
  constructor(uri, doc, { fetch = globalThis.fetch, tries = 20, pause = 50 } = {}) {
    this.#uri = uri;
    this.#doc = doc;
    this.#fetch = fetch;
    this.#tries = tries;
    this.#pause = pause;
  }

  /** The tag of the snapshot that is in the Y.Doc; null when there was none. */
  get etag() {
    return this.#etag;
  }

  /** Merges the newest snapshot, if there is one, into the Y.Doc. What was edited there stays. */
  load() {
    return this.#inTurn(() => this.#merge());
  }

  /** Resolves when the service has a snapshot with all that was in the Y.Doc at the time of the call. */
  save() {
    return this.#inTurn(() => this.#replace());
  }

  async #replace() {
    let request;
    for (let tried = 0; tried < this.#tries; tried += 1) {
      await this.#wait(tried);
      request ??= this.#request();
      const answer = await this.#send(request);
      // Nobody knows whether it was performed: the same request again, under the same key. If it was, the service repeats
      // its answer. If it has forgotten the key, the outdated precondition makes that a 412, which is as harmless: merging
      // a snapshot a second time, one's own included, changes nothing, as Yjs knows every edit by its author and number.
      if (answer === undefined) continue;
      if (answer.status === 201 || answer.status === 204) {
        this.#etag = answer.etag;
        return;
      }
      if (answer.status !== 412) throw new NotSaved(`PUT ${this.#uri}: ${answer.status}`);
      await this.#merge();
      request = undefined;
    }
    throw new NotSaved(`not saved after ${this.#tries} tries: ${this.#uri}`);
  }

  /** What replaces the snapshot that was seen, and no other. */
  #request() {
    return {
      method: 'PUT',
      headers: {
        'Content-Type': MEDIA_TYPE,
        'Idempotency-Key': crypto.randomUUID(),
        ...(this.#etag === null ? { 'If-None-Match': '*' } : { 'If-Match': this.#etag }),
      },
      body: Y.encodeStateAsUpdate(this.#doc),
    };
  }

  async #merge() {
    for (let tried = 0; tried < this.#tries; tried += 1) {
      await this.#wait(tried);
      const answer = await this.#send({ method: 'GET' });
      if (answer === undefined) continue;
      if (answer.status === 200) {
        // The store as the origin tells observers of the Y.Doc that this is nobody's edit here.
        Y.applyUpdate(this.#doc, answer.content, this);
        this.#etag = answer.etag;
        return;
      }
      // Not there yet, or deleted: the next PUT makes it.
      if (answer.status !== 404 && answer.status !== 410) {
        throw new NotSaved(`GET ${this.#uri}: ${answer.status}`);
      }
      this.#etag = null;
      return;
    }
    throw new NotSaved(`no answer after ${this.#tries} tries: ${this.#uri}`);
  }

  /** The whole answer; undefined when there was none, or one that says "later". */
  async #send(request) {
    try {
      return await withPatience(PATIENCE_SECONDS, [], async (signal) => {
        const response = await this.#fetch(this.#uri, { ...request, signal });
        // Half an answer is none.
        const content = new Uint8Array(await response.arrayBuffer());
        const { status, headers } = response;
        return status >= 500 || LATER.has(status)
          ? undefined
          : { status, etag: headers.get('ETag'), content };
      });
    } catch {
      return undefined;
    }
  }

  /** Waits at random before all but the first try, so that those who met once do not meet again. */
  async #wait(tried) {
    if (tried === 0) return;
    const longest = Math.min(this.#pause * 2 ** (tried - 1), 2000);
    await pauseFor(Math.random() * longest);
  }

  #inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}
