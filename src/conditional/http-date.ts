/** Whole seconds since 1970 began: all that an HTTP date can say (9110 5.6.7). */
export type HttpSeconds = number & { readonly __unit: 'HttpSeconds' };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
const SHORT_DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';

// Every part has a fixed width or begins with its own letters, so matching never goes back.
const IMF_FIXDATE = new RegExp(`^${SHORT_DAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${SHORT_DAY} ${MONTH} (?<day>[\\d ]\\d) ${TIME} (?<year>\\d{4})$`);
const RFC_850 = new RegExp(`^${LONG_DAY}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`);

type Parts = Readonly<Record<string, string>>;

/**
 * The second that a moment in milliseconds falls in: a Last-Modified is never later than the change (9110 8.8.2.1).
 * @throws RangeError when the argument is no finite number.
 */
export function httpSeconds(milliseconds: number): HttpSeconds {
  const seconds = Math.floor(milliseconds / 1000);
  if (isWholeSeconds(seconds)) return seconds;
  throw new RangeError(`No second holds the moment ${milliseconds}`);
}

/**
 * The one form that may be sent, IMF-fixdate (9110 5.6.7). ECMAScript fixes the text of `toUTCString` to it.
 * @throws RangeError outside the years 0000 to 9999, which the form can not express.
 */
export function formatHttpDate(seconds: HttpSeconds): string {
  // Every answer has a Date, and many have the same one.
  if (seconds !== written.seconds) written = { seconds, text: writeDate(seconds) };
  return written.text;
}

let written: { readonly seconds: HttpSeconds | undefined; readonly text: string } = {
  seconds: undefined,
  text: '',
};

function writeDate(seconds: HttpSeconds): string {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError(`No HTTP date can express the second ${seconds}`);
  return date.toUTCString();
}

/**
 * Reads any of the three forms that 9110 5.6.7 asks a recipient to accept, to the letter (they are case-sensitive).
 * The day must exist. Its weekday must be a weekday, but a wrong one is forgiven: it adds nothing to the date.
 */
export function parseHttpDate(text: string, now: HttpSeconds): HttpSeconds | undefined {
  const full = (IMF_FIXDATE.exec(text) ?? ASCTIME.exec(text))?.groups;
  if (full !== undefined) return secondsOf(full, Number(full['year']));
  const short = RFC_850.exec(text)?.groups;
  return short === undefined ? undefined : nearestSeconds(short, now);
}

/**
 * 9110 5.6.7: a two-digit year that seems more than 50 years ahead is one in the past. So, at the end of a century
 * too: the latest such date that is at most 50 years ahead.
 */
function nearestSeconds(parts: Parts, now: HttpSeconds): HttpSeconds | undefined {
  const limit = new Date(now * 1000);
  const century = Math.floor(limit.getUTCFullYear() / 100) * 100;
  limit.setUTCFullYear(limit.getUTCFullYear() + 50);
  for (const start of [century + 100, century, century - 100]) {
    const seconds = secondsOf(parts, start + Number(parts['year']));
    if (seconds !== undefined && seconds * 1000 <= limit.getTime()) return seconds;
  }
  return undefined;
}

function secondsOf(parts: Parts, year: number): HttpSeconds | undefined {
  const day = Number(parts['day']);
  const midnight = new Date(0);
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  midnight.setUTCFullYear(
    year,
    MONTHS.findIndex((month) => month === parts['month']),
    day,
  );
  const time = secondOfDay(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
  if (midnight.getUTCDate() !== day || time === undefined) return undefined;
  return httpSeconds(midnight.getTime() + time * 1000);
}

function secondOfDay(hour: number, minute: number, second: number): number | undefined {
  // The leap second 23:59:60 has no number of its own. Counting it as the second before errs to the safe side:
  // what changed after midnight is then later than the date.
  if (hour === 23 && minute === 59 && second === 60) return 86_399;
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : undefined;
}

function isWholeSeconds(seconds: number): seconds is HttpSeconds {
  return Number.isInteger(seconds);
}
