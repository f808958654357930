import { httpSeconds, parseHttpDate } from '../conditional/index.js';
import { refuseParameter, type Refusal } from '../http/index.js';
import type { Milliseconds } from '../store/index.js';
import { parseTime } from './parse-time.js';

/**
 * A moment in a query: an RFC 3339 time, to the millisecond; or an HTTP date, which means the end of its second, so
 * that a Last-Modified finds the very revision that it came with. Anything else is a 400.
 */
export function readMoment(
  text: string,
  now: number,
): { readonly kind: 'moment'; readonly time: Milliseconds } | Refusal {
  const time = parseTime(text) ?? parseDate(text, now);
  if (time !== undefined) return { kind: 'moment', time: time as Milliseconds };
  return refuseParameter(
    'at',
    `at must be a time such as 2026-01-31T12:00:00Z (RFC 3339) or an HTTP date, not ${JSON.stringify(text)}.`,
  );
}

function parseDate(text: string, now: number): number | undefined {
  const seconds = parseHttpDate(text, httpSeconds(now));
  return seconds === undefined ? undefined : seconds * 1000 + 999;
}
