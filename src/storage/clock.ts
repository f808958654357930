import type { Milliseconds } from '../store/index.js';

/** The clock of commit times: `clock`, but never before the time that the store names. */
export function clockFrom(
  notBefore: Milliseconds,
  clock: () => Milliseconds = () => Date.now() as Milliseconds,
): () => Milliseconds {
  return () => Math.max(clock(), notBefore) as Milliseconds;
}
