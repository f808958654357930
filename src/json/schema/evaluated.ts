import type { Evaluation } from './evaluation.js';

/** The members and elements that adjacent keywords have dealt with: what `unevaluated…` leaves alone (core 11). */
export class Evaluated {
  /** Elements from the first on; all of them: Infinity. */
  items = 0;
  everyProperty = false;
  readonly properties = new Set<string>();
  /** Single elements, by `contains`. */
  readonly elements = new Set<number>();

  /** Adds what a subschema that holds has dealt with. */
  add(other: Evaluated, run: Evaluation): void {
    run.spend(2 * (other.properties.size + other.elements.size));
    this.items = Math.max(this.items, other.items);
    this.everyProperty ||= other.everyProperty;
    for (const name of other.properties) this.properties.add(name);
    for (const index of other.elements) this.elements.add(index);
  }
}
