import type { Committed, CommitListener } from '../store/index.js';

/** Tells listeners of changes that have become durable. */
export class CommitSignal {
  readonly #listeners = new Set<CommitListener>();

  /** Has `listener` told of every change from now on. Returns the function that ends it. */
  subscribe(listener: CommitListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(committed: Committed): void {
    for (const listener of this.#listeners) listener(committed);
  }
}
