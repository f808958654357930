import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { decodeNul, encodeNul } from '../../../src/storage/postgresql/index-text.js';

// Mostly of the characters that the encoding is made of.
const text = fc.string({ unit: fc.constantFrom('\0', '\x01', '\x02', 'a', 'é', '\u{1f600}'), maxLength: 12 });
const sign = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));

describe('text in an index of PostgreSQL', () => {
  it('holds no U+0000 and is decoded to what it was: equal', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(encodeNul(one)).not.toContain('\0');
        expect(decodeNul(encodeNul(one))).toBe(one);
      }),
    );
  });

  it('keeps the order of code points, and what begins with what: equal', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(sign(encodeNul(one), encodeNul(other))).toBe(sign(one, other));
        expect(encodeNul(one + other).startsWith(encodeNul(one))).toBe(true);
        expect(encodeNul(one).startsWith(encodeNul(other))).toBe(one.startsWith(other));
      }),
    );
  });
});
