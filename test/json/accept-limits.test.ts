// Contract section 2: top level, depth and size, and which fault is told when there are several.
import { Buffer } from 'node:buffer';
import { acceptDocument, acceptText, acceptValue } from '../../src/json/index.js';
import { documentVerdict, faultOf, LIMITS, textVerdict, valueVerdict } from './support.js';

const MEBIBYTE = 1_048_576;
const arrays = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const objects = (levels: number): string => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

const fill = (piece: (index: number) => string, length: number): string => {
  const pieces: string[] = [];
  for (let size = 0; size < length; size += pieces.at(-1)?.length ?? 1) pieces.push(piece(pieces.length));
  return pieces.join('');
};
const wide = (name: (index: number) => string): string =>
  `{${fill((index) => `"${name(index)}":0,`, MEBIBYTE - 100)}"last":0}`;
const hash = (index: number): string => String(index * 1_048_576);

describe('a document is an object at the top', () => {
  it.each(['[]', '"a"', '1', '-1.5', 'true', 'false', 'null', ' [{}]'])(
    '%s is a value but no document',
    (text) => {
      expect(faultOf(text)).toMatchObject({ kind: 'not-an-object', pointer: '' });
      expect(textVerdict(text)).toBe('not-an-object');
      expect(valueVerdict(text)).toBe('accepted');
    },
  );

  it('no content at all has its own fault', () => {
    const fault = { kind: 'empty', detail: 'The request has no content; send a JSON object.' };
    expect(acceptDocument(new Uint8Array(), LIMITS)).toEqual({ kind: 'refused', fault });
    expect(valueVerdict('')).toBe('empty');
    expect(textVerdict('')).toBe('empty');
  });
});

describe('depth: the top object or array is level 1', () => {
  it.each([
    [1, 128, 'accepted'],
    [127, 128, 'accepted'],
    [128, 128, 'accepted'],
    [129, 128, 'too-deep'],
    [1000, 128, 'too-deep'],
    [1, 1, 'accepted'],
    [2, 1, 'too-deep'],
  ])('%i levels under a limit of %i: %s', (levels, maxDepth, verdict) => {
    const limits = { maxBytes: MEBIBYTE, maxDepth };
    expect(valueVerdict(arrays(levels), limits)).toBe(verdict);
    expect(documentVerdict(objects(levels), limits)).toBe(verdict);
    expect(documentVerdict(levels > 1 ? `{"a":${arrays(levels - 1)}}` : '{}', limits)).toBe(verdict);
  });

  it('the fault points at the first value that is too deep', () => {
    const fault = faultOf('{"a":[1,{"b":[]}],"c":[[[]]]}', { maxBytes: 100, maxDepth: 3 });
    expect(fault).toMatchObject({ kind: 'too-deep', pointer: '/a/1/b', offset: 13 });
  });

  it('levels side by side do not add up', () => {
    expect(documentVerdict(`{"a":[${Array.from({ length: 500 }, () => arrays(126)).join()}]}`)).toBe(
      'accepted',
    );
  });
});

describe('size: bytes of UTF-8', () => {
  it.each([
    [15, 'accepted'],
    [14, 'too-large'],
  ])('a text of 15 bytes under a limit of %i: %s', (maxBytes, verdict) => {
    const text = '{"é":"日本"}';
    expect(Buffer.byteLength(text)).toBe(15);
    const limits = { maxBytes, maxDepth: 128 };
    expect(documentVerdict(text, limits)).toBe(verdict);
    expect(valueVerdict(text, limits)).toBe(verdict);
    expect(textVerdict(text, limits)).toBe(verdict);
  });
});

describe('one fault is told', () => {
  it.each([
    ['too large before malformed', '{x', { maxBytes: 1, maxDepth: 9 }, 'too-large'],
    ['malformed at the end before a duplicate', '{"a":1,"a":2', LIMITS, 'malformed'],
    ['malformed at the end before an unsafe number', '{"a":1e400', LIMITS, 'malformed'],
    ['malformed at the end before a wrong top level', '[1', LIMITS, 'malformed'],
    ['malformed at the end before depth', arrays(200).slice(0, -1), LIMITS, 'malformed'],
    [
      'a duplicate (400) before an earlier unsafe number (422)',
      '{"a":1e400,"a":1}',
      LIMITS,
      'duplicate-member',
    ],
    ['a surrogate (400) before a wrong top level (422)', '["\\ud800"]', LIMITS, 'lone-surrogate'],
    [
      'a duplicate (400) below the limit of depth (422)',
      '{"a":{"b":{"c":1,"c":2}}}',
      { maxBytes: 99, maxDepth: 2 },
      'duplicate-member',
    ],
    ['a wrong top level before an unsafe number', '[1e400]', LIMITS, 'not-an-object'],
    ['a surrogate before a later duplicate', '{"\\ud800":1,"\\ud800":2}', LIMITS, 'lone-surrogate'],
  ])('%s', (_, text, limits, verdict) => {
    expect(documentVerdict(text, limits)).toBe(verdict);
  });

  it('of two faults of one class the first in the text', () => {
    expect(faultOf('{"a":1e400,"b":9007199254740993}')).toMatchObject({ pointer: '/a' });
    expect(faultOf('{"a":{"x":1,"x":2,"x":3},"a":3}')).toMatchObject({ pointer: '/a/x', offset: 12 });
  });
});

// No test here is timed: what is not linear in the text would not end within the patience of the runner.
describe('hostile shapes of a mebibyte return', () => {
  it.each([
    ['opening brackets', '['.repeat(MEBIBYTE), 'malformed'],
    ['opening braces', '{'.repeat(MEBIBYTE), 'malformed'],
    ['open members', '{"a":'.repeat(200_000), 'malformed'],
    ['nested objects', objects(150_000), 'too-deep'],
    ['quotes', '"'.repeat(MEBIBYTE), 'malformed'],
    ['backslashes', `{"a":"${'\\'.repeat(MEBIBYTE - 20)}"}`, 'accepted'],
    ['white space', ' '.repeat(MEBIBYTE), 'malformed'],
    ['commas', `{"a":[${','.repeat(MEBIBYTE - 20)}]}`, 'malformed'],
    ['digits', `{"a":${'9'.repeat(MEBIBYTE - 20)}}`, 'unsafe-number'],
    ['zeros', `{"a":0.${'0'.repeat(MEBIBYTE - 20)}}`, 'accepted'],
    ['digits of an exponent', `{"a":1e${'9'.repeat(MEBIBYTE - 20)}}`, 'unsafe-number'],
    ['zeros and a one', `{"a":0.${'0'.repeat(MEBIBYTE - 20)}1}`, 'unsafe-number'],
    ['unsafe numbers', `{"a":[${'1e999,'.repeat(170_000)}0]}`, 'unsafe-number'],
    ['names in one object', wide((index) => `n${index}`), 'accepted'],
    ['names that look like integers', wide(String), 'accepted'],
    ['names that are multiples of a power of two', wide(hash), 'accepted'],
    ['escaped names', wide((index) => `\\u006e${index}`), 'accepted'],
    ['one name over and over', wide(() => '__proto__'), 'duplicate-member'],
    ['surrogates', `{"a":"${'\\ud800'.repeat(170_000)}"}`, 'lone-surrogate'],
    ['small objects', `{"a":[${'{"a":{}},'.repeat(110_000)}0]}`, 'accepted'],
    ['a string', `{"a":"${'x'.repeat(MEBIBYTE - 20)}"}`, 'accepted'],
  ])('%s', (_, text, verdict) => {
    expect(documentVerdict(text)).toBe(verdict);
  });

  it('a million levels are refused without recursion, in every door', () => {
    const limits = { maxBytes: 10 * MEBIBYTE, maxDepth: 128 };
    const deep = arrays(1_000_000);
    expect(acceptValue(Buffer.from(deep), limits)).toMatchObject({
      fault: { kind: 'too-deep', offset: 128 },
    });
    expect(acceptText(`{"a":${deep}}`, limits)).toMatchObject({ fault: { kind: 'too-deep', offset: 132 } });
    expect(documentVerdict(objects(1_000_000), limits)).toBe('too-deep');
  });

  it('a fault in a very deep or very long place has no pointer, and a short detail', () => {
    const limits = { maxBytes: 10 * MEBIBYTE, maxDepth: 2_000_000 };
    const deep = faultOf(`{"a":${'['.repeat(500_000)}1e400${']'.repeat(500_000)}}`, limits);
    const long = faultOf(`{"${'x'.repeat(100_000)}":${'9'.repeat(100_000)}}`);
    for (const fault of [deep, long]) {
      expect(fault?.kind).toBe('unsafe-number');
      expect(fault).not.toHaveProperty('pointer');
      expect(fault?.detail.length).toBeLessThan(400);
    }
  });
});
