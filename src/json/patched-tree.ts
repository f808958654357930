import { arrayIndex, childOf, type JsonPointer } from './json-pointer.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.js';

/** A place that may be written: a token in a container that belongs to the patch being applied. */
export interface Place {
  readonly container: JsonValue[] | JsonObject;
  readonly token: string;
}

/** The member of the holder that the whole document is. */
const ROOT = '';

/**
 * A document while operations change it. Each container is copied the first time something in it changes, and
 * from then on changed in place, so a patch costs what it touches and the document it began with stays as it
 * was. Pointers are followed step by step in a loop, so depth is no danger.
 */
export class PatchedTree {
  readonly #holder: JsonObject;
  /** The containers made here: nothing else refers to them. */
  readonly #own: Set<JsonValue>;

  constructor(document: JsonValue) {
    this.#holder = { [ROOT]: document };
    this.#own = new Set([this.#holder]);
  }

  root(): JsonValue {
    return this.#holder[ROOT] ?? null;
  }

  /** The value at a pointer; undefined when it leads nowhere. */
  find(path: JsonPointer): JsonValue | undefined {
    let at: JsonValue | undefined = this.root();
    for (const token of path) {
      at = childOf(at, token);
      if (at === undefined) return undefined;
    }
    return at;
  }

  /** True when a value can be added at a pointer (6902 4.1): its parent is there and has such a place. */
  canAdd(path: JsonPointer): boolean {
    const token = path.at(-1);
    if (token === undefined) return true;
    const parent = this.find(path.slice(0, -1));
    if (!Array.isArray(parent)) return parent !== undefined && isJsonObject(parent);
    return token === '-' || (arrayIndex(token) ?? Infinity) <= parent.length;
  }

  /** The place that a pointer names, for writing. What holds it must be there. */
  open(path: JsonPointer): Place {
    let container: Place['container'] = this.#holder;
    let token = ROOT;
    for (const next of path) {
      container = this.#ownChild(container, token);
      token = next;
    }
    return { container, token };
  }

  /** Gives a place that exists, or a member that need not exist, another value. */
  set({ container, token }: Place, value: JsonValue): void {
    // Defined, never assigned: `__proto__` would otherwise change what the object inherits.
    const descriptor = { value, configurable: true, enumerable: true, writable: true };
    Object.defineProperty(container, token, descriptor);
  }

  #ownChild(container: Place['container'], token: string): Place['container'] {
    const child = childOf(container, token);
    if (typeof child !== 'object' || child === null) throw new Error('opened a place that is not there');
    if (this.#own.has(child)) return child;
    const copy = Array.isArray(child) ? [...child] : { ...child };
    this.#own.add(copy);
    this.set({ container, token }, copy);
    return copy;
  }
}
