// RFC 8259 8.1 and RFC 3629 section 4: content is UTF-8, without a byte order mark.
import { Buffer, isUtf8 } from 'node:buffer';
import * as fc from 'fast-check';
import { acceptDocument, acceptText, acceptValue } from '../../src/json/index.js';
import { invalidByteAt } from '../../src/json/utf8.js';
import { bytesVerdict, LIMITS, textVerdict } from './support.js';

/** The document {"a":"…"} with these bytes in its string. */
const inString = (...bytes: number[]): number[] => [...Buffer.from('{"a":"'), ...bytes, ...Buffer.from('"}')];

describe('3629 4: invalid sequences', () => {
  it.each([
    ['a continuation byte alone', [0x80]],
    ['FF', [0xff]],
    ['FE', [0xfe]],
    ['an overlong slash of two bytes', [0xc0, 0xaf]],
    ['an overlong quote of two bytes', [0xc0, 0xa2]],
    ['an overlong C1', [0xc1, 0xbf]],
    ['an overlong slash of three bytes', [0xe0, 0x80, 0xaf]],
    ['an overlong slash of four bytes', [0xf0, 0x80, 0x80, 0xaf]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['a surrogate of three bytes', [0xed, 0xa0, 0x80]],
    ['a pair of surrogates of three bytes each (CESU-8)', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['a code point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a first byte of five', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['two bytes cut to one', [0xc3]],
    ['three bytes cut to two', [0xe2, 0x82]],
    ['four bytes cut to three', [0xf0, 0x9f, 0x98]],
    ['three bytes with a letter in the middle', [0xe2, 0x41, 0xac]],
    ['Latin-1', [0xe9]],
  ])('%s is refused, and the detail names its byte', (_, bytes) => {
    const verdict = acceptDocument(Uint8Array.from(inString(0x41, ...bytes)), LIMITS);
    expect(verdict).toMatchObject({ kind: 'refused', fault: { kind: 'invalid-utf8', offset: 7 } });
    expect(verdict).toHaveProperty('fault.detail', expect.stringContaining('byte 7'));
  });

  it('a sequence that the end of the content cuts is refused', () => {
    expect(bytesVerdict([...Buffer.from('{"a":"'), 0xe2, 0x82])).toBe('invalid-utf8');
  });

  it.each([
    ['the first and last of two bytes', [0xc2, 0x80, 0xdf, 0xbf]],
    ['the first and last of three bytes', [0xe0, 0xa0, 0x80, 0xef, 0xbf, 0xbf]],
    ['the neighbours of the surrogates', [0xed, 0x9f, 0xbf, 0xee, 0x80, 0x80]],
    ['the first and last of four bytes', [0xf0, 0x90, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf]],
    ['U+FFFD as the sender wrote it', [0xef, 0xbf, 0xbd]],
  ])('%s are accepted', (_, bytes) => {
    expect(bytesVerdict(inString(...bytes))).toBe('accepted');
  });

  it('the place of the fault is where the longest valid beginning ends, for any bytes', () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => new Uint8Array(Buffer.from(text))),
    );
    fc.assert(
      fc.property(fc.array(pieces), (list) => {
        const bytes = Buffer.concat(list);
        const at = invalidByteAt(bytes);
        expect(at === bytes.length).toBe(isUtf8(bytes));
        expect(isUtf8(bytes.subarray(0, at))).toBe(true);
        for (let end = at + 1; end <= Math.min(at + 4, bytes.length); end += 1) {
          expect(isUtf8(bytes.subarray(at, end))).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('8259 8.1: no byte order mark', () => {
  it.each([
    ['in front of an object', '\ufeff{}'],
    ['alone', '\ufeff'],
    ['in front of malformed text', '\ufeffx'],
  ])('a mark %s is refused', (_, text) => {
    expect(bytesVerdict([...Buffer.from(text)])).toBe('byte-order-mark');
    expect(textVerdict(text)).toBe('byte-order-mark');
  });

  it.each([
    ['a mark after white space', ' \ufeff{}', 'malformed'],
    ['a mark at the end', '{}\ufeff', 'malformed'],
    ['a mark inside a string', '{"a":"\ufeff"}', 'accepted'],
  ])('%s: %s is %s', (_, text, verdict) => {
    expect(textVerdict(text)).toBe(verdict);
  });

  it.each([
    ['UTF-16 with a mark, little-endian', [0xff, 0xfe, ...Buffer.from('{}', 'utf16le')], 'invalid-utf8'],
    ['UTF-16 with a mark, big-endian', [0xfe, 0xff, 0x00, 0x7b, 0x00, 0x7d], 'invalid-utf8'],
    ['UTF-16 without a mark', [...Buffer.from('{}', 'utf16le')], 'malformed'],
    ['UTF-32 without a mark', [0x7b, 0, 0, 0, 0x7d, 0, 0, 0], 'malformed'],
  ])('%s is refused', (_, bytes, verdict) => {
    expect(bytesVerdict(bytes)).toBe(verdict);
  });
});

describe('contract 2: the text is what was sent', () => {
  it.each(['{}', ' { "a" : 1.50e3 }\r\n', '{"é":"日本\\u0041😀","n":-0}', '{"b":1,"1":2}'])(
    '%s is unchanged',
    (text) => {
      const bytes = Buffer.from(text);
      expect(acceptDocument(bytes, LIMITS)).toEqual({ kind: 'accepted', text });
      expect(acceptValue(bytes, LIMITS)).toEqual({ kind: 'accepted', text });
      expect(acceptText(text, LIMITS)).toEqual({ kind: 'accepted', text });
    },
  );

  it('bytes inside a larger buffer are judged alone', () => {
    const whole = Buffer.from('xx{"a":"é"}yy');
    const part = new Uint8Array(whole.buffer, whole.byteOffset + 2, whole.length - 4);
    expect(acceptDocument(part, LIMITS)).toEqual({ kind: 'accepted', text: '{"a":"é"}' });
  });
});
