import { type Milliseconds, StoreFailure } from '../../store/index.js';
import type { Connection } from './connection.js';
import { asStoreFailure, concernsAll, isBroken, isBusy, isNotWritten } from './failures.js';
import { type Safeguards, WritingConnection } from './writing-connection.js';

/**
 * One guarded write: a synchronous function over the writer's connection. It may run more than once (in a group that
 * is rolled back, then alone), so it must not change anything but the database.
 */
export type Work<T> = (connection: Connection, now: Milliseconds) => T;

interface Member {
  readonly work: Work<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** How many single writes its work is worth. */
  readonly weight: number;
  /** When it came, on the clock of `performance.now()`. */
  readonly since: number;
}

/** Settings of the queue. */
export interface WriterOptions extends Safeguards {
  /** Milliseconds that a write may wait while another process holds the write lock. */
  readonly busyLimit: number;
  /** Writes that may wait; one more is refused at once. */
  readonly queueLimit: number;
  /** The clock of commit times. */
  readonly now: () => Milliseconds;
  /** Called with the connection after each commit, when the results have been given out. It must not throw. */
  readonly afterCommit?: (connection: Connection) => void;
  /** Told of each transaction: how many writes it held, and when it began on the clock of `performance.now()`. */
  readonly committed?: (members: number, began: number) => void;
}

/** Writes of one transaction: enough to share one fsync, few enough not to hold the event loop for long. */
const GROUP_LIMIT = 128;
const BUSY_RETRY = 15;

/**
 * The only way to write: one connection behind one queue. Every write that waits when a turn comes commits in one
 * transaction with one fsync, each with its own result, and no result leaves before COMMIT has returned.
 *
 * Reads must never use this connection: they would see what is not committed yet.
 */
export class GroupingWriter {
  readonly #connection: WritingConnection;
  readonly #waiting: Member[] = [];
  #turn: Promise<void> | undefined;
  #closed = false;
  readonly #onStall = new Set<() => void>();

  /** `open` makes a new connection: at first, and again after one had to be thrown away. */
  constructor(
    open: () => Connection,
    private readonly options: WriterOptions,
  ) {
    this.#connection = new WritingConnection(open, options);
  }

  /**
   * Runs `work`, worth `weight` single writes, in a transaction with its neighbours; resolves with its result after the
   * commit is durable.
   */
  enqueue<T>(work: Work<T>, weight = 1): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreFailure('down'));
    if (this.#waiting.length >= this.options.queueLimit) return Promise.reject(new StoreFailure('busy'));
    return new Promise<T>((resolve, reject) => {
      const since = performance.now();
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject, weight, since });
      this.#turn ??= this.#run();
    });
  }

  /** Writes that wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Calls `act` whenever the queue stands still because another process holds the lock. Returns what ends that. */
  onStall(act: () => void): () => void {
    this.#onStall.add(act);
    return () => this.#onStall.delete(act);
  }

  /**
   * Moves the log into the database file and empties it; false while somebody still reads an older state of the database.
   * Between two turns of the queue there is no transaction.
   */
  emptyLog(): boolean {
    const rows = this.#connection.ready().database.pragma('wal_checkpoint(TRUNCATE)') as {
      readonly busy: number;
    }[];
    return rows[0]?.busy === 0;
  }

  /** Lets everything that waits commit. Later writes are refused. */
  async finish(): Promise<void> {
    this.#closed = true;
    while (this.#turn !== undefined) await this.#turn;
  }

  /** The same, and closes the connection. */
  async close(): Promise<void> {
    await this.finish();
    this.#connection.discard();
  }

  async #run(): Promise<void> {
    // A turn of the event loop: requests that arrived together are parsed by then and share the fsync.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#commitGroup(this.#waiting.splice(0, this.#groupSize()));
      if (this.#waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    this.#turn = undefined;
  }

  /** How many of those that wait make the next group: at least one, however much it is worth. */
  #groupSize(): number {
    let weight = 0;
    const size = this.#waiting.findIndex((member) => (weight += member.weight) > GROUP_LIMIT);
    return size < 0 ? this.#waiting.length : Math.max(1, size);
  }

  async #commitGroup(members: readonly Member[]): Promise<void> {
    let group = members;
    while (group.length > 0) {
      try {
        this.#transaction(group);
        return;
      } catch (error) {
        if (isBusy(error)) {
          for (const act of this.#onStall) act();
          group = this.#dismissOverdue(group, error);
          if (group.length > 0) await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY));
        } else if (group.length > 1 && !concernsAll(error)) {
          // One of them raised: alone, the others still succeed and the culprit gets its own error.
          for (const member of group) await this.#commitGroup([member]);
          return;
        } else {
          const failure = asStoreFailure(error);
          for (const member of group) member.reject(failure);
          return;
        }
      }
    }
  }

  /** Refuses what has waited long enough, in `group` and behind it; the rest of `group` may try again. */
  #dismissOverdue(group: readonly Member[], error: unknown): readonly Member[] {
    const oldest = performance.now() - this.options.busyLimit;
    const failure = asStoreFailure(error);
    const behind = this.#waiting.findIndex(({ since }) => since >= oldest);
    const dismissed = this.#waiting.splice(0, behind < 0 ? this.#waiting.length : behind);
    for (const member of [...group, ...dismissed]) if (member.since < oldest) member.reject(failure);
    return group.filter(({ since }) => since >= oldest);
  }

  /** One synchronous transaction: nothing can come between its statements, and no timeout can end it half-way. */
  #transaction(group: readonly Member[]): void {
    const connection = this.#connection.ready();
    const began = performance.now();
    let results: unknown[];
    try {
      connection.statement('BEGIN IMMEDIATE').run();
      // Read while the lock is held, so that commit times follow the order of commits.
      const now = this.options.now();
      results = group.map((member) => member.work(connection, now));
    } catch (error) {
      this.#connection.rollBack();
      if (isBroken(error)) this.#connection.discard();
      throw error;
    }
    try {
      connection.statement('COMMIT').run();
    } catch (error) {
      // The connection may still be inside the transaction.
      this.#connection.discard();
      if (isNotWritten(error)) throw error;
      // Whether it reached the disk is not known here.
      throw new StoreFailure('unknown', { cause: error });
    }
    this.options.committed?.(group.length, began);
    group.forEach((member, index) => member.resolve(results[index]));
    this.options.afterCommit?.(connection);
  }
}
