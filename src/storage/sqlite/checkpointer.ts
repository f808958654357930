import type { CheckpointThread, LogLength } from './checkpoint-thread.js';
import type { Connection } from './connection.js';

type Thread = Pick<CheckpointThread, 'alive' | 'checkpoint' | 'end'>;

/** How long the log may get, in pages. */
export interface LogLimits {
  /** From this length on it is copied to the database file, and begins anew as soon as nobody reads it. */
  readonly bound: number;
  /** So many pages are copied between two transactions. */
  readonly rest: number;
}

/** 16 MiB of the usual pages, and what some commits write. */
export const LOG_LIMITS: LogLimits = { bound: 4000, rest: 100 };

/** Milliseconds until the next attempt when somebody reads what would be overwritten, and when an attempt has failed. */
const RETRY = 100;
const AFTER_FAILURE = 5000;

// Asks and does nothing.
const LENGTH = 'PRAGMA wal_checkpoint(NOOP)';
const COPY = 'PRAGMA wal_checkpoint(PASSIVE)';

/**
 * Keeps the write-ahead log short. Left to itself SQLite copies it to the database file within a commit, and the event loop
 * stands still for that long. Here a thread copies beside the writer. While writes go on it never quite gets to the end,
 * and only a log that is copied to its end begins anew: so the little that is left is copied between two transactions.
 *
 * Nothing is lost if any of this fails: what was committed is in the log, on the disk, and stays there until it is copied.
 */
export class Checkpointer {
  #thread: Thread | undefined;
  #running: Promise<void> | undefined;
  /** Copies by the thread since the log has become too long. */
  #copies = 0;
  /** No attempt before this time. */
  #resting = 0;
  /** There is no thread to be had: the writer does it all. */
  #alone = false;
  #stopped = false;

  constructor(
    private readonly startThread: () => Thread,
    private readonly onFailure: (error: unknown) => void,
    private readonly limits: LogLimits = LOG_LIMITS,
  ) {}

  /** Shortens the log, or has it shortened, if it is too long. Call it after each commit, with its connection. */
  look(connection: Connection): void {
    if (this.#running !== undefined || this.#stopped || performance.now() < this.#resting) return;
    try {
      const { log, checkpointed } = connection.statement(LENGTH).get() as LogLength;
      if (log < this.limits.bound) this.#copies = 0;
      else if (this.#isShort(log - checkpointed)) this.#finish(connection);
      else this.#running = this.#copy().finally(() => (this.#running = undefined));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await this.#thread?.end();
  }

  /** Whether the writer copies what is `left`. It takes on more and more when the thread does not catch up with it. */
  #isShort(left: number): boolean {
    return this.#alone || left <= this.limits.rest * 2 ** this.#copies;
  }

  /** Copies to the end: the next commit goes to the beginning of the log, unless somebody reads it. */
  #finish(connection: Connection): void {
    this.#copies = 0;
    this.#rest(RETRY);
    connection.statement(COPY).get();
  }

  async #copy(): Promise<void> {
    try {
      this.#thread ??= this.startThread();
      const { log, checkpointed } = await this.#thread.checkpoint();
      this.#copies += 1;
      if (checkpointed === log) return;
      // Whoever reads an older state needs the database file as it is.
      this.#copies = 0;
      this.#rest(RETRY);
    } catch (error) {
      this.#alone = this.#thread?.alive !== true;
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#rest(AFTER_FAILURE);
    this.onFailure(error);
  }

  #rest(milliseconds: number): void {
    this.#resting = performance.now() + milliseconds;
  }
}
