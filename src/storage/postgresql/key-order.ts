/** Rows in the order of their key, read in batches that are small enough to be held; the next one when it is wanted. */
export class KeyOrder<Row> {
  #batch: readonly Row[] = [];
  #next = 0;
  #ended = false;

  /** `read` yields the rows behind one, or the first ones; none when there are no more. */
  constructor(private readonly read: (last: Row | undefined) => Promise<readonly Row[]>) {}

  /** The rows from here on to the first that does not belong to them, which stays for the next call. */
  async *while(belongs: (row: Row) => boolean): AsyncGenerator<Row> {
    for (;;) {
      if (this.#next === this.#batch.length) await this.#readOn();
      const row = this.#batch[this.#next];
      if (row === undefined || !belongs(row)) return;
      this.#next += 1;
      yield row;
    }
  }

  /** All that are left. */
  all(): AsyncGenerator<Row> {
    return this.while(() => true);
  }

  async #readOn(): Promise<void> {
    if (this.#ended) return;
    this.#batch = await this.read(this.#batch.at(-1));
    this.#next = 0;
    this.#ended = this.#batch.length === 0;
  }
}
