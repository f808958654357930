import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { type Staging, StoreFailure, type UploadId } from '../../store/index.js';
import { CHUNK_SIZE } from './attachment-chunks.js';
import { asStoreFailure } from './failures.js';
import type { GroupingWriter } from './writer.js';

/** What a chunk is worth among single writes: a few of them make a group. */
const WEIGHT = 32;

const BEGIN = `INSERT INTO AttachmentUpload (id, state, since) VALUES (@id, 'staged', @now)`;
// What was swept meanwhile must not come back with a hole in it.
const GO_ON = `UPDATE AttachmentUpload SET since = @now WHERE id = @id AND state = 'staged'`;
const ADD = 'INSERT INTO AttachmentChunk (upload, number, data) VALUES (@id, @number, @data)';
const ABANDON = `UPDATE AttachmentUpload SET state = 'released', since = 0 WHERE id = @id AND state = 'staged'`;

/** Content on its way into the database: chunk by chunk, each in the writer's queue like any other write. */
export class SqliteStaging implements Staging {
  readonly #id = randomUUID() as UploadId;
  /** The chunk that is being filled, so far, and one that was written and can be filled again. */
  #chunk: Buffer | undefined;
  #length = 0;
  #spare: Buffer | undefined;
  #chunks = 0;

  constructor(private readonly writer: GroupingWriter) {}

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
    return this.#chunks === 0 ? null : this.#id;
  }

  async abandon(): Promise<void> {
    if (this.#chunks === 0) return;
    try {
      await this.writer.enqueue((connection) => connection.statement(ABANDON).run({ id: this.#id }));
    } catch {
      // Then its age tells that nobody wants it.
    }
  }

  /** Puts `data` into the queue, and lets it be filled again when it is written. */
  async #add(data: Buffer): Promise<void> {
    const id = this.#id;
    const number = this.#chunks;
    // Counted before: also a write whose outcome is unknown may have left something to abandon.
    this.#chunks += 1;
    this.#chunk = undefined;
    this.#length = 0;
    this.#spare = undefined;
    try {
      await this.writer.enqueue((connection, now) => {
        const { changes } = connection.statement(number === 0 ? BEGIN : GO_ON).run({ id, now });
        if (changes === 0) throw new StoreFailure('busy');
        connection.statement(ADD).run({ id, number, data });
      }, WEIGHT);
    } catch (error) {
      // Whether or not a chunk is there, nothing was applied: no attachment refers to it.
      throw error instanceof StoreFailure && error.reason === 'unknown' ? asStoreFailure(error.cause) : error;
    }
    this.#spare = data;
  }
}
