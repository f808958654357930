import { ACCESS_PROBLEMS } from './problem-types/access.js';
import { BATCH_PROBLEMS } from './problem-types/batch.js';
import { REQUEST_PROBLEMS } from './problem-types/request.js';
import { SERVICE_PROBLEMS } from './problem-types/service.js';
import { STATE_PROBLEMS } from './problem-types/state.js';

export type { ProblemType } from './problem-types/problem-type.js';

/** Every problem this service answers with, by the last segment of its `type` (RFC 9457 3.1.1). */
export const PROBLEMS = {
  ...REQUEST_PROBLEMS,
  ...ACCESS_PROBLEMS,
  ...BATCH_PROBLEMS,
  ...STATE_PROBLEMS,
  ...SERVICE_PROBLEMS,
} as const;

/** The last segment of a problem's `type`. */
export type ProblemSlug = keyof typeof PROBLEMS;

/** One problem: what went wrong this time. */
export interface Problem {
  readonly slug: ProblemSlug;
  /** What was wrong, in which field, and what to send instead: one or two sentences. */
  readonly detail: string;
  /** Members of the problem's own, such as `current` or `errors`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * The members of a problem (RFC 9457 3). `instance` is the path that was asked for; empty when nobody knows it.
 */
export function describeProblem(
  { slug, detail, members }: Problem,
  instance: string,
  basePath: string,
): Readonly<Record<string, unknown>> {
  const { status, title } = PROBLEMS[slug];
  return {
    type: `${basePath}/problems/${slug}`,
    title,
    status,
    detail,
    ...(instance !== '' && { instance }),
    ...members,
  };
}

/** Whether `slug` names a problem type. */
export function isProblemSlug(slug: string): slug is ProblemSlug {
  return Object.hasOwn(PROBLEMS, slug);
}
