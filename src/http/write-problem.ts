import { type Problem, PROBLEMS } from './problems.js';
import type { RenderOptions } from './send.js';

/** The JSON text of a problem (RFC 9457 3). `instance` is the path that was asked for; empty when nobody knows it. */
export function writeProblem(problem: Problem, instance: string, { basePath }: RenderOptions): string {
  const { status, title } = PROBLEMS[problem.slug];
  return JSON.stringify({
    type: `${basePath}/problems/${problem.slug}`,
    title,
    status,
    detail: problem.detail,
    ...(instance !== '' && { instance }),
    ...problem.members,
  });
}
