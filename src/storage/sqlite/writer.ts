import { type Milliseconds, StoreFailure } from '../../store/index.js';
import type { Connection } from './connection.js';
import { asStoreFailure, isBusy } from './failures.js';

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
export interface WriterOptions {
  /** Milliseconds that a write may wait while another process holds the write lock. */
  readonly busyLimit: number;
  /** Writes that may wait; one more is refused at once. */
  readonly queueLimit: number;
  /** The clock of commit times. */
  readonly now: () => Milliseconds;
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
  #connection: Connection | undefined;
  readonly #waiting: Member[] = [];
  #turn: Promise<void> | undefined;
  #closed = false;
  readonly #onStall = new Set<() => void>();

  /** `open` makes a new connection: at first, and again after one had to be thrown away. */
  constructor(
    private readonly open: () => Connection,
    private readonly options: WriterOptions,
  ) {
    this.#connection = open();
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
    const rows = this.#ready().database.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
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
    this.#connection?.close();
    this.#connection = undefined;
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
        } else if (group.length > 1 && !isUnknown(error)) {
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
    const connection = this.#ready();
    connection.statement('BEGIN IMMEDIATE').run();
    let results: unknown[];
    try {
      // Read while the lock is held, so that commit times follow the order of commits.
      const now = this.options.now();
      results = group.map((member) => member.work(connection, now));
    } catch (error) {
      this.#rollBack(connection);
      throw error;
    }
    try {
      connection.statement('COMMIT').run();
    } catch (error) {
      // Whether it reached the disk is not known here, and the connection may still be inside the transaction.
      this.#discard(connection);
      throw new StoreFailure('unknown', { cause: error });
    }
    group.forEach((member, index) => member.resolve(results[index]));
  }

  #ready(): Connection {
    this.#connection ??= this.open();
    return this.#connection;
  }

  #rollBack(connection: Connection): void {
    // Some errors (a full disk among them) have rolled back already.
    if (!connection.database.inTransaction) return;
    try {
      connection.statement('ROLLBACK').run();
    } catch {
      this.#discard(connection);
    }
  }

  #discard(connection: Connection): void {
    this.#connection = undefined;
    connection.close();
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof StoreFailure && error.reason === 'unknown';
}
