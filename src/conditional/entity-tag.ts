import { CAPITAL_W, DOUBLE_QUOTE, SLASH, isTagCharacter } from './characters.js';

/**
 * An entity-tag: the name of one state of one resource (9110 8.8.3).
 * `opaque` holds what stands between the quotes as Node gives field values, one code unit for one byte, so that
 * bytes above 0x7F compare as bytes and are never decoded.
 */
export interface EntityTag {
  readonly opaque: string;
  readonly weak: boolean;
}

/**
 * Makes a strong entity-tag of ours (9110 8.8.1). The empty opaque-tag is a valid one.
 * @throws RangeError on a character that no entity-tag may hold: a bug of the caller, never of a client.
 */
export function strongTag(opaque: string): EntityTag {
  const end = skipTagCharacters(opaque, 0);
  if (end < opaque.length) throw new RangeError(`An entity-tag can not hold the character at index ${end}`);
  return { opaque, weak: false };
}

/** The field-value form, `"x"` or `W/"x"`: always quoted, the mark always upper-case (9110 8.8.3). */
export function formatEntityTag(tag: EntityTag): string {
  return tag.weak ? `W/"${tag.opaque}"` : `"${tag.opaque}"`;
}

/** Reads a text that is exactly one entity-tag, without space around it (9110 8.8.3). */
export function parseEntityTag(text: string): EntityTag | undefined {
  const scanned = scanEntityTag(text, 0);
  return scanned?.end === text.length ? scanned.tag : undefined;
}

/**
 * Reads the entity-tag that begins at `start`; `end` is the index after its closing quote (9110 8.8.3).
 * Commas and backslashes between the quotes are ordinary characters there, hence a scanner and no splitting.
 */
export function scanEntityTag(text: string, start: number): { tag: EntityTag; end: number } | undefined {
  const weak = text.charCodeAt(start) === CAPITAL_W && text.charCodeAt(start + 1) === SLASH;
  const quote = weak ? start + 2 : start;
  if (text.charCodeAt(quote) !== DOUBLE_QUOTE) return undefined;
  const close = skipTagCharacters(text, quote + 1);
  if (text.charCodeAt(close) !== DOUBLE_QUOTE) return undefined;
  return { tag: { opaque: text.slice(quote + 1, close), weak }, end: close + 1 };
}

/** Strong comparison: the same opaque-tag, and neither is weak (9110 8.8.3.2). */
export function strongMatch(a: EntityTag, b: EntityTag): boolean {
  return !a.weak && !b.weak && a.opaque === b.opaque;
}

/** Weak comparison: the same opaque-tag, weak or not (9110 8.8.3.2). */
export function weakMatch(a: EntityTag, b: EntityTag): boolean {
  return a.opaque === b.opaque;
}

function skipTagCharacters(text: string, start: number): number {
  let at = start;
  while (isTagCharacter(text.charCodeAt(at))) at += 1;
  return at;
}
