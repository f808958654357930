import * as fc from 'fast-check';
import { type HttpSeconds, formatHttpDate, httpSeconds, parseHttpDate } from '../../src/conditional/index.js';
import { hostileText } from './arbitraries.js';
import { NOW } from './support.js';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The three forms, made from the fields of a Date without the code under test. */
function forms(seconds: number): { imf: string; rfc850: string; asctime: string } {
  const date = new Date(seconds * 1000);
  const [weekday = '', month = ''] = [DAYS[date.getUTCDay()], MONTHS[date.getUTCMonth()]];
  const [day, year] = [date.getUTCDate(), String(date.getUTCFullYear()).padStart(4, '0')];
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':');
  return {
    imf: `${weekday.slice(0, 3)}, ${twoDigits(day)} ${month} ${year} ${time} GMT`,
    rfc850: `${weekday}, ${twoDigits(day)}-${month}-${year.slice(2)} ${time} GMT`,
    asctime: `${weekday.slice(0, 3)} ${month} ${String(day).padStart(2, ' ')} ${time} ${year}`,
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** Seconds of the years 0000 to 9999, all that a four-digit year can say. */
const expressible = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });

function at(iso: string): HttpSeconds {
  return httpSeconds(Date.parse(iso));
}

describe('9110 5.6.7: dates as they are sent', () => {
  it.each([
    ['1994-11-06T08:49:37Z', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['1970-01-01T00:00:00Z', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ['2024-02-29T23:59:59Z', 'Thu, 29 Feb 2024 23:59:59 GMT'],
    ['0000-01-01T00:00:00Z', 'Sat, 01 Jan 0000 00:00:00 GMT'],
    ['9999-12-31T23:59:59Z', 'Fri, 31 Dec 9999 23:59:59 GMT'],
  ])('R34: %s is sent as %s', (iso, text) => {
    expect(formatHttpDate(at(iso))).toBe(text);
  });

  it('R34: every second is sent as IMF-fixdate in GMT', () => {
    fc.assert(
      fc.property(expressible, (seconds) => {
        expect(formatHttpDate(httpSeconds(seconds * 1000))).toBe(forms(seconds).imf);
      }),
    );
  });

  it.each([
    ['the year 10000', 253_402_300_800],
    ['the year -1', -62_167_219_201],
    ['what no Date can hold', 1e15],
  ])('R34: %s can not be sent and is refused as a bug', (_, seconds) => {
    expect(() => formatHttpDate(httpSeconds(seconds * 1000))).toThrow(RangeError);
  });

  it.each([
    [0, 0],
    [999, 0],
    [1000, 1],
    [-1, -1],
  ])(
    'R36: the moment %d ms belongs to the second %d, so that no date is later than its change',
    (ms, seconds) => {
      expect(httpSeconds(ms)).toBe(seconds);
    },
  );

  it.each([NaN, Infinity, -Infinity])('R34: %d is no moment', (ms) => {
    expect(() => httpSeconds(ms)).toThrow(RangeError);
  });
});

describe('9110 5.6.7: dates as they are read', () => {
  it.each([
    ['IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['asctime', 'Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37Z'],
    [
      'asctime with a leading zero, as its grammar allows',
      'Sun Nov 06 08:49:37 1994',
      '1994-11-06T08:49:37Z',
    ],
    ['asctime with a day of two digits', 'Wed Nov 16 08:49:37 1994', '1994-11-16T08:49:37Z'],
    ['a leap day', 'Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00Z'],
    ['the leap day of a leap century', 'Tue, 29 Feb 2000 00:00:00 GMT', '2000-02-29T00:00:00Z'],
    ['a wrong weekday', 'Mon, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['a year below 100', 'Sat, 01 Jan 0050 00:00:00 GMT', '0050-01-01T00:00:00Z'],
    ['a date before 1970', 'Wed, 31 Dec 1969 23:59:59 GMT', '1969-12-31T23:59:59Z'],
    ['a leap second, as the second before', 'Sat, 31 Dec 2016 23:59:60 GMT', '2016-12-31T23:59:59Z'],
  ])('R34: %s: %s', (_, text, iso) => {
    expect(parseHttpDate(text, NOW)).toBe(at(iso));
  });

  it.each([
    ['nothing', ''],
    ['ISO 8601', '1994-11-06T08:49:37Z'],
    ['a number', '784111777'],
    ['no weekday', '06 Nov 1994 08:49:37 GMT'],
    ['a weekday that is none', 'Xyz, 06 Nov 1994 08:49:37 GMT'],
    ['the weekday of another form', 'Sunday, 06 Nov 1994 08:49:37 GMT'],
    ['RFC 850 with a short weekday', 'Sun, 06-Nov-94 08:49:37 GMT'],
    ['RFC 850 with four digits', 'Sunday, 06-Nov-1994 08:49:37 GMT'],
    ['a month that is none', 'Sun, 06 Nob 1994 08:49:37 GMT'],
    ['lower case', 'sun, 06 nov 1994 08:49:37 gmt'],
    ['a lower-case month', 'Sun, 06 nov 1994 08:49:37 GMT'],
    ['UTC for GMT', 'Sun, 06 Nov 1994 08:49:37 UTC'],
    ['an offset', 'Sun, 06 Nov 1994 08:49:37 +0000'],
    ['no zone', 'Sun, 06 Nov 1994 08:49:37'],
    ['asctime with a zone', 'Sun Nov  6 08:49:37 1994 GMT'],
    ['asctime with one space before the day', 'Sun Nov 6 08:49:37 1994'],
    ['a day of one digit', 'Sun, 6 Nov 1994 08:49:37 GMT'],
    ['the day 0', 'Sun, 00 Nov 1994 08:49:37 GMT'],
    ['the day 0 in asctime', 'Sun Nov  0 08:49:37 1994'],
    ['the 31st of November', 'Thu, 31 Nov 1994 08:49:37 GMT'],
    ['the day 32', 'Thu, 32 Dec 1994 08:49:37 GMT'],
    ['the day 99', 'Thu, 99 Dec 1994 08:49:37 GMT'],
    ['a leap day in another year', 'Wed, 29 Feb 2023 00:00:00 GMT'],
    ['a leap day in a century', 'Mon, 29 Feb 2100 00:00:00 GMT'],
    ['the hour 24', 'Sun, 06 Nov 1994 24:00:00 GMT'],
    ['the minute 60', 'Sun, 06 Nov 1994 08:60:00 GMT'],
    ['the second 60 but at the end of a day', 'Sun, 06 Nov 1994 08:49:60 GMT'],
    ['the second 60 a minute before that', 'Sat, 31 Dec 2016 23:58:60 GMT'],
    ['the second 61', 'Sat, 31 Dec 2016 23:59:61 GMT'],
    ['space before', ' Sun, 06 Nov 1994 08:49:37 GMT'],
    ['space behind', 'Sun, 06 Nov 1994 08:49:37 GMT '],
    ['a line end behind', 'Sun, 06 Nov 1994 08:49:37 GMT\n'],
    ['two spaces', 'Sun,  06 Nov 1994 08:49:37 GMT'],
    ['digits of another script', 'Sun, 0\u0666 Nov 1994 08:49:37 GMT'],
    ['a list', 'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT'],
    ['quotes', '"Sun, 06 Nov 1994 08:49:37 GMT"'],
  ])('R34, R35: %s is no date: %j', (_, text) => {
    expect(parseHttpDate(text, NOW)).toBeUndefined();
  });

  it.each([
    ['2026-03-04T05:06:07Z', 'Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37Z'],
    ['2026-03-04T05:06:07Z', 'Monday, 01-Jan-75 00:00:00 GMT', '2075-01-01T00:00:00Z'],
    ['2026-03-04T05:06:07Z', 'Wednesday, 04-Mar-76 05:06:07 GMT', '2076-03-04T05:06:07Z'],
    ['2026-03-04T05:06:07Z', 'Thursday, 04-Mar-76 05:06:08 GMT', '1976-03-04T05:06:08Z'],
    ['2026-03-04T05:06:07Z', 'Saturday, 01-Jan-77 00:00:00 GMT', '1977-01-01T00:00:00Z'],
    ['2099-06-01T00:00:00Z', 'Thursday, 01-Jan-05 00:00:00 GMT', '2105-01-01T00:00:00Z'],
    ['2099-06-01T00:00:00Z', 'Thursday, 01-Jan-98 00:00:00 GMT', '2098-01-01T00:00:00Z'],
    ['2100-06-01T00:00:00Z', 'Thursday, 01-Jan-98 00:00:00 GMT', '2098-01-01T00:00:00Z'],
    ['2026-03-04T05:06:07Z', 'Tuesday, 29-Feb-00 00:00:00 GMT', '2000-02-29T00:00:00Z'],
    ['2060-03-04T05:06:07Z', 'Tuesday, 29-Feb-00 00:00:00 GMT', '2000-02-29T00:00:00Z'],
  ])('R34: in %s a two-digit year is at most 50 years ahead: %s is %s', (now, text, iso) => {
    expect(parseHttpDate(text, at(now))).toBe(at(iso));
  });

  it('R34: RFC 850 with a day that no century has is no date', () => {
    expect(parseHttpDate('Tuesday, 30-Feb-00 00:00:00 GMT', NOW)).toBeUndefined();
    expect(parseHttpDate('Tuesday, 29-Feb-01 00:00:00 GMT', NOW)).toBeUndefined();
  });

  it('R34: reading what was sent gives the same second', () => {
    fc.assert(
      fc.property(expressible, (second) => {
        const seconds = httpSeconds(second * 1000);
        expect(parseHttpDate(formatHttpDate(seconds), NOW)).toBe(seconds);
      }),
    );
  });

  it('R34: reading asctime gives the same second', () => {
    fc.assert(
      fc.property(expressible, (seconds) => expect(parseHttpDate(forms(seconds).asctime, NOW)).toBe(seconds)),
    );
  });

  it('R34: reading RFC 850 gives the same second, from 49 years ago to 50 years ahead of any moment', () => {
    const moments = fc.integer({ min: at('1900-01-01T00:00:00Z'), max: at('2500-01-01T00:00:00Z') });
    const year = 365 * 86_400;
    fc.assert(
      fc.property(moments, fc.integer({ min: -49 * year, max: 50 * year }), (now, distance) => {
        const text = forms(now + distance).rfc850;
        expect(parseHttpDate(text, httpSeconds(now * 1000))).toBe(now + distance);
      }),
    );
  });

  it('R35: nothing throws, and what can be read is a whole second', () => {
    const pieces = fc.constantFrom(
      'Sun',
      'day',
      ', ',
      ' ',
      '-',
      '06',
      'Nov',
      '1994',
      '08:49:37',
      '99',
      ' GMT',
    );
    const texts = fc.oneof(
      hostileText,
      fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => expect(Number.isInteger(parseHttpDate(text, NOW) ?? 0)).toBe(true)),
    );
  });
});
