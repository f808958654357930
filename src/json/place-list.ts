/**
 * Characters that the pointers of one list may have together. A hostile document of one long name around many members
 * would otherwise be told thousands of times over.
 */
const MAX_CHARACTERS = 4 * 1024 * 1024;

/** Where a list stood when an object was entered. */
export interface Mark {
  readonly length: number;
  readonly characters: number;
}

/** Places in a value, each named by its pointer (6901), collected while the value is walked. */
export class PlaceList<T extends { readonly pointer: string }> {
  readonly #places: T[] = [];
  #characters = 0;

  constructor(private readonly maxCharacters = MAX_CHARACTERS) {}

  get places(): readonly T[] {
    return this.#places;
  }

  add(place: T): void {
    this.#places.push(place);
    this.#characters += place.pointer.length;
  }

  /** To be taken before an object is walked. */
  mark(): Mark {
    return { length: this.#places.length, characters: this.#characters };
  }

  /**
   * To be called when an object was walked: if the places inside it take too many characters, `whole` is named in their
   * stead. True when that was done.
   */
  condense(mark: Mark, whole: () => T): boolean {
    if (this.#characters - mark.characters <= this.maxCharacters) return false;
    this.#places.length = mark.length;
    this.#characters = mark.characters;
    this.add(whole());
    return true;
  }
}
