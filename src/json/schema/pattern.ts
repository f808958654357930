import { RE2JS, RE2JSException } from 're2js';
import { withEcmaMeaning } from './ecma-pattern.js';
import type { Evaluation } from './evaluation.js';

/** What all patterns of one schema may amount to: characters times the repetitions they ask for. */
const MOST_WORK = 100_000;
/** Instructions of one pattern's program: every character of a text may cost as many steps. */
const MOST_INSTRUCTIONS = 2000;
/** Different patterns of one schema. */
const MOST_PATTERNS = 256;
/** Instructions whose work on one character is worth a step of an evaluation. */
const INSTRUCTIONS_PER_STEP = 50;
/** Steps of an evaluation that compiling one character is worth. */
const STEPS_TO_COMPILE = 50;

/** A regular expression that takes time in proportion to the text, whatever it is. */
export class LinearPattern {
  readonly #expression: RE2JS;
  readonly #steps: number;

  constructor(
    readonly source: string,
    expression: RE2JS,
  ) {
    this.#expression = expression;
    this.#steps = 1 + expression.programSize() / INSTRUCTIONS_PER_STEP;
  }

  /** Whether it is found anywhere in `text` (core 6.4: patterns are not anchored). */
  isIn(text: string, run: Evaluation): boolean {
    run.spend(1 + text.length * this.#steps);
    return this.#expression.test(text);
  }
}

/** The patterns of one schema, each compiled once. */
export class Patterns {
  readonly #patterns = new Map<string, LinearPattern>();
  #work = 0;

  /** The pattern that `source` spells, or what is wrong with it. */
  compile(source: string): LinearPattern | string {
    const known = this.#patterns.get(source);
    if (known !== undefined) return known;
    this.#work += source.length * repetitions(source);
    if (this.#work > MOST_WORK || this.#patterns.size >= MOST_PATTERNS) {
      return 'is too much: the patterns of a schema may be long or repeat often, but not both';
    }
    const expression = compileLinear(source);
    if (typeof expression === 'string') return expression;
    if (expression.programSize() > MOST_INSTRUCTIONS) return 'is too large; repeat less';
    const pattern = new LinearPattern(source, expression);
    this.#patterns.set(source, pattern);
    return pattern;
  }
}

/** Whether `source` is a regular expression, for `format: "regex"`. */
export function isPattern(source: string, run: Evaluation): boolean {
  const work = source.length * repetitions(source);
  if (work > MOST_WORK) return false;
  run.spend(STEPS_TO_COMPILE * work);
  return typeof compileLinear(source) !== 'string';
}

function compileLinear(source: string): RE2JS | string {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(withEcmaMeaning(source)));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return (
      'is no regular expression that can be matched in linear time: it may have no look-around and no back ' +
      `references, and repeat 1000 times at most (${error.message})`
    );
  }
}

/** An upper bound of the copies that the counted repetitions of a pattern make of its parts. */
function repetitions(source: string): number {
  let sum = 1;
  for (const [, least, most] of source.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g)) {
    sum += Math.max(Number(least), Number(most ?? 0));
  }
  return sum;
}
