import { compareCodePoints, compareTyped, type TypedValue } from '../../json/index.js';
import type { SortKey } from '../../store/index.js';
import type { Candidate } from './candidate.js';

/** What places a document in a sorted list. */
export interface SortPlace {
  readonly keys: readonly TypedValue[];
  readonly id: string;
}

/** Where `candidate` stands under `sort`. */
export function placeOf(candidate: Candidate, sort: readonly SortKey[]): SortPlace {
  return { keys: sort.map(({ field }) => candidate.typedAt(field)), id: candidate.id };
}

/** Negative, zero or positive: the order of two places under `sort`; ties by id, always ascending. */
export function comparePlaces(a: SortPlace, b: SortPlace, sort: readonly SortKey[]): number {
  for (const [index, { descending }] of sort.entries()) {
    const [left, right] = [a.keys[index], b.keys[index]];
    const order = left === undefined || right === undefined ? 0 : compareTyped(left, right);
    if (order !== 0) return descending ? -order : order;
  }
  return compareCodePoints(a.id, b.id);
}

/** Keeps the first `size` of the documents that are offered in any order, and nothing of the others. */
export class FirstPlaces<T> {
  readonly #kept: { readonly place: SortPlace; readonly item: T }[] = [];

  constructor(
    private readonly sort: readonly SortKey[],
    private readonly size: number,
    /** Only what comes behind it is kept. */
    private readonly after: SortPlace | undefined,
  ) {}

  /** Whether `item` was kept, for now. */
  offer(place: SortPlace, item: T): boolean {
    if (this.after !== undefined && comparePlaces(place, this.after, this.sort) <= 0) return false;
    const last = this.#kept.at(-1);
    if (this.#kept.length === this.size) {
      if (last === undefined || comparePlaces(place, last.place, this.sort) >= 0) return false;
      this.#kept.pop();
    }
    this.#kept.splice(this.#indexOf(place), 0, { place, item });
    return true;
  }

  /** What was kept, in order. */
  items(): T[] {
    return this.#kept.map(({ item }) => item);
  }

  // The kept ones are in order: halve the range until the place is found.
  #indexOf(place: SortPlace): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const kept = this.#kept[middle];
      if (kept !== undefined && comparePlaces(kept.place, place, this.sort) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
