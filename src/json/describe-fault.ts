import { describeMalformed } from './describe-malformed.js';
import type { Finding } from './fault-log.js';
import type { JsonFault, JsonLimits } from './json-fault.js';
import { excerpt, quoted } from './legible.js';
import { pathTo, placeOf, pointerOf } from './locate.js';

/**
 * Turns what the scanner found into a fault with its pointer and its sentences. `text` is the text that was
 * scanned.
 */
export function describeFault(text: string, finding: Finding, limits: JsonLimits): JsonFault {
  const { kind, offset } = finding;
  const place = placeOf(text, offset);
  if (finding.kind === 'malformed') {
    return { kind, offset, detail: describeMalformed(text, finding.offset, finding.expected, place) };
  }
  const { segments, name } = pathTo(text, offset);
  const isDuplicate = kind === 'duplicate-member' && name !== undefined;
  const pointer = pointerOf(isDuplicate ? [...segments, name] : segments);
  const where = pointer === undefined || pointer.length > 200 ? place : `${quoted(pointer)} (${place})`;
  const detail = sentences(text, finding.kind, offset, where, limits);
  return pointer === undefined ? { kind, offset, detail } : { kind, pointer, offset, detail };
}

type WellFormedFault = Exclude<Finding['kind'], 'malformed'>;

function sentences(
  text: string,
  kind: WellFormedFault,
  at: number,
  where: string,
  limits: JsonLimits,
): string {
  switch (kind) {
    case 'duplicate-member':
      return `A member name is repeated in its object at ${where}. Send each name once: names that differ only in escapes are the same.`;
    case 'lone-surrogate':
      return `Half of a surrogate pair stands alone at ${where}. Send both halves, or U+FFFD in its place.`;
    case 'not-an-object':
      return `The top level of a document must be an object, but it is ${typeAt(text, at)}. Send an object, such as {"items": ...}.`;
    case 'too-deep':
      return `Nesting goes beyond ${limits.maxDepth} levels at ${where}. Send a flatter value; the top level counts as level 1.`;
    case 'unsafe-number':
      return unsafeNumber(text, at, where);
  }
}

function unsafeNumber(text: string, at: number, where: string): string {
  const literal = /^[-+.\deE]*/.exec(text.slice(at))?.[0] ?? '';
  const read = Number(literal);
  const becomes = Number.isFinite(read) ? `would change to ${String(read)} in` : 'exceeds the range of';
  return `The number ${excerpt(literal)} at ${where} ${becomes} a double, which is what JSON readers use. Send a number that a double holds, or a string.`;
}

function typeAt(text: string, at: number): string {
  switch (text.charAt(at)) {
    case '[':
      return 'an array';
    case '"':
      return 'a string';
    case 't':
    case 'f':
      return 'a boolean';
    case 'n':
      return 'null';
    default:
      return 'a number';
  }
}
