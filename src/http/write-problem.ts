import { describeProblem, type Problem } from './problems.js';
import type { RenderOptions } from './send.js';

/** The JSON text of a problem. */
export function writeProblem(problem: Problem, instance: string, { basePath }: RenderOptions): string {
  return JSON.stringify(describeProblem(problem, instance, basePath));
}
