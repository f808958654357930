import { LOWER_E, MINUS, NINE, PLUS, POINT, ZERO } from './characters.js';
import { survivesDouble } from './exact-number.js';
import { FAILED, type FaultLog } from './fault-log.js';

/**
 * Reads the number that begins at `start` (8259 6). Returns the index after it, or FAILED after reporting
 * malformed text. A number that a double would change is reported, and the scan goes on behind it.
 */
export function scanNumber(text: string, start: number, log: FaultLog): number {
  const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
  const mantissaEnd = scanMantissa(text, first, log);
  if (mantissaEnd === FAILED) return FAILED;
  const end = scanExponent(text, mantissaEnd, log);
  if (end === FAILED) return FAILED;
  // Fifteen digits always survive a double while it is far from its limits, and `e99` cannot bring it near
  // them.
  if (mantissaEnd - first <= 15 && end - mantissaEnd <= 3) return end;
  if (!log.hasMeaning() && !survivesDouble(text.slice(first, end))) log.meaning('unsafe-number', start);
  return end;
}

function scanMantissa(text: string, first: number, log: FaultLog): number {
  // A zero that leads stands alone: in `01` the number ends before the 1, which is then out of place.
  const whole = text.charCodeAt(first) === ZERO ? first + 1 : skipDigits(text, first);
  if (whole === first) return log.malformed(first, 'digit');
  if (text.charCodeAt(whole) !== POINT) return whole;
  const end = skipDigits(text, whole + 1);
  return end === whole + 1 ? log.malformed(end, 'digit') : end;
}

function scanExponent(text: string, mark: number, log: FaultLog): number {
  if ((text.charCodeAt(mark) | 0x20) !== LOWER_E) return mark;
  const sign = text.charCodeAt(mark + 1);
  const first = sign === PLUS || sign === MINUS ? mark + 2 : mark + 1;
  const end = skipDigits(text, first);
  return end === first ? log.malformed(end, 'digit') : end;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit < ZERO || unit > NINE) break;
    at += 1;
  }
  return at;
}
