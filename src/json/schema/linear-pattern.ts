import { RE2JS } from 're2js';
import { translatePattern } from './translate-pattern.js';
import type { Work } from './work.js';

/** A regular expression that matches in time linear in the text, whatever the text. */
export interface LinearPattern {
  /** The pattern as its author wrote it. */
  readonly source: string;
  /** How large its program is: matching costs this much for each character at worst. */
  readonly size: number;
  test(text: string): boolean;
}

export type CompiledPattern =
  | { readonly kind: 'pattern'; readonly pattern: LinearPattern }
  | { readonly kind: 'invalid'; readonly reason: string };

/** The longest pattern, in UTF-16 code units. */
const LONGEST = 1024;

/** The largest program. Beyond it a pattern is a list or a grammar in disguise. */
const LARGEST = 2000;

/** Characters times instructions that one unit of work pays for. */
const STEPS = 4;

/**
 * Compiles a pattern of ECMA-262, as JSON Schema means it: with Unicode, finding a match anywhere. It runs on
 * RE2, which never backtracks, and pays for its steps from `work`.
 */
export function compilePattern(source: string, work: Work): CompiledPattern {
  if (source.length > LONGEST) return invalid(`it is longer than ${LONGEST} characters`);
  if (!isEcmaPattern(source)) return invalid('it is malformed');
  const translated = translatePattern(source);
  if (translated.kind === 'unsupported') return invalid(translated.reason);
  const engine = compile(translated.pattern);
  if (engine === undefined) return invalid('it uses what RE2 lacks, or repeats something over 1000 times');
  const size = engine.programSize();
  if (size > LARGEST) return invalid('it repeats too much');
  const test = (text: string): boolean => {
    work.spend(1 + (text.length * size) / STEPS);
    return engine.test(text);
  };
  return { kind: 'pattern', pattern: { source, size, test } };
}

function invalid(reason: string): CompiledPattern {
  return { kind: 'invalid', reason };
}

/** True for what ECMA-262 accepts, in its older syntax too, where `\-` and `\@` are escapes. */
function isEcmaPattern(source: string): boolean {
  return ['u', ''].some((flags) => {
    try {
      return new RegExp(source, flags) instanceof RegExp;
    } catch {
      return false;
    }
  });
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
