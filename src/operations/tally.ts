/**
 * Counts values in buckets, by whole numbers only: it is asked for every request. What a scrape makes of it is made at
 * the scrape.
 */
export class Tally {
  /** How many values each bound is the first to hold; behind them, those above the last. */
  readonly counts: number[];
  sum = 0;
  count = 0;

  /** `bounds` rise. */
  constructor(readonly bounds: readonly number[]) {
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  add(value: number): void {
    let at = 0;
    while (at < this.bounds.length && value > (this.bounds[at] ?? 0)) at += 1;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += value;
    this.count += 1;
  }
}

/** Seconds of an answer or a commit. */
export const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Writes that share a commit. */
export const MEMBERS = [1, 2, 4, 8, 16, 32, 64, 128];
