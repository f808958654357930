import type { Right } from '../http/index.js';
import { type CollectionName, parseCollectionName } from '../store/index.js';

/** Each right includes those before it: whoever writes sees from every 412 what is there. */
const RIGHTS = ['read', 'write', 'admin'] as const satisfies readonly Right[];

/** Stands for every collection there is and may ever be. */
const EVERY = '*';

/** What a credential allows: a right for every collection, and more for some. */
export class Scopes {
  private constructor(private readonly rights: ReadonlyMap<CollectionName | typeof EVERY, Right>) {}

  /**
   * From a text such as `read:* write:books`. What is no scope of this service is left to `other`: a claim may hold the
   * scopes of others too.
   */
  static parse(text: string, other: (word: string) => void = () => {}): Scopes {
    const rights = new Map<CollectionName | typeof EVERY, Right>();
    for (const word of text.split(' ').filter((part) => part !== '')) {
      const [, verb, name = ''] = /^([a-z]+):(.+)$/.exec(word) ?? [];
      const right = RIGHTS.find((known) => known === verb);
      const collection = name === EVERY ? EVERY : parseCollectionName(name);
      if (right === undefined || collection === undefined) other(word);
      else if (!includes(rights.get(collection), right)) rights.set(collection, right);
    }
    return new Scopes(rights);
  }

  /** Whether there is nothing that they allow. */
  get empty(): boolean {
    return this.rights.size === 0;
  }

  /** Whether `right` is had for `collection`. */
  allow(right: Right, collection: CollectionName): boolean {
    return this.allowEverywhere(right) || includes(this.rights.get(collection), right);
  }

  /** Whether `right` is had for every collection. */
  allowEverywhere(right: Right): boolean {
    return includes(this.rights.get(EVERY), right);
  }

  /** As a text that {@link parse} reads. */
  toString(): string {
    return [...this.rights].map(([name, right]) => `${right}:${name}`).join(' ');
  }
}

function includes(held: Right | undefined, right: Right): boolean {
  return held !== undefined && RIGHTS.indexOf(held) >= RIGHTS.indexOf(right);
}
