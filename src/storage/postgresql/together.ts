import { sqlState } from './failures.js';

/** What PostgreSQL says of every statement behind the one that failed. */
const ABORTED = '25P02';

/**
 * The results of statements that were sent one behind the other without waiting: the server performs them in their
 * order. Rejects with what failed first when all have ended, so that the transaction is not ended under way.
 */
export async function together<T>(results: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(results);
  const reasons = settled.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
  if (reasons.length > 0) throw reasons.find((reason) => sqlState(reason) !== ABORTED) ?? reasons[0];
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}
