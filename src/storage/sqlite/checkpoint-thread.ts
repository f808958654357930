import { Worker } from 'node:worker_threads';

/** How long the log is, in frames of one page each. */
export interface LogLength {
  /** 1 when somebody was in the way. */
  readonly busy: number;
  readonly log: number;
  /** Those that are in the database file too. */
  readonly checkpointed: number;
}

/** What an error of the thread is known by here. */
interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
}

type Reply = { readonly length: LogLength } | { readonly error: ThreadError };

/** A few lines of code need no more; by default a thread takes several MiB. */
const HEAP = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 };

/** A thread with a connection of its own: a checkpoint waits for the disk there, and the event loop goes on. */
export class CheckpointThread {
  #worker: Worker | undefined;
  readonly #ended: Promise<void>;
  #settle: ((reply: Reply) => void) | undefined;

  /** Starts it for `file`, which must still be the one that has `identity` ({@link FileIdentity.known}). Whether it could, its first order tells. */
  constructor(file: string, identity: string) {
    const worker = new Worker(new URL('./checkpoint.mjs', import.meta.url), {
      workerData: { file, identity },
      resourceLimits: HEAP,
    });
    this.#worker = worker;
    worker.on('message', (reply: Reply) => this.#settle?.(reply));
    worker.on('error', (error) => {
      this.#worker = undefined;
      this.#settle?.({ error });
    });
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#worker = undefined;
        this.#settle?.({ error: new Error('the thread of checkpoints has ended') });
        resolve();
      });
    });
  }

  /** False from the moment it has ended, by itself or not. */
  get alive(): boolean {
    return this.#worker !== undefined;
  }

  /**
   * Copies as much of the log as nobody is in the way of; one call at a time. Rejects with the database's error, or with
   * that which ended the thread.
   */
  async checkpoint(): Promise<LogLength> {
    const worker = this.#worker;
    if (worker === undefined) throw new Error('the thread of checkpoints has ended');
    // It keeps the process alive only while there is something to wait for.
    worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        this.#settle = (reply) => ('length' in reply ? resolve(reply.length) : reject(errorOf(reply.error)));
        worker.postMessage('checkpoint', []);
      });
    } finally {
      this.#settle = undefined;
      worker.unref();
    }
  }

  /** Closes its connection and ends it. */
  async end(): Promise<void> {
    this.#worker?.ref();
    this.#worker?.postMessage('close', []);
    await this.#ended;
  }
}

function errorOf({ name, message, code }: ThreadError): Error {
  return Object.assign(new Error(message), { name, code });
}
