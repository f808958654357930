import {
  ASTERISK,
  BACKSLASH,
  CAPITAL_W,
  DOUBLE_QUOTE,
  SINGLE_QUOTE,
  SLASH,
  SMALL_W,
  isSpace,
  isTagCharacter,
} from './characters.js';

/** Says why no entity-tag can be read at `at`, in words that help with the classic mistakes (9110 8.8.3). */
export function explainNoTag(text: string, at: number): string {
  const place = `at character ${at + 1}`;
  const code = text.charCodeAt(at);
  const next = text.charCodeAt(at + 1);
  if (code === DOUBLE_QUOTE) return explainOpenTag(text, at, at + 1);
  if (code === CAPITAL_W && next === SLASH) {
    if (text.charCodeAt(at + 2) === DOUBLE_QUOTE) return explainOpenTag(text, at, at + 3);
    return `the W/ ${place} is not followed by a double quote`;
  }
  if (code === SMALL_W && next === SLASH) return `the w/ ${place} must be an upper-case W/`;
  if (code === ASTERISK) return explainAsterisk(at);
  if (code === BACKSLASH && next === DOUBLE_QUOTE) {
    return `the double quote at character ${at + 2} has a backslash before it: send the quote alone`;
  }
  if (code === SINGLE_QUOTE) return `the entity-tag ${place} is in single quotes: put it in double quotes`;
  return `the entity-tag ${place} is not quoted: put it in double quotes`;
}

/** Says what is wrong with an asterisk that is not the whole value (9110 13.1.1, 13.1.2). */
export function explainAsterisk(at: number): string {
  return `the * at character ${at + 1} does not stand alone: send either * or entity-tags`;
}

/** Says why the entity-tag that began at `start` may not be followed by what stands at `at`. */
export function explainNoComma(text: string, start: number, end: number, at: number): string {
  // A tag may end in a backslash, but with more behind its quote someone meant an escape, which tags do not know.
  if (end === at && text.charCodeAt(end - 2) === BACKSLASH) {
    return `the entity-tag at character ${start + 1} has an escaped quote inside: entity-tags know no escapes`;
  }
  return `no comma stands between the entity-tag at character ${start + 1} and what follows it at character ${at + 1}`;
}

function explainOpenTag(text: string, start: number, from: number): string {
  let at = from;
  while (isTagCharacter(text.charCodeAt(at))) at += 1;
  const subject = `the entity-tag at character ${start + 1}`;
  if (at >= text.length) return `${subject} has no closing quote`;
  if (isSpace(text.charCodeAt(at))) {
    return `${subject} has white space inside at character ${at + 1}, or lacks its closing quote`;
  }
  return `${subject} has a character inside, at character ${at + 1}, that no entity-tag may hold`;
}
