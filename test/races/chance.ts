/** The seed of every random choice in a run. Set SEED to repeat one; a failing test names it. */
export const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);

/** Random choices that repeat with the seed (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed = SEED) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  /** One of `values`. */
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** `values` in another order. */
  shuffle<T>(values: readonly T[]): T[] {
    const rest = [...values];
    return values.flatMap(() => rest.splice(this.below(rest.length), 1));
  }
}
