/**
 * Why the store could not do what it was asked:
 * - `busy`: something else holds the write lock, or too many writes wait. Nothing was applied.
 * - `full`: no room left. Nothing was applied.
 * - `down`: the database cannot be reached. Nothing was applied.
 * - `replaced`: the file is gone, or is not the one that was opened. Nothing was applied.
 * - `exhausted`: a counter would leave the range of exact numbers. Nothing was applied.
 * - `unknown`: the commit was under way when it broke. What is stored is the truth: read it.
 */
export type StoreFailureReason = 'busy' | 'full' | 'down' | 'replaced' | 'exhausted' | 'unknown';

/** A broken store: never used for an expected result such as a superseded revision. */
export class StoreFailure extends Error {
  constructor(
    readonly reason: StoreFailureReason,
    options?: { cause?: unknown },
  ) {
    super(`the store is ${reason}`, options);
    this.name = 'StoreFailure';
  }
}

/** The database cannot be used at all: the message is one line for the operator, and the process ends. */
export class StoreRefusal extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StoreRefusal';
  }
}
