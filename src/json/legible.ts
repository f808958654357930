/**
 * A pointer or name from outside, quoted for a sentence: controls, format characters and line ends are
 * escaped.
 */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}

/** The first character of a text, in quotes when it can be seen, else by its code point, such as U+000A. */
export function firstCharacter(text: string): string {
  const point = text.codePointAt(0) ?? 0;
  return /^[\p{L}\p{N}\p{P}\p{S}]/u.test(text)
    ? JSON.stringify(String.fromCodePoint(point))
    : `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A literal shortened for a sentence to its first 40 characters. */
export function excerpt(literal: string): string {
  return literal.length > 40 ? `${literal.slice(0, 40)}…` : literal;
}

function escaped(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `\\u{${point.toString(16)}}`;
}
