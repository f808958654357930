import { MINUS, PLUS, ZERO } from './characters.js';

/**
 * A decimal value in its only normal form: 0.DIGITS × 10^point, no zero at either end of DIGITS. Zero has no
 * digits.
 */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** Below it doubles lose digits one by one: 2^-1022. */
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * True when a number keeps its exact decimal value through a double (contract 2; 7493 2.2): the literal's
 * value must be that of the shortest text of the double it reads as. So `0.10`, `1e2` and `-0` survive;
 * `9007199254740993` and `1e400` do not.
 *
 * `literal` must obey the grammar of 8259 6; its sign is irrelevant. Both values are compared as digits and a
 * power of ten, never as big integers, so the time is linear in the literal's length whatever its exponent
 * says.
 */
export function survivesDouble(literal: string): boolean {
  const double = Number(literal);
  if (!Number.isFinite(double)) return false;
  // Distinct decimals of up to 15 digits are distinct doubles in the normal range, so the shortest text is
  // this value.
  if (literal.length <= 15 && Math.abs(double) >= SMALLEST_NORMAL) return true;
  const shortest = String(double);
  if (shortest === literal) return true;
  const written = decimalOf(literal);
  if (written.digits === '') return true;
  const read = decimalOf(shortest);
  return written.digits === read.digits && written.point === read.point;
}

function decimalOf(literal: string): Decimal {
  const mark = literal.search(/[eE]/);
  const mantissaEnd = mark === -1 ? literal.length : mark;
  const start = literal.charCodeAt(0) === MINUS ? 1 : 0;
  const dot = literal.indexOf('.', start);
  const whole = literal.slice(start, dot === -1 ? mantissaEnd : dot);
  const all = dot === -1 ? whole : whole + literal.slice(dot + 1, mantissaEnd);
  const first = leadingZeros(all);
  const digits = all.slice(first, endWithoutZeros(all, first));
  if (digits === '') return { digits, point: 0 };
  const exponent = mark === -1 ? 0 : exponentOf(literal.slice(mark + 1));
  return { digits, point: whole.length - first + exponent };
}

/**
 * The exponent's value; infinite from ten digits on, since a string is too short to hold a mantissa that
 * could offset it.
 */
function exponentOf(text: string): number {
  const sign = text.charCodeAt(0);
  const digits = sign === MINUS || sign === PLUS ? text.slice(1) : text;
  const significant = digits.slice(leadingZeros(digits));
  const magnitude = significant.length > 9 ? Infinity : Number(significant);
  return sign === MINUS ? -magnitude : magnitude;
}

function leadingZeros(digits: string): number {
  let at = 0;
  while (at < digits.length && digits.charCodeAt(at) === ZERO) at += 1;
  return at;
}

function endWithoutZeros(digits: string, from: number): number {
  let end = digits.length;
  while (end > from && digits.charCodeAt(end - 1) === ZERO) end -= 1;
  return end;
}
