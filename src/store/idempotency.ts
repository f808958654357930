import type { Milliseconds } from './units.js';

/** What a client calls one of its requests, so that a repeat is known as such. */
export interface IdempotencyKey {
  /** Whose key it is: two clients may use the same one. */
  readonly scope: string;
  readonly key: string;
}

/** What is kept of a request that succeeded. */
export interface IdempotencyRecord {
  /** A digest of the request: the same key with another one is a mistake. */
  readonly fingerprint: string;
  /** How it was answered; a text that the store does not look into. */
  readonly answer: string;
}

/** A record to be made in the transaction of the change itself, so that neither is there without the other. */
export interface Remembrance<T> extends IdempotencyKey {
  readonly fingerprint: string;
  /** Milliseconds for which the record is kept, by the store's clock. */
  readonly lifetime: number;
  /** The answer, given what the commit has made. Pure: it may be called for a commit that is rolled back. */
  readonly answer: (made: T) => string;
}

/** There is a record under the key already. Nothing was done: what it says is the answer. */
export interface Known {
  readonly kind: 'known';
}

/** Reads and removal of idempotency records. They are made by commits only. */
export interface IdempotencyStore {
  /** The record under `key` that has not expired. */
  find(key: IdempotencyKey): Promise<IdempotencyRecord | undefined>;
  /** Removes at most `rows` expired records in one small step. */
  sweep(rows: number): Promise<{ readonly removed: number; readonly next: Milliseconds | null }>;
}

/** Injection token of the {@link IdempotencyStore}. */
export const IDEMPOTENCY_STORE = Symbol('IdempotencyStore');
