import type { Buffer } from 'node:buffer';
import { StoreFailure } from '../../store/index.js';
import { ChunkStaging } from '../chunk-staging.js';
import { asStoreFailure } from './failures.js';
import type { GroupingWriter } from './writer.js';

/** What a chunk is worth among single writes: a few of them make a group. */
const WEIGHT = 32;

const BEGIN = `INSERT INTO AttachmentUpload (id, state, since) VALUES (@id, 'staged', @now)`;
const GO_ON = `UPDATE AttachmentUpload SET since = @now WHERE id = @id AND state = 'staged'`;
const ADD = 'INSERT INTO AttachmentChunk (upload, number, data) VALUES (@id, @number, @data)';
const ABANDON = `UPDATE AttachmentUpload SET state = 'released', since = 0 WHERE id = @id AND state = 'staged'`;

/** Content on its way into the database: each chunk is in the writer's queue like any other write. */
export class SqliteStaging extends ChunkStaging {
  constructor(private readonly writer: GroupingWriter) {
    super();
  }

  protected async store(number: number, data: Buffer): Promise<void> {
    const { id } = this;
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
  }

  protected release(): Promise<unknown> {
    return this.writer.enqueue((connection) => connection.statement(ABANDON).run({ id: this.id }));
  }
}
