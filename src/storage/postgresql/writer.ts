import {
  type CollectionHead,
  type CollectionName,
  type Committed,
  type Milliseconds,
  type NotCommitted,
  type Remembrance,
  StoreFailure,
} from '../../store/index.js';
import type { Database, Session } from './database.js';
import { commitGroup, type GroupOptions } from './group.js';
import type { Turns } from './turns.js';

/** What a write is given inside its transaction. */
export interface Transaction {
  readonly session: Session;
  readonly now: Milliseconds;
  /** The locked collections as they stand at the beginning; undefined for one that there is not. */
  readonly collections: ReadonlyMap<CollectionName, CollectionHead | undefined>;
}

/** One guarded write. It may run more than once, so it must not change anything but the database. */
export interface Write<T> {
  /** What it changes: nobody else changes anything in these collections until the commit. */
  readonly collections: readonly CollectionName[];
  /** Undefined: it was superseded. Unless it is `alone`, it must have changed nothing then. */
  readonly work: (transaction: Transaction) => Promise<T | undefined>;
  /** What listeners are told of when it has made something. */
  readonly changes: readonly Committed[];
  /** The record that is made with it, unless there is one. */
  readonly claim?: Remembrance<T> | undefined;
  /** Has a transaction of its own, which is rolled back when it is superseded. */
  readonly alone?: boolean;
}

/** The result of a write: what it made, or why it made nothing. */
export type Written<T> = T | undefined | 'known';

/** A write that waits, with what its result goes to. */
export interface Member extends Write<unknown> {
  readonly resolve: (result: Written<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes of one transaction: enough to share one fsync, few enough not to hold the locks for long. */
const GROUP_LIMIT = 128;

/**
 * The only way to write documents and collections. Writes of one collection that wait when its turn comes share one
 * transaction; those of different collections commit side by side. No result leaves before COMMIT has returned.
 */
export class GroupingWriter {
  /** The writes that wait, by the first of their collections; the entry stands while its lane runs. */
  readonly #lanes = new Map<CollectionName, Member[]>();
  readonly #running = new Set<Promise<void>>();
  #waiting = 0;
  #closed = false;

  constructor(
    private readonly database: Database,
    /** Transactions at once: the rest of the connections are for reads. */
    private readonly turns: Turns,
    private readonly options: GroupOptions & {
      readonly queueLimit: number;
      /** Told of each transaction: its writes, and when it began on the clock of `performance.now()`. */
      readonly committed?: (members: number, began: number) => void;
    },
  ) {}

  /** Performs `write` in a transaction with its neighbours; resolves with its result after the commit is durable. */
  enqueue<T>(write: Write<T>): Promise<Written<T>> {
    if (this.#closed) return Promise.reject(new StoreFailure('down'));
    if (this.#waiting >= this.options.queueLimit) return Promise.reject(new StoreFailure('busy'));
    const [lane] = write.collections;
    if (lane === undefined) return Promise.reject(new Error('a write names its collections'));
    return new Promise<Written<T>>((resolve, reject) => {
      this.#waiting++;
      // What comes out of the work is what the claim's answer takes and the caller gets: T in all of them.
      const member = { ...write, resolve, reject } as unknown as Member;
      const waiting = this.#lanes.get(lane);
      if (waiting === undefined) this.#start(lane, [member]);
      else waiting.push(member);
    });
  }

  /** Writes that wait for their turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Lets everything that waits commit. Later writes are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #start(lane: CollectionName, waiting: Member[]): void {
    this.#lanes.set(lane, waiting);
    const running = this.#run(lane, waiting).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(lane: CollectionName, waiting: Member[]): Promise<void> {
    // A turn of the event loop: requests that arrived together are parsed by then and share the transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      await this.turns.run(async () => {
        // Taken when the turn comes, so that what arrived meanwhile shares it.
        const group = takeGroup(waiting);
        this.#waiting -= group.length;
        const began = performance.now();
        const failure = await commitGroup(this.database, group, this.options);
        if (failure === undefined) this.options.committed?.(group.length, began);
        const blocked = failure?.reason === 'down' || failure?.reason === 'busy';
        if (failure !== undefined && blocked) this.#dismiss(waiting, failure);
      });
    }
    this.#lanes.delete(lane);
  }

  /** Refuses what waits: each group would have to find out by itself that the database is away, or a lock held. */
  #dismiss(waiting: Member[], failure: StoreFailure): void {
    for (const member of waiting.splice(0)) {
      this.#waiting--;
      member.reject(failure);
    }
  }
}

/** The result of a commit that made nothing. */
export function notCommitted(written: undefined | 'known'): NotCommitted {
  return { kind: written ?? 'superseded' };
}

/** The next writes that may share a transaction, taken out of those that wait; never two under one key. */
function takeGroup(waiting: Member[]): Member[] {
  const keys = new Set<string>();
  const end = waiting.findIndex(({ alone, claim }, index) => {
    if (index === GROUP_LIMIT || (alone === true && index > 0)) return true;
    if (index > 0 && waiting[0]?.alone === true) return true;
    if (claim === undefined) return false;
    const name = JSON.stringify([claim.scope, claim.key]);
    return keys.size === keys.add(name).size;
  });
  return waiting.splice(0, end < 0 ? waiting.length : end);
}
