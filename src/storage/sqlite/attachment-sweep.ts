import type { Milliseconds, SweepStep, UploadId } from '../../store/index.js';
import type { Connection } from './connection.js';
import type { GroupingWriter } from './writer.js';

// What is released was an attachment's and may still be read; what is staged belongs to a client that went away, or to
// one that is still sending. Either goes by its age.

const OLDEST = `
  SELECT id, since FROM AttachmentUpload WHERE state IN ('released', 'staged') ORDER BY since LIMIT 1`;

const CONDEMNED = `SELECT 1 FROM AttachmentUpload WHERE state = 'released' AND since = 0`;

// From here on nothing can be added to it, and no commit takes it.
const CONDEMN = `
  UPDATE AttachmentUpload SET state = 'released' WHERE id = @id AND state <> 'held' AND since <= @latest`;

const REMOVE_CHUNKS = `
  DELETE FROM AttachmentChunk WHERE upload = @id AND number IN (
    SELECT number FROM AttachmentChunk WHERE upload = @id ORDER BY number LIMIT @pieces)`;

const REMOVE = `
  DELETE FROM AttachmentUpload WHERE id = @id AND NOT EXISTS (SELECT 1 FROM AttachmentChunk WHERE upload = @id)`;

// Behind what pruning removed the feed is lost anyway. By index, a look for each collection.
const UNREADABLE = `
  SELECT a.rowid FROM Collection AS c JOIN AttachmentChange AS a
    ON a.collection = c.name AND a.sequence <= c.prunedThrough LIMIT @pieces`;

const FORGET = `DELETE FROM AttachmentChange WHERE rowid IN (${UNREADABLE})`;

/** Removes bytes, and entries of the feed, that nobody can ask for any more. */
export class AttachmentSweep {
  constructor(
    private readonly reader: Connection,
    private readonly writer: GroupingWriter,
    private readonly now: () => Milliseconds,
  ) {}

  /** Whether there is something that a purge has condemned: it is never spared. */
  condemned(): boolean {
    return this.reader.statement(CONDEMNED).get() !== undefined;
  }

  async step({ spare, pieces }: SweepStep): Promise<{ removed: number; next: Milliseconds | null }> {
    // A look costs no transaction.
    if (this.reader.statement(UNREADABLE).get({ pieces: 1 }) !== undefined) {
      const removed = await this.writer.enqueue(
        (connection) => connection.statement(FORGET).run({ pieces }).changes,
      );
      return { removed, next: this.now() };
    }
    const oldest = this.reader.statement(OLDEST).get() as
      { readonly id: UploadId; readonly since: number } | undefined;
    if (oldest === undefined) return { removed: 0, next: null };
    const { id, since } = oldest;
    if (since + spare > this.now()) return { removed: 0, next: (since + spare) as Milliseconds };
    const removed = await this.writer.enqueue((connection, now) => {
      const latest = now - spare;
      if (connection.statement(CONDEMN).run({ id, latest }).changes === 0) return 0;
      const { changes } = connection.statement(REMOVE_CHUNKS).run({ id, pieces });
      return changes + connection.statement(REMOVE).run({ id }).changes;
    });
    return { removed, next: this.now() };
  }
}
