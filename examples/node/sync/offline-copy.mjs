// A copy of a collection on this machine: it can be read and edited without a network, and joins the others when there is one.
import { setTimeout as sleep } from 'node:timers/promises';
import { CollectionClient, Unreachable } from './collection-client.mjs';
import { keepBoth } from './keep-both.mjs';
import { edit, sendDrafts } from './outbox.mjs';
import { StateFile } from './state-file.mjs';

const LONGEST_PAUSE_SECONDS = 30;

export class OfflineCopy {
  #client;
  #file;
  #state;
  #resolve;
  #onChange;
  #tag;
  #turn = Promise.resolve();
  #waiting;

  /**
   * `collection` is its URI, `file` where the copy lives. `resolve` decides conflicts (see keep-both.mjs); `onChange` is
   * called with the id of each document that is not what it was.
   */
  constructor({ collection, file, resolve = keepBoth, onChange = () => {}, fetch: fetchLike = fetch }) {
    this.#client = new CollectionClient(collection, fetchLike);
    this.#file = new StateFile(file);
    this.#state = this.#file.load();
    this.#resolve = resolve;
    this.#onChange = onChange;
  }

  /** The documents as the user sees them, id to data: what the service has, with the user's own edits. */
  get documents() {
    const seen = new Map([...this.#state.documents].map(([id, { data }]) => [id, data]));
    for (const [id, { data }] of this.#state.drafts) {
      if (data === null) seen.delete(id);
      else seen.set(id, data);
    }
    return seen;
  }

  /** The ids of what the service has not acknowledged yet. */
  get pending() {
    return [...this.#state.drafts.keys()];
  }

  /** What could not be joined or was refused, oldest first: it stays until the user has seen to it. */
  get conflicts() {
    return asSent(this.#state.conflicts);
  }

  /** Creates or changes a document. When this returns, the edit is on the disk. */
  put(id, data) {
    this.#edit(id, asSent(data));
  }

  /** Deletes a document, in the same way. */
  remove(id) {
    this.#edit(id, null);
  }

  /** Forgets the conflicts that the user has seen to: the first `count` of them. */
  dismiss(count) {
    this.#state.conflicts.splice(0, count);
    this.#save();
  }

  /**
   * Sends what there is to send, then takes what is new; with `wait`, waits so many seconds for that (55 at most). Throws
   * `Unreachable` when the network or the service is not there: the copy is then as good as before, and can be edited.
   */
  sync({ wait = 0, signal } = {}) {
    // One after the other: an answer is never older than what the changes have told.
    const turn = this.#synchronise(this.#turn, wait, signal);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /**
   * Stays in step until `signal` says to go offline. Where the service is not there, the next try comes after `pause`
   * seconds, then twice as many, up to half a minute.
   */
  async follow(signal, { wait = 50, pause = 0.5 } = {}) {
    for (let next = pause; !signal.aborted;) {
      try {
        await this.sync({ wait, signal });
        next = pause;
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        // Not all at the same time, when the service comes back.
        const seconds = error.seconds ?? next * (0.5 + Math.random());
        await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
        next = Math.min(next * 2, LONGEST_PAUSE_SECONDS);
      }
    }
  }

  async #synchronise(previous, wait, signal) {
    await previous;
    await sendDrafts({
      state: this.#state,
      client: this.#client,
      resolve: this.#resolve,
      save: () => this.#save(),
      signal,
    });
    await this.#takeChanges(wait, signal);
  }

  #edit(id, data) {
    edit(this.#state, id, data);
    this.#save();
    this.#waiting?.abort();
  }

  async #takeChanges(wait, signal) {
    for (;;) {
      if (this.#state.cursor === null) await this.#startAnew(signal);
      const page = await this.#nextPage(wait, signal);
      if (page === null) return;
      if (page === undefined) {
        // The drafts stay: only what is known of the service has to be read again.
        this.#state.cursor = null;
        continue;
      }
      this.#take(page);
      if (!page.more) return;
    }
  }

  /** The next page of changes; null when nothing came, or when the user's edit is more urgent than waiting. */
  async #nextPage(wait, signal) {
    // An edit since the drafts were sent: the next turn sends it.
    const waiting = this.#state.drafts.size > 0 ? 0 : wait;
    const edited = new AbortController();
    if (waiting > 0) this.#waiting = edited;
    const place = { tag: this.#tag, wait: waiting, signal, alsoBy: edited.signal };
    try {
      return await this.#client.changes(this.#state.cursor, place);
    } catch (error) {
      if (edited.signal.aborted) return null;
      throw error;
    } finally {
      this.#waiting = undefined;
    }
  }

  #take({ changes, last, tag }) {
    const { documents } = this.#state;
    // The last change of a document says what it is now.
    const latest = new Map(
      changes.filter(({ attachment }) => attachment === undefined).map((change) => [change.id, change]),
    );
    for (const [id, { etag, data }] of latest) {
      if (etag === null) documents.delete(id);
      else documents.set(id, { etag, data });
    }
    this.#tag = tag;
    if (last !== this.#state.cursor) {
      this.#state.cursor = last;
      // Cursor and documents in one step: neither without the other.
      this.#save();
    }
    for (const id of latest.keys()) this.#onChange(id);
  }

  /** Reads all of it: first where the changes are, then the list. What happens in between comes once more, never not at all. */
  async #startAnew(signal) {
    const cursor = await this.#client.now(signal);
    const documents = new Map();
    for await (const { id, etag, data } of this.#client.list(signal)) documents.set(id, { etag, data });
    const ids = new Set([...this.#state.documents.keys(), ...documents.keys()]);
    Object.assign(this.#state, { cursor, documents });
    this.#tag = undefined;
    this.#save();
    for (const id of ids) this.#onChange(id);
  }

  #save() {
    this.#file.save(this.#state);
  }
}

/** A copy of a value as JSON has it: so it is compared with what comes back. */
function asSent(value) {
  return JSON.parse(JSON.stringify(value));
}

export { keepBoth, Unreachable };
