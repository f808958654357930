/** Thrown through the validator when a document takes more work than it may. */
export class TooMuchWork extends Error {}

/** What applying one subschema costs. */
export interface Price {
  /** Whatever the value. */
  readonly once: number;
  /** For each member, when the value is an object. */
  readonly member: number;
  /** For every 64 errors so far: the engine copies them where a reference ends. */
  readonly errors: number;
}

/**
 * The work that one validation may do, so that no schema and document together hold the process for long. One
 * unit is about 10 ns. Validation is synchronous, so one allowance serves one validator.
 */
export class Work {
  #left = 0;
  #maxErrors = 0;

  /** Begins a validation. `maxErrors`: how many errors may pile up in one place before it ends. */
  begin(units: number, maxErrors: number): void {
    this.#left = units;
    this.#maxErrors = maxErrors;
  }

  /** Throws TooMuchWork when nothing is left. */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new TooMuchWork();
  }

  /** Pays for applying one subschema to `value` when there are that many errors already. */
  enter(price: Price, errors: number, value: unknown): void {
    if (errors > this.#maxErrors) throw new TooMuchWork();
    let units = price.once + price.errors * (errors >> 6);
    if (typeof value === 'string') units += value.length >> 5;
    else if (price.member > 0 && typeof value === 'object' && value !== null) {
      units += Object.keys(value).length * price.member;
    }
    this.spend(units);
  }
}
