import { BACKSLASH, CARRIAGE_RETURN, CLOSE_BRACE, CLOSE_BRACKET, COMMA } from './characters.js';
import { LINE_FEED, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './characters.js';
import { escapeToken } from './json-pointer.js';

/**
 * The line and column of an offset (UTF-16 code units), both from 1 as editors count. Lines end with LF, CR
 * or both.
 */
export function placeOf(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let at = 0; at < offset; at += 1) {
    const unit = text.charCodeAt(at);
    const ends = unit === LINE_FEED || (unit === CARRIAGE_RETURN && text.charCodeAt(at + 1) !== LINE_FEED);
    if (!ends) continue;
    line += 1;
    start = at + 1;
  }
  return `line ${line}, column ${offset - start + 1}`;
}

/** The way to a place in a value. Names are kept as written, with their quotes. */
export interface Path {
  /**
   * Names and array indexes that lead to the value at the place, or to the object whose member name is there.
   */
  readonly segments: readonly (string | number)[];
  /** The member name at the place, when a name and no value is there. */
  readonly name: string | undefined;
}

/**
 * The path to the value or member name that an offset of a *well-formed* text lies in. Only a fault needs it,
 * so the text is read a second time for it and the scan carries no path.
 */
export function pathTo(text: string, offset: number): Path {
  const segments: (string | number)[] = [];
  let awaitsName = false;
  for (let at = 0; at < offset;) {
    const unit = text.charCodeAt(at);
    const end = unit === QUOTE ? stringEnd(text, at) : at + 1;
    if (awaitsName && unit === QUOTE) {
      if (end > offset) return { segments: segments.slice(0, -1), name: text.slice(at, end) };
      segments[segments.length - 1] = text.slice(at, end);
      awaitsName = false;
    } else {
      awaitsName = step(unit, segments, awaitsName);
    }
    at = end;
  }
  if (!awaitsName) return { segments, name: undefined };
  return { segments: segments.slice(0, -1), name: text.slice(offset, stringEnd(text, offset)) };
}

/** Follows one code unit outside of names; true when a member name comes next. */
function step(unit: number, segments: (string | number)[], awaitsName: boolean): boolean {
  if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
    segments.push(unit === OPEN_BRACE ? '' : 0);
    return unit === OPEN_BRACE;
  }
  if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) {
    segments.pop();
    return false;
  }
  if (unit !== COMMA) return awaitsName;
  const last = segments.at(-1);
  if (typeof last !== 'number') return true;
  segments[segments.length - 1] = last + 1;
  return false;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

/** A longer pointer would only swell the answer: the sender has the text and is told line and column. */
const LONGEST_POINTER = 1024;

/** The JSON Pointer (6901 3, 4) of a path, undefined when it would be very long. */
export function pointerOf(segments: readonly (string | number)[]): string | undefined {
  if (segments.length > LONGEST_POINTER / 2) return undefined;
  let pointer = '';
  for (const segment of segments) {
    const token = typeof segment === 'number' ? String(segment) : String(JSON.parse(segment));
    pointer += `/${escapeToken(token)}`;
    if (pointer.length > LONGEST_POINTER) return undefined;
  }
  return pointer;
}
