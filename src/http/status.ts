import type { Outcome } from './outcome.js';
import { PROBLEMS } from './problems.js';

const STATUSES = {
  found: 200,
  partial: 206,
  stream: 200,
  'not-modified': 304,
  elsewhere: 302,
  created: 201,
  changed: 200,
  performed: 200,
  stored: 204,
  removed: 204,
  options: 204,
} as const satisfies Readonly<Record<Exclude<Outcome['kind'], 'refused'>, number>>;

/** The status code of an outcome, whether it is an answer of its own or one result among several. */
export function statusOf(outcome: Outcome): number {
  return outcome.kind === 'refused' ? PROBLEMS[outcome.problem.slug].status : STATUSES[outcome.kind];
}
