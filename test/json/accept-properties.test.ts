// Contract section 2: what holds for every document and for every text.
import { Buffer } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import {
  acceptDocument,
  acceptText,
  acceptValue,
  jsonEquals,
  parseJson,
  serialiseJson,
} from '../../src/json/index.js';
import { anyObject, anyValue, LIMITS } from './support.js';

describe('every I-JSON document', () => {
  it('is accepted unchanged, and parsing it gives the value back', () => {
    fc.assert(
      fc.property(anyObject, fc.constantFrom(0, 1, 2), (object, indent) => {
        const text = JSON.stringify(object, null, indent);
        expect(acceptDocument(Buffer.from(text), LIMITS)).toEqual({ kind: 'accepted', text });
        expect(acceptText(text, LIMITS)).toEqual({ kind: 'accepted', text });
        expect(isDeepStrictEqual(parseJson(text), object)).toBe(true);
        expect(jsonEquals(parseJson(text), object)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('serialises to a text that is accepted again and has the same value', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = serialiseJson(value);
        expect(text).toBe(JSON.stringify(value));
        expect(acceptValue(Buffer.from(text), LIMITS)).toEqual({ kind: 'accepted', text });
        expect(jsonEquals(parseJson(text), value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('every text, mutated as you like', () => {
  it('is refused as malformed if and only if the engine cannot parse it', () => {
    fc.assert(
      fc.property(mutatedText, (text) => {
        fc.pre(text !== '' && !text.startsWith('\ufeff'));
        const verdict = acceptText(text, LIMITS);
        const isMalformed = verdict.kind === 'refused' && verdict.fault.kind === 'malformed';
        expect([text, isMalformed]).toEqual([text, !parses(text)]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is judged alike as bytes and as text', () => {
    fc.assert(
      fc.property(mutatedText, (text) => {
        const decoded = Buffer.from(text).toString();
        expect(acceptDocument(Buffer.from(text), LIMITS)).toEqual(acceptText(decoded, LIMITS));
      }),
      { numRuns: 2000 },
    );
  });

  it('has a fault whose offset and detail can be shown', () => {
    fc.assert(
      fc.property(mutatedText, (text) => {
        const verdict = acceptText(text, LIMITS);
        if (verdict.kind === 'accepted') return;
        const { offset = 0, detail } = verdict.fault;
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(text.length);
        expect(detail).toMatch(/^[A-Z].*\.$/u);
        expect(detail).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
      { numRuns: 2000 },
    );
  });
});

/** One edit: at a share of the text's length, cut some characters and put others in their place. */
const edit = fc.record({
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.integer({ min: 0, max: 3 }),
  paste: fc.oneof(
    fc.constant(''),
    fc.constantFrom(...'{}[]:,"\\0123456789+-.eEutfnul \t\n\r/\'#'.split('')),
    fc.constantFrom(
      '\\u',
      '\\ud83d',
      '\\ude00',
      '\ud83d',
      '\u0000',
      '\u001f',
      '\u007f',
      '\ufeff',
      '\u2028',
      '1e400',
      'null',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
});

const mutatedText = fc
  .tuple(anyValue, fc.constantFrom(0, 1), fc.array(edit, { maxLength: 3 }))
  .map(([value, indent, edits]) =>
    edits.reduce(
      (text, { share, cut, paste }) => {
        const at = Math.floor(share * text.length);
        return text.slice(0, at) + paste + text.slice(at + cut);
      },
      JSON.stringify(value, null, indent),
    ),
  );

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
