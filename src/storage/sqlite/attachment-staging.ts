import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { type Staging, StoreFailure, type UploadId } from '../../store/index.js';
import { CHUNK_SIZE } from './attachment-chunks.js';
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
  #pieces: Uint8Array[] = [];
  #length = 0;
  #chunks = 0;

  constructor(private readonly writer: GroupingWriter) {}

  write(piece: Uint8Array): Promise<void> | undefined {
    this.#pieces.push(piece);
    this.#length += piece.length;
    return this.#length < CHUNK_SIZE ? undefined : this.#addFull();
  }

  async complete(): Promise<UploadId | null> {
    if (this.#length > 0) await this.#add(Buffer.concat(this.#pieces));
    this.#pieces = [];
    return this.#chunks === 0 ? null : this.#id;
  }

  async abandon(): Promise<void> {
    this.#pieces = [];
    if (this.#chunks === 0) return;
    try {
      await this.writer.enqueue((connection) => connection.statement(ABANDON).run({ id: this.#id }));
    } catch {
      // Then its age tells that nobody wants it.
    }
  }

  /** Puts the chunks that are full into the queue, and keeps the rest. */
  async #addFull(): Promise<void> {
    const bytes = Buffer.concat(this.#pieces);
    const full = bytes.length - (bytes.length % CHUNK_SIZE);
    // Copied, or a few bytes would keep the whole of it in memory.
    this.#pieces = [Buffer.from(bytes.subarray(full))];
    this.#length = bytes.length - full;
    const starts = Array.from({ length: full / CHUNK_SIZE }, (_, index) => index * CHUNK_SIZE);
    await Promise.all(starts.map((start) => this.#add(bytes.subarray(start, start + CHUNK_SIZE))));
  }

  async #add(data: Buffer): Promise<void> {
    const id = this.#id;
    const number = this.#chunks;
    // Counted before: also a write whose outcome is unknown may have left something to abandon.
    this.#chunks += 1;
    await this.writer.enqueue((connection, now) => {
      const { changes } = connection.statement(number === 0 ? BEGIN : GO_ON).run({ id, now });
      if (changes === 0) throw new StoreFailure('busy');
      connection.statement(ADD).run({ id, number, data });
    }, WEIGHT);
  }
}
