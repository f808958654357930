import { childOf, formatPointer, type JsonPointer } from './json-pointer.js';
import type { JsonValue } from './json-value.js';
import { quoted } from './legible.js';

/** Why an operation cannot be applied, and where in the document. */
export interface PatchFailure {
  readonly kind: 'conflict' | 'invalid';
  readonly detail: string;
  readonly at: JsonPointer;
}

/** A longer pointer would only swell the answer: the sender has the patch and is told the operation. */
const LONGEST_POINTER = 1024;

/** A pointer longer than this is not repeated inside a sentence. */
const LONGEST_QUOTED = 200;

/** The text of a pointer, cut after its last token that fits into 1024 characters. */
export function shortened(pointer: JsonPointer): string {
  let text = '';
  for (const token of pointer) {
    const longer = text + formatPointer([token]);
    if (longer.length > LONGEST_POINTER) break;
    text = longer;
  }
  return text;
}

/** Says where a pointer that leads nowhere in `document` stops leading on (6902 4: the target must exist). */
export function describeMissing(document: JsonValue, pointer: JsonPointer): PatchFailure {
  let at = document;
  let depth = 0;
  for (const token of pointer) {
    const child = childOf(at, token);
    if (child === undefined) break;
    at = child;
    depth += 1;
  }
  const where = nameOf(pointer.slice(0, depth));
  const detail = `${whyNot(at, pointer[depth] ?? '', where)}. Read the document again, and send a pointer that leads somewhere.`;
  return { kind: 'conflict', detail, at: pointer };
}

function whyNot(value: JsonValue, token: string, where: string): string {
  if (Array.isArray(value)) {
    const size = `the array at ${where} has length ${value.length}`;
    return token === '-'
      ? `${size}, and "-" is the place after its end, where nothing is`
      : `${size} and no place ${nameOfToken(token)}`;
  }
  if (typeof value === 'object' && value !== null) {
    return `the object at ${where} has no member ${nameOfToken(token)}`;
  }
  return `the value at ${where} is neither an object nor an array, so nothing is inside it`;
}

function nameOf(pointer: JsonPointer): string {
  if (pointer.length === 0) return 'the top level';
  const text = formatPointer(pointer);
  return text.length > LONGEST_QUOTED ? 'a pointer too long to repeat' : quoted(text);
}

function nameOfToken(token: string): string {
  return token.length > LONGEST_QUOTED ? '(too long to repeat)' : quoted(token);
}
