import { excerpt, quoted } from '../legible.js';
import type { Faults } from './faults.js';
import { compilePattern, type LinearPattern } from './linear-pattern.js';
import type { Work } from './work.js';

/** Patterns of one schema: each keeps up to some megabytes of states that it has met. */
const MOST_PATTERNS = 64;

/** Instructions of all patterns together. */
const MOST_INSTRUCTIONS = 10_000;

/** The patterns of a schema, each compiled once. */
export class PatternTable {
  readonly patterns = new Map<string, LinearPattern>();
  #instructions = 0;

  constructor(
    private readonly work: Work,
    private readonly faults: Faults,
  ) {}

  /** Compiles a pattern that stands at `pointer` in the schema, or says what is wrong with it. */
  add(source: string, pointer: string): void {
    if (this.patterns.has(source)) return;
    const compiled = compilePattern(source, this.work);
    if (compiled.kind === 'invalid') {
      const remedy = 'Patterns are those of ECMA-262 without lookaround and back-references.';
      const named = quoted(excerpt(source));
      this.faults.add(pointer, `The pattern ${named} cannot be used: ${compiled.reason}. ${remedy}`);
      return;
    }
    this.#instructions += compiled.pattern.size;
    if (this.patterns.size >= MOST_PATTERNS || this.#instructions > MOST_INSTRUCTIONS) {
      const limit = `at most ${MOST_PATTERNS}, with ${MOST_INSTRUCTIONS} instructions in all`;
      this.faults.add(pointer, `The schema has too many or too large patterns: ${limit}.`);
      return;
    }
    this.patterns.set(source, compiled.pattern);
  }
}
