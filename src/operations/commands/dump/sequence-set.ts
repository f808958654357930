/** Sequences in one page: a bit for each. */
const PAGE = 32_768;

/** Which sequences of a collection have been seen. A bit each, so that a million changes take a hundredth of their size. */
export class SequenceSet {
  readonly #pages = new Map<number, Uint8Array>();

  /** Adds a sequence; false when it was there. */
  add(sequence: number): boolean {
    const number = Math.floor(sequence / PAGE);
    let page = this.#pages.get(number);
    if (page === undefined) this.#pages.set(number, (page = new Uint8Array(PAGE / 8)));
    const at = sequence % PAGE;
    const byte = page[at >>> 3] ?? 0;
    const bit = 1 << (at & 7);
    page[at >>> 3] = byte | bit;
    return (byte & bit) === 0;
  }
}
