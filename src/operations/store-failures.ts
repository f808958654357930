import { refuse, type Refusal } from '../http/index.js';
import { asStoreFailure } from '../storage/index.js';
import { StoreFailure } from '../store/index.js';

const RETRY_AFTER = { 'Retry-After': '1' };

/** The refusal that a failure of the store amounts to; undefined for anything else. */
export function refuseStoreFailure(error: unknown): Refusal | undefined {
  // Reads raise what the driver raises.
  const failure = asStoreFailure(error);
  if (!(failure instanceof StoreFailure)) return undefined;
  switch (failure.reason) {
    case 'busy':
      return refuse(
        'store-busy',
        'The write was not applied. Send it again in a moment.',
        undefined,
        RETRY_AFTER,
      );
    case 'down':
      return refuse(
        'store-unavailable',
        'The database cannot be reached. The request was not applied.',
        undefined,
        RETRY_AFTER,
      );
    case 'replaced':
      return refuse(
        'store-unavailable',
        'The database was removed or replaced under the service. The request was not applied.',
        undefined,
        RETRY_AFTER,
      );
    case 'full':
      return refuse('store-full', 'The disk is full. The write was not applied.');
    case 'exhausted':
      return refuse('store-full', 'A counter has reached its end. The write was not applied.');
    case 'unknown':
      return refuse(
        'outcome-unknown',
        'The database failed during the commit. GET the resource to see what holds.',
      );
    default:
      return failure.reason satisfies never;
  }
}
