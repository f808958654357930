// What a local copy must not forget, in one JSON file. It is replaced as a whole: whoever kills the program at any moment
// finds the state before a step or the state after it. One program at a time may use a file.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What is kept:
 * - `cursor`: up to where the changes are known; null before the first list, and after a loss.
 * - `documents`: what the service has, as far as known: id to `{ etag, data }`.
 * - `drafts`: what the user has made and the service has not acknowledged; see outbox.mjs.
 * - `conflicts`: what could not be joined, for the user to look at.
 */
export class StateFile {
  #path;

  constructor(path) {
    this.#path = path;
  }

  /** The state as it was saved last, or that of a copy that has seen nothing. */
  load() {
    const saved = existsSync(this.#path) ? JSON.parse(readFileSync(this.#path, 'utf8')) : {};
    const { cursor = null, documents = [], drafts = [], conflicts = [] } = saved;
    // Maps, as "__proto__" is a document id like any other.
    return { cursor, documents: new Map(documents), drafts: new Map(drafts), conflicts };
  }

  /** Returns when the state is on the disk. */
  save({ cursor, documents, drafts, conflicts }) {
    const next = `${this.#path}.next`;
    const file = openSync(next, 'w');
    try {
      writeFileSync(
        file,
        JSON.stringify({ cursor, documents: [...documents], drafts: [...drafts], conflicts }),
      );
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, this.#path);
    // The new name must be on the disk as well.
    const folder = openSync(dirname(this.#path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }
}
