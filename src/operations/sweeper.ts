import { type Milliseconds, StoreFailure } from '../store/index.js';
import { Alarm, type Clock, REAL_CLOCK } from './alarm.js';

/** Rows that one step removes: other writes wait for one step at the most. */
const ROWS = 500;
/** From the start to the first look. */
const SOON = 1000;
/** Between two steps while there is more at once. */
const REST = 20;
/** Between two looks while something expires all the time. */
const PAUSE = 10_000;
/** Something to remove comes at any time: nobody tells, so it looks this often. */
const LONGEST = 10 * 60_000;

/** What is swept, in small steps. `next`: when there is more to remove, at once if it has passed; null when nobody knows. */
export interface Sweepable {
  sweep(rows: number): Promise<{ readonly removed: number; readonly next: Milliseconds | null }>;
}

/** Removes in the background what has expired: records, bytes. It counts for nothing from then on anyway. */
export class Sweeper {
  readonly #alarm: Alarm;

  constructor(
    private readonly swept: Sweepable,
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
      const { next } = await this.swept.sweep(ROWS);
      const delay = next === null ? LONGEST : next - this.clock.now();
      this.#alarm.within(delay <= 0 ? REST : bounded(delay));
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
