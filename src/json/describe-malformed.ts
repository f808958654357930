import type { Expectation } from './fault-log.js';
import { firstCharacter } from './legible.js';

const EXPECTED: Readonly<Record<Expectation, string>> = {
  value: 'a value',
  'member-name': 'a member name in double quotes',
  'first-member': 'a member name in double quotes or "}"',
  colon: '":" after a member name',
  'comma-or-brace': '"," or "}" after a member',
  'comma-or-bracket': '"," or "]" after an array element',
  'end-of-text': 'nothing more after the value',
  digit: 'a digit',
  literal: 'true, false or null',
  'string-character': 'a character that may stand in a string',
  'closing-quote': 'the closing double quote of a string',
  escape: 'an escape that JSON knows',
  'four-hex-digits': 'four hexadecimal digits after \\u',
};

/**
 * Where the text went wrong: the next characters (none at its end), the one before, and whether a comma came
 * last.
 */
interface Spot {
  readonly expected: Expectation;
  readonly found: string;
  readonly before: string;
  readonly isAfterComma: boolean;
}

/** What to send instead: the first rule that holds. The later ones know the habits of other notations. */
const REMEDIES: readonly (readonly [holds: (spot: Spot) => boolean, remedy: string])[] = [
  [({ found }) => found === '', 'Send the complete text.'],
  [({ expected }) => expected === 'end-of-text', 'Send exactly one JSON value.'],
  [
    ({ expected }) => expected === 'string-character',
    'Send control characters escaped, such as \\n or \\u0000.',
  ],
  [
    ({ expected }) => expected === 'escape',
    'Send one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX, and a backslash itself as \\\\.',
  ],
  [({ expected }) => expected === 'four-hex-digits', 'Send all four digits, such as \\u00e9.'],
  [({ expected }) => expected === 'colon', 'Send a colon between a name and its value.'],
  [({ found }) => /^[/#]/.test(found), 'Send it without comments.'],
  [({ found }) => /^(?:NaN|Infinity)/.test(found), 'Send null or a string: JSON has no such number.'],
  [({ found }) => /^(?:True|False|None|undefined)/.test(found), 'Send true, false or null.'],
  [isInNumber, 'Send numbers like -0.5 or 1e3: no plus or zero in front, a digit on each side of the point.'],
  [
    ({ found }) => /^[^\t\n\r -~]/.test(found),
    'Send UTF-8 text, with only spaces, tabs and line ends between values.',
  ],
  [
    ({ expected, found }) => expected.startsWith('comma') && /^["\w{[-]/.test(found),
    'Send a comma between elements and between members.',
  ],
  [({ found }) => /^['\w$]/.test(found), 'Send names and strings in double quotes.'],
  [({ isAfterComma }) => isAfterComma, 'Send it without a comma that nothing follows.'],
];

function isInNumber({ expected, found, before }: Spot): boolean {
  if (expected === 'digit') return true;
  return /^[+.]/.test(found) || (/^\w/.test(found) && /\d/.test(before));
}

/**
 * The sentences for a text that breaks the grammar of 8259 at `offset`; `place` names that offset for people.
 */
export function describeMalformed(
  text: string,
  offset: number,
  expected: Expectation,
  place: string,
): string {
  const found = text.slice(offset, offset + 16);
  const before = text.charAt(offset - 1);
  const isAfterComma = text.slice(0, offset).trimEnd().endsWith(',');
  const spot: Spot = { expected, found, before, isAfterComma };
  const remedy = REMEDIES.find(([holds]) => holds(spot))?.[1] ?? 'Send well-formed JSON.';
  const what = found === '' ? 'the end of the text' : firstCharacter(found);
  return `The JSON is malformed at ${place}: expected ${EXPECTED[expected]}, found ${what}. ${remedy}`;
}
