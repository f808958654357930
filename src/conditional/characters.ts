/** The characters that the precondition grammars know, as code units. Inside this folder only. */
export const TAB = 0x09;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const SINGLE_QUOTE = 0x27;
export const ASTERISK = 0x2a;
export const COMMA = 0x2c;
export const SLASH = 0x2f;
export const CAPITAL_W = 0x57;
export const BACKSLASH = 0x5c;
export const SMALL_W = 0x77;

/** May this code unit stand between the quotes of an entity-tag? (9110 8.8.3, etagc) */
export function isTagCharacter(code: number): boolean {
  // NaN, which charCodeAt gives past the end, is none either.
  return code === 0x21 || (code >= 0x23 && code <= 0x7e) || (code >= 0x80 && code <= 0xff);
}

/** The index of the first character from `start` on that is no optional white space (9110 5.6.3). */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The same, over commas too: the empty members of a list mean nothing (9110 5.6.1.2). */
export function skipSeparators(text: string, start: number): number {
  let at = skipSpace(text, start);
  while (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  return at;
}

/** Space and tab; no other white space separates anything in a field value (9110 5.6.3). */
export function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}
