import { type Outcome, refuse } from './outcome.js';

/**
 * What a use case has planned on one snapshot: a guarded commit and its outcome; an outcome that needs none; or that
 * the snapshot turned out to be outdated already.
 */
export type Plan<H> =
  | { readonly kind: 'superseded' }
  | {
      readonly kind: 'commit';
      readonly commit: () => Promise<
        { readonly kind: 'committed'; readonly head: H } | { readonly kind: 'superseded' }
      >;
      readonly done: (head: H) => Outcome;
    }
  | Outcome;

const ROUNDS = 16;

/**
 * Judges a snapshot and commits against that snapshot. When somebody was faster it goes round again on a new one, so
 * that a precondition that no longer holds fails in the engine and nowhere else. Bounded: then 503, not applied.
 */
export async function attempt<H>(plan: () => Promise<Plan<H>>): Promise<Outcome> {
  for (let round = 0; round < ROUNDS; round++) {
    const step = await plan();
    if (step.kind === 'superseded') continue;
    if (step.kind !== 'commit') return step;
    const result = await step.commit();
    if (result.kind === 'committed') return step.done(result.head);
  }
  return refuse(
    'contention',
    `Others were faster ${ROUNDS} times in a row. Nothing was applied.`,
    undefined,
    {
      'Retry-After': '1',
    },
  );
}

/** `make` called at most once, however often a write goes round: content can be read only once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
