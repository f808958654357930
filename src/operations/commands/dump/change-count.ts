import { SEQUENCES_OF_A_STORE } from '../../../store/index.js';

/** Counts the changes of a collection, to tell whether any is missing. */
export class ChangeCount {
  /** Of each store that it has been in: how many changes are there, and the newest. */
  readonly #stores = new Map<number, { count: number; newest: number }>();
  #purged = false;

  /** Changes up to `prunedThrough` may have gone. */
  constructor(private readonly prunedThrough: number) {}

  add(sequence: number): void {
    if (sequence <= this.prunedThrough) return;
    const store = storeOf(sequence);
    const { count, newest } = this.#stores.get(store) ?? { count: 0, newest: 0 };
    this.#stores.set(store, { count: count + 1, newest: Math.max(newest, sequence) });
  }

  /** One of the changes was a purge: those of its document before it are gone, and nobody knows how many they were. */
  addPurge(): void {
    this.#purged = true;
  }

  /** How many changes are missing in a collection that has come to `sequence`. */
  missing(sequence: number): number {
    if (this.#purged) return 0;
    const current = storeOf(sequence);
    let missing = this.#stores.has(current) ? 0 : this.#expected(current, sequence);
    for (const [store, { count, newest }] of this.#stores) {
      // What came after a backup went with the store that the backup has replaced.
      missing += this.#expected(store, store === current ? sequence : newest) - count;
    }
    return missing;
  }

  #expected(store: number, newest: number): number {
    return newest - Math.max(this.prunedThrough, store * SEQUENCES_OF_A_STORE);
  }
}

function storeOf(sequence: number): number {
  return Math.floor(sequence / SEQUENCES_OF_A_STORE);
}
