/** One thing that is wrong, and where. */
export interface SchemaError {
  /** JSON Pointer (6901) into what was judged: the document, or the schema when that is the one at fault. */
  readonly pointer: string;
  /** What is expected there, in one or two sentences. */
  readonly message: string;
}

/** How many errors are told at most: enough to mend a form at once, few enough to read. */
export const MOST_ERRORS = 20;

/** The faults of a schema, the first ones only, each told once. */
export class Faults {
  readonly #errors: SchemaError[] = [];

  add(pointer: string, message: string): void {
    if (this.#errors.length < MOST_ERRORS) this.#errors.push({ pointer, message });
  }

  all(): SchemaError[] {
    return this.#errors;
  }

  isFull(): boolean {
    return this.#errors.length >= MOST_ERRORS;
  }
}
