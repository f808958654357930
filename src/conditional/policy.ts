import { type CurrentState, type EvaluateOptions, type Verdict, evaluate } from './evaluate.js';
import { NO_PRECONDITIONS, type Preconditions } from './preconditions.js';

/** The verdict on a write; `required`: it lacks the precondition that would guard it (6585 3). */
export type WriteVerdict = Verdict | { readonly kind: 'required' };

const REQUIRED: WriteVerdict = Object.freeze({ kind: 'required' });

/**
 * Does it carry a precondition that guards a write against a lost update? If-Match that can be read, in any form, or
 * `If-None-Match: *`. Tags in If-None-Match only exclude states, and our dates are weak validators (9110 8.8.2.2).
 */
export function isGuarded(pre: Preconditions): boolean {
  const { kind } = pre.ifMatch;
  return kind === 'any' || kind === 'tags' || kind === 'empty' || pre.ifNoneMatch.kind === 'any';
}

/**
 * Judges a write under the policy that it must, or need not, be guarded (6585 3).
 * An unguarded one that fails by an entity-tag is told so, as a guard would not help it; a date decides nothing there.
 */
export function evaluateWrite(
  method: string,
  pre: Preconditions,
  current: CurrentState,
  options: EvaluateOptions & { readonly required: boolean },
): WriteVerdict {
  if (!options.required || isGuarded(pre)) return evaluate(method, pre, current, options);
  const undated = { ...pre, ifUnmodifiedSince: NO_PRECONDITIONS.ifUnmodifiedSince };
  const verdict = evaluate(method, undated, current, options);
  return verdict.kind === 'failed' ? verdict : REQUIRED;
}
