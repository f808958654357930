/** One request, and how it was answered. */
export interface Exchange {
  readonly method: string;
  /** Path and query, without BASE_PATH. */
  readonly target: string;
  readonly requestType?: string | undefined;
  /** Only when it was sent as it is. */
  readonly requestBody?: string | undefined;
  readonly status: number;
  /** By names in lower case. */
  readonly fields: Readonly<Record<string, string>>;
  /** Only of JSON, and whole. */
  readonly body?: string | undefined;
}

/** A document, and what the description says of all operations at once. */
export interface Claims {
  readonly document: unknown;
  readonly generalFields: readonly string[];
  /** Types of problems that any request can meet, and their statuses. */
  readonly anyRequest: Readonly<Record<string, number>>;
}

export type Judge = (seen: Exchange) => string[];

export function makeJudge(claims: Claims): Judge;
