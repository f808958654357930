/** What the service says about a request that it refused (RFC 9457). */
export interface ProblemDetails {
  /** `/problems/<name>`: what it means and how to go on can be read there. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** What the type adds, such as `current` of a failed precondition or `conflicts` of a merge. */
  readonly [member: string]: unknown;
}

/** A request that was refused. Nothing was changed by it, unless its type is `outcome-unknown`. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly details: ProblemDetails,
  ) {
    super(`${status} ${details.title}: ${details.detail}`);
  }

  /** The name of its type, such as `precondition-failed`. */
  get type(): string {
    return this.details.type.replace(/^.*\/problems\//, '');
  }
}

/** The problem that an answer is; one from a proxy on the way may be no problem document. */
export function problemOf(status: number, text: string): Problem {
  try {
    const details = JSON.parse(text) as Partial<ProblemDetails> | null;
    if (typeof details?.type === 'string' && typeof details.detail === 'string')
      return new Problem(status, details as ProblemDetails);
  } catch {
    // Not JSON.
  }
  return new Problem(status, { type: 'about:blank', title: 'Refused', status, detail: text.slice(0, 200) });
}

/** Whether `error` says that somebody else was faster, so that reading again and repeating the change may help. */
export function isOutdated(error: unknown): error is Problem {
  return error instanceof Problem && error.status === 412;
}
