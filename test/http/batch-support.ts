import type { Answer, Client, Sending } from '../support/client.js';
import type { ProblemBody } from './support.js';

/** An operation as a client writes it; a test may write it wrongly. */
export type Written = Readonly<Record<string, unknown>>;

/** What a batch says of an operation that was performed. */
export interface Result {
  readonly status: number;
  readonly location: string;
  readonly id: string;
  readonly revision: number;
  readonly etag: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly data?: unknown;
}

/** The problem of a batch in which an operation failed. */
export interface FailedBatch extends ProblemBody {
  readonly pointer: string;
  readonly results: readonly ProblemBody[];
}

/** POST of a batch. */
export function sendBatch(
  client: Client,
  operations: readonly Written[],
  headers: NonNullable<Sending['headers']> = {},
): Promise<Answer> {
  return client.post('/v1/batch', JSON.stringify({ operations }), headers);
}

/** The results of a batch that was performed; throws when it was not. */
export function resultsOf(answer: Answer): readonly Result[] {
  if (answer.status !== 200) throw new Error(`the batch: ${answer.status} ${answer.text}`);
  return answer.json<{ results: readonly Result[] }>().results;
}

/** The results of a batch that failed, each as "412 precondition-failed"; throws when it did not fail. */
export function failuresOf(answer: Answer): readonly string[] {
  if (answer.status < 400) throw new Error(`the batch was performed: ${answer.text}`);
  return answer.json<FailedBatch>().results.map(({ status, type }) => {
    return `${status} ${type.slice(type.lastIndexOf('/') + 1)}`;
  });
}
