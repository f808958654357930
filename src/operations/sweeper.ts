import { type IdempotencyStore, StoreFailure } from '../store/index.js';
import { Alarm, type Clock, REAL_CLOCK } from './alarm.js';

/** Records that one step removes: other writes wait for one step at the most. */
const ROWS = 500;
/** From the start to the first look. */
const SOON = 1000;
/** Between two steps while there is more at once. */
const REST = 20;
/** Between two looks while records expire all the time. */
const PAUSE = 10_000;
/** Records come at any time: nobody tells, so it looks this often. */
const LONGEST = 10 * 60_000;

/** Removes idempotency records in the background when they have expired. They count for nothing from then on anyway. */
export class Sweeper {
  readonly #alarm: Alarm;

  constructor(
    private readonly records: Pick<IdempotencyStore, 'sweep'>,
    private readonly failed: (error: unknown) => void,
    private readonly clock: Clock = REAL_CLOCK,
  ) {
    this.#alarm = new Alarm(() => this.#run(), clock);
  }

  start(): void {
    this.#alarm.within(SOON);
  }

  /** Ends after the step that is under way. */
  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  async #run(): Promise<void> {
    try {
      const { removed, next } = await this.records.sweep(ROWS);
      if (removed === ROWS) this.#alarm.within(REST);
      else this.#alarm.within(next === null ? LONGEST : bounded(next - this.clock.now()));
    } catch (error) {
      const busy = error instanceof StoreFailure && error.reason === 'busy';
      if (!busy) this.failed(error);
      this.#alarm.within(busy ? PAUSE : LONGEST);
    }
  }
}

function bounded(delay: number): number {
  return Math.min(LONGEST, Math.max(PAUSE, delay));
}
