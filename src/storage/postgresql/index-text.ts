import type { Values } from './statement.js';

/**
 * Characters (UTF-16 units) of a string that an index holds: PostgreSQL takes no index row above some 2700 bytes. What
 * is longer is found by its beginning and then looked at.
 */
export const TEXT_LIMIT = 400;

/** `text` as an index holds it: its beginning, in a form that PostgreSQL can store. */
export function indexedText(text: string): string {
  return encodeNul(text.length <= TEXT_LIMIT ? text : text.slice(0, endOfStart(text)));
}

/**
 * `text` without U+0000, which no text of PostgreSQL may hold although JSON strings do. Keeps the order of code points,
 * what is equal and what begins with what: U+0000 and U+0001 become two characters each, told apart by the second.
 */
export function encodeNul(text: string): string {
  return text.replaceAll('\x01', '\x01\x02').replaceAll('\0', '\x01\x01');
}

/** What {@link encodeNul} was given. */
export function decodeNul(text: string): string {
  return text.replaceAll('\x01\x01', '\0').replaceAll('\x01\x02', '\x01');
}

/** The values of a list's statement in the form in which indexes hold them. */
export function indexedValues(values: Readonly<Record<string, string | number>>): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'number') return [name, value];
      if (name === 'text' || name === 'end') return [name, indexedText(value)];
      return [name, name === 'field' ? encodeNul(value) : value];
    }),
  );
}

/** Where the beginning ends: never inside a surrogate pair, and never before the limit. */
function endOfStart(text: string): number {
  const last = text.charCodeAt(TEXT_LIMIT - 1);
  return last >= 0xd800 && last <= 0xdbff ? TEXT_LIMIT + 1 : TEXT_LIMIT;
}
