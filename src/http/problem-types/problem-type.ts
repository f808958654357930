/** What a problem type means, for the answer itself and for the page behind its `type`. */
export interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** What happened, in general. */
  readonly meaning: string;
  /** What the client can do about it. */
  readonly recovery: string;
}
