import type { DocumentHead, ListState, Milliseconds, Sequence } from '../../store/index.js';

/** The state of the documents that were counted. */
export class Counter {
  #count = 0;
  #newest: Pick<DocumentHead, 'sequence' | 'updatedAt'> | undefined;

  count(head: DocumentHead): void {
    this.#count++;
    if (this.#newest === undefined || head.sequence > this.#newest.sequence) this.#newest = head;
  }

  state(): ListState {
    const { sequence, updatedAt } = this.#newest ?? { sequence: 0 as Sequence, updatedAt: 0 as Milliseconds };
    return { sequence, at: updatedAt, count: this.#count };
  }
}
