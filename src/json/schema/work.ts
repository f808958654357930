/** Thrown through the validator when a document takes more work than it may. */
export class TooMuchWork extends Error {}

/**
 * The work that one validation may do, so that no schema and document together hold the process for long. One
 * unit is about 10 ns. Validation is synchronous, so one allowance serves one validator.
 */
export class Work {
  #left = 0;
  #maxErrors = 0;

  /** Begins a validation. `maxErrors`: how many errors may pile up before it ends. */
  begin(units: number, maxErrors: number): void {
    this.#left = units;
    this.#maxErrors = maxErrors;
  }

  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new TooMuchWork();
  }

  /**
   * Pays for applying one subschema to `value`: `each` is what its keywords cost, `eachMember` what they cost
   * for every member. Errors so far count too, for the engine copies them from level to level.
   */
  enter(each: number, eachMember: number, errors: number, value: unknown): void {
    if (errors > this.#maxErrors) throw new TooMuchWork();
    let units = each + (errors >> 6);
    if (typeof value === 'string') units += value.length >> 5;
    else if (eachMember > 0 && typeof value === 'object' && value !== null) {
      units += Object.keys(value).length * eachMember;
    }
    this.spend(units);
  }
}
