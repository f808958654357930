import { revisionOf } from '../races/child-service.js';

/** What a client last knew of a document: its tag, or null when there was none. */
export class Knowledge {
  readonly #tags = new Map<string, (string | null)[]>();

  /** The newest tag; null: there was nothing; undefined: never asked. */
  of(key: string): string | null | undefined {
    return this.#tags.get(key)?.at(-1);
  }

  /** Tags before the newest one, the oldest first. */
  older(key: string): string[] {
    return (this.#tags.get(key) ?? []).slice(0, -1).filter((tag) => tag !== null);
  }

  learn(key: string, tag: string | null): void {
    const tags = this.#tags.get(key) ?? [];
    if (tags.at(-1) !== tag) this.#tags.set(key, [...tags, tag].slice(-5));
  }

  forget(key: string): void {
    this.#tags.delete(key);
  }
}

/** What a write guarded by `tag` expects. */
export function expectation(tag: string | null): number | 'absent' {
  return tag === null ? 'absent' : revisionOf(tag);
}
