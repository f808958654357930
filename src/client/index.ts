// A client of the service for browsers and Node, without dependencies. It imports nothing of the other rooms, and no other
// room imports it.
import { Collection } from './collection.js';
import { KeptTexts } from './kept-texts.js';
import { type Operation, perform, type Results } from './operation.js';
import { type ClientOptions, Transport } from './transport.js';

/** A client of the service at one base URL. */
export class Etagere {
  readonly #transport: Transport;
  readonly #kept: KeptTexts;

  /** `base` is where the service answers, with its BASE_PATH: `https://example.org/store`. */
  constructor(base: string, options: ClientOptions = {}) {
    this.#transport = new Transport(base, options);
    this.#kept = new KeptTexts(this.#transport, options.cacheSize ?? 500);
  }

  /** A collection that exists; its documents are of type `T`. */
  collection<T extends object>(name: string): Collection<T> {
    return new Collection<T>(this.#transport, this.#kept, name);
  }

  /**
   * Performs all operations or none; resolves with what each of them made. Throws a Problem whose `results` say what is
   * the matter with each.
   */
  batch<const O extends readonly Operation<unknown>[]>(
    operations: O,
    signal?: AbortSignal,
  ): Promise<Results<O>> {
    return perform(this.#transport, operations, signal);
  }
}

// Handles as types only: they come from reads.
export type { Held, HeldAttachment, Saved } from './held.js';
export type { AttachmentContent, Attachments } from './attachments.js';
export type { Collection, Merged } from './collection.js';
export type { Operation, Operations, Results } from './operation.js';
export { isOutdated, Problem, type ProblemDetails } from './problem.js';
export type { Condition, ListOptions, Scalar } from './query.js';
export type { ClientOptions } from './transport.js';
export type { UpdateOptions } from './update.js';
export type { Change, WatchOptions } from './watch.js';
