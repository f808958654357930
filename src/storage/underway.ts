import type { DocumentKey } from '../store/index.js';

/** Documents of which a commit of this process is under way, and when each ends. */
export class Underway {
  readonly #ends = new Map<string, Promise<void>>();

  /** How many. */
  get size(): number {
    return this.#ends.size;
  }

  /** The end of the commit of `key`; undefined when none is under way. */
  end(key: DocumentKey): Promise<void> | undefined {
    return this.#ends.get(nameOf(key));
  }

  /**
   * Makes it known that `key` is being written until `committing` has ended, well or not; or until the function that
   * `onStall` takes is called, because it is not known how long that will be. `onStall` returns what ends the watch.
   */
  async during<T>(
    key: DocumentKey,
    committing: Promise<T>,
    onStall: (act: () => void) => () => void = () => () => {},
  ): Promise<T> {
    const name = nameOf(key);
    const finishers: (() => void)[] = [];
    const end = new Promise<void>((resolve) => {
      finishers.push(resolve, onStall(resolve));
    });
    this.#ends.set(name, end);
    try {
      return await committing;
    } finally {
      for (const finish of finishers) finish();
      if (this.#ends.get(name) === end) this.#ends.delete(name);
    }
  }
}

function nameOf({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`;
}
