import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { Staging, UploadId } from '../store/index.js';
import { CHUNK_SIZE } from './attachment-chunks.js';

/** Content on its way into a database: cut into chunks, each of which is written in a short transaction of its own. */
export abstract class ChunkStaging implements Staging {
  protected readonly id = randomUUID() as UploadId;
  /** The chunk that is being filled, so far, and one that was written and can be filled again. */
  #chunk: Buffer | undefined;
  #length = 0;
  #spare: Buffer | undefined;
  #chunks = 0;

  /**
   * Makes a chunk durable, in the order of the calls; the first one begins the upload. Throws a StoreFailure `busy` when
   * the upload was swept meanwhile: it must not come back with a hole in it.
   */
  protected abstract store(number: number, data: Buffer): Promise<void>;

  /** Has what was stored swept at once. */
  protected abstract release(): Promise<unknown>;

  write(piece: Uint8Array): Promise<void> | undefined {
    const writes: Promise<void>[] = [];
    for (let at = 0; at < piece.length;) {
      // Filled again and again: an upload makes no garbage, however large it is.
      const chunk = (this.#chunk ??= this.#spare ?? Buffer.allocUnsafeSlow(CHUNK_SIZE));
      const part = piece.subarray(at, at + CHUNK_SIZE - this.#length);
      chunk.set(part, this.#length);
      at += part.length;
      this.#length += part.length;
      if (this.#length === CHUNK_SIZE) writes.push(this.#add(chunk));
    }
    return writes.length === 0 ? undefined : Promise.all(writes).then(() => undefined);
  }

  async complete(): Promise<UploadId | null> {
    if (this.#chunk !== undefined) await this.#add(this.#chunk.subarray(0, this.#length));
    return this.#chunks === 0 ? null : this.id;
  }

  async abandon(): Promise<void> {
    if (this.#chunks === 0) return;
    try {
      await this.release();
    } catch {
      // Then its age tells that nobody wants it.
    }
  }

  /** Has `data` stored, and lets it be filled again when it is. */
  async #add(data: Buffer): Promise<void> {
    const number = this.#chunks;
    // Counted before: also a write whose outcome is unknown may have left something to abandon.
    this.#chunks += 1;
    this.#chunk = undefined;
    this.#length = 0;
    this.#spare = undefined;
    await this.store(number, data);
    this.#spare = data;
  }
}
