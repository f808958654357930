import type { Buffer } from 'node:buffer';
import { type Milliseconds, StoreFailure } from '../../store/index.js';
import { ChunkStaging } from '../chunk-staging.js';
import type { Database } from './database.js';
import { retrying } from './transactions.js';
import type { Turns } from './turns.js';

// Each is one statement, and so a transaction of its own: the upload and its chunk come together or not at all.

const BEGIN = `
  WITH begun AS (
    INSERT INTO "AttachmentUpload" (id, state, since) VALUES (@id, 'staged', @now) RETURNING id)
  INSERT INTO "AttachmentChunk" (upload, number, data) SELECT b.id, @number::int, @data::bytea FROM begun AS b`;

const GO_ON = `
  WITH going AS (
    UPDATE "AttachmentUpload" SET since = @now WHERE id = @id AND state = 'staged' RETURNING id)
  INSERT INTO "AttachmentChunk" (upload, number, data) SELECT g.id, @number::int, @data::bytea FROM going AS g`;

const ABANDON = `
  UPDATE "AttachmentUpload" SET state = 'released', since = 0 WHERE id = @id AND state = 'staged'`;

/** Content on its way into the database. No transaction is open, and no connection taken, while more is waited for. */
export class PostgresqlStaging extends ChunkStaging {
  /** Chunks go over any connection: one is sent when the one before has been stored. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    /** Chunks at once, of all uploads: the rest of the connections are for others. */
    private readonly turns: Turns,
    private readonly now: () => Milliseconds,
  ) {
    super();
  }

  protected store(number: number, data: Buffer): Promise<void> {
    const stored = this.#last.then(() => this.turns.run(() => retrying(() => this.#insert(number, data))));
    this.#last = stored;
    return stored;
  }

  protected release(): Promise<unknown> {
    const abandon = () => this.database.run(ABANDON, { id: this.id });
    return this.#last.then(abandon, abandon);
  }

  async #insert(number: number, data: Buffer): Promise<void> {
    const values = { id: this.id, now: this.now(), number, data };
    const stored = await this.database.run(number === 0 ? BEGIN : GO_ON, values);
    if (stored === 0) throw new StoreFailure('busy');
  }
}
