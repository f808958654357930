import { BACKSLASH, LOWER_U, QUOTE, SPACE } from './characters.js';
import { isHighSurrogate, isLowSurrogate, isSurrogate } from './characters.js';
import { FAILED, type FaultLog } from './fault-log.js';

/**
 * Reads the string whose opening quote is at `start` (8259 7). Returns the index after its closing quote, or
 * FAILED after reporting malformed text. Halves of surrogate pairs (7493 2.1) are reported and read over.
 */
export function scanString(text: string, start: number, log: FaultLog): number {
  const length = text.length;
  let at = start + 1;
  while (at < length) {
    const unit = text.charCodeAt(at);
    if (unit > BACKSLASH && unit < 0xd800) {
      at += 1;
    } else if (unit === QUOTE) {
      return at + 1;
    } else if (unit === BACKSLASH) {
      at = scanEscape(text, at, log);
      if (at === FAILED) return FAILED;
    } else if (unit < SPACE) {
      return log.malformed(at, 'string-character');
    } else {
      at = isSurrogate(unit) ? scanSurrogate(text, at, log) : at + 1;
    }
  }
  return log.malformed(length, 'closing-quote');
}

/**
 * Reads a raw surrogate. It pairs only with a raw one: a lone half in the text itself could not be stored as
 * UTF-8.
 */
function scanSurrogate(text: string, at: number, log: FaultLog): number {
  if (isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1))) return at + 2;
  log.form('lone-surrogate', at);
  return at + 1;
}

function scanEscape(text: string, at: number, log: FaultLog): number {
  if (at + 1 >= text.length) return log.malformed(text.length, 'closing-quote');
  const letter = text.charCodeAt(at + 1);
  if (letter !== LOWER_U) {
    return isEscapeLetter(letter) ? at + 2 : log.malformed(at, 'escape');
  }
  const unit = hexUnit(text, at + 2);
  if (unit === FAILED) return log.malformed(at, 'four-hex-digits');
  if (!isSurrogate(unit)) return at + 6;
  if (isHighSurrogate(unit) && text.startsWith('\\u', at + 6)) {
    if (isLowSurrogate(hexUnit(text, at + 8))) return at + 12;
  }
  log.form('lone-surrogate', at);
  return at + 6;
}

/** `"`, `\`, `/`, b, f, n, r, t. */
function isEscapeLetter(unit: number): boolean {
  switch (unit) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}

/** The code unit that four hexadecimal digits at `at` spell, or FAILED. */
function hexUnit(text: string, at: number): number {
  if (at + 4 > text.length) return FAILED;
  let unit = 0;
  for (let index = at; index < at + 4; index += 1) {
    const digit = hexDigit(text.charCodeAt(index));
    if (digit === FAILED) return FAILED;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : FAILED;
}
