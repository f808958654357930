import type { Chance } from '../races/chance.js';

/** Where the documents are. */
export const LIST = '/v1/collections/torture/documents';

/** The documents of a run: few, so that clients meet, and at some of them still more often. */
export class Documents {
  readonly keys: readonly string[];
  readonly #hot: readonly string[];

  constructor(count: number) {
    this.keys = Array.from({ length: count }, (_, number) => `d${number}`);
    this.#hot = this.keys.slice(0, Math.ceil(count * 0.3));
  }

  /** One of them: most of the time of the three tenths that everybody wants. */
  pick(chance: Chance): string {
    return chance.below(10) < 6 ? chance.pick(this.#hot) : chance.pick(this.keys);
  }
}
