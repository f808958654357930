import type { CollectionHead, ListState } from '../../store/index.js';

const SIZE = 1000;

/** States of filtered lists. Each holds for one sequence of its collection: any change there outdates it. */
export class StateCache {
  readonly #entries = new Map<string, { readonly sequence: number; readonly state: ListState }>();

  /** The state under `signature` if nothing in the collection has changed since. */
  get(collection: CollectionHead, signature: string): ListState | undefined {
    const entry = this.#entries.get(keyOf(collection, signature));
    return entry?.sequence === collection.sequence ? entry.state : undefined;
  }

  /** Remembers a state; the one that was set longest ago makes room. */
  set(collection: CollectionHead, signature: string, state: ListState): void {
    const key = keyOf(collection, signature);
    this.#entries.delete(key);
    this.#entries.set(key, { sequence: collection.sequence, state });
    if (this.#entries.size <= SIZE) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}

function keyOf({ name }: CollectionHead, signature: string): string {
  return `${name} ${signature}`;
}
