import { asStoreFailure } from '../storage/index.js';
import { StoreFailure, type StoreFailureReason } from '../store/index.js';
import type { Log } from './log.js';

/** Milliseconds between two lines about the same kind of failure. */
const PAUSE = 10_000;

/** Logs failures of the store: who is refused by the thousand makes one line, with how many there were meanwhile. */
export class StoreTrouble {
  readonly #told = new Map<StoreFailureReason, { at: number; since: number }>();

  constructor(
    private readonly log: Pick<Log, 'event'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  notice(error: unknown): void {
    const failure = asStoreFailure(error);
    if (!(failure instanceof StoreFailure)) return;
    const told = this.#told.get(failure.reason);
    if (told !== undefined && this.now() - told.at < PAUSE) {
      told.since += 1;
      return;
    }
    this.#told.set(failure.reason, { at: this.now(), since: 0 });
    const { cause } = failure;
    this.log.event('warn', 'store-failure', {
      reason: failure.reason,
      ...(cause instanceof Object && 'message' in cause && { cause: String(cause.message) }),
      ...(told !== undefined && told.since > 0 && { unreported: told.since }),
    });
  }
}
