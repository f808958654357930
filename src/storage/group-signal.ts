import type { CommittedGroup } from './storage.js';

/** Tells who counts of the transactions of a writer. */
export class GroupSignal {
  readonly #listeners: ((group: CommittedGroup) => void)[] = [];

  subscribe(listener: (group: CommittedGroup) => void): void {
    this.#listeners.push(listener);
  }

  /** `began` is on the clock of `performance.now()`. */
  announce(members: number, began: number): void {
    const group = { members, seconds: (performance.now() - began) / 1000 };
    for (const listener of this.#listeners) listener(group);
  }
}
