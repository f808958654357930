import * as fc from 'fast-check';
import {
  formatEntityTag,
  parseEntityTag,
  scanEntityTag,
  strongMatch,
  strongTag,
  weakMatch,
} from '../../src/conditional/index.js';
import { LATIN1, TAG_CHARACTERS, entityTags, hostileText } from './arbitraries.js';

describe('9110 8.8.3: the form of an entity-tag', () => {
  it.each([
    ['R1: a strong tag is the quoted opaque-tag', { opaque: '7.k3', weak: false }, '"7.k3"'],
    ['R1: a weak tag begins with an upper-case W/', { opaque: '7.k3', weak: true }, 'W/"7.k3"'],
    ['R6: a tag that is not strong never loses its mark', { opaque: '', weak: true }, 'W/""'],
    ['R7: the empty opaque-tag is sent as two quotes', { opaque: '', weak: false }, '""'],
  ])('%s', (_, tag, text) => {
    expect(formatEntityTag(tag)).toBe(text);
    expect(parseEntityTag(text)).toEqual(tag);
  });

  it.each([
    ['R12: a comma belongs to the tag', '"a,b"', 'a,b'],
    ['R13: bytes above 0x7F stay as they are', '"\u0080\u00c3\u00a9\u00ff"', '\u0080\u00c3\u00a9\u00ff'],
    ['R14: a backslash is a character, no escape', '"a\\b"', 'a\\b'],
    ['R14: a percent sign is a character, no escape', '"%22"', '%22'],
    ['R14: a final backslash does not escape the closing quote', '"a\\"', 'a\\'],
    ['R19: a quoted asterisk is an ordinary tag', '"*"', '*'],
    ['R2: what looks like the weakness mark may stand inside', '"W/"', 'W/'],
  ])('%s', (_, text, opaque) => {
    expect(parseEntityTag(text)).toEqual({ opaque, weak: false });
  });

  it.each([
    ['nothing', ''],
    ['a bare token', 'abc'],
    ['one quote', '"'],
    ['no closing quote', '"abc'],
    ['no opening quote', 'abc"'],
    ['single quotes', "'abc'"],
    ['a lower-case mark', 'w/"abc"'],
    ['a mark without slash', 'W"abc"'],
    ['a mark without tag', 'W/'],
    ['a mark twice', 'W/W/"abc"'],
    ['white space after the mark', 'W/ "abc"'],
    ['white space before', ' "abc"'],
    ['white space behind', '"abc" '],
    ['white space inside', '"a b"'],
    ['a quote inside', '"a"b"'],
    ['a control character inside', '"a\u0000b"'],
    ['a DEL inside', '"a\u007fb"'],
    ['a character that is no byte', '"\u20ac"'],
    ['two tags', '"a","b"'],
    ['the asterisk', '*'],
  ])('R16: %s is no entity-tag', (_, text) => {
    expect(parseEntityTag(text)).toBeUndefined();
  });

  it('R2: of all characters exactly 0x21, 0x23-0x7E and 0x80-0xFF may stand inside', () => {
    const readable = LATIN1.filter((character) => parseEntityTag(`"${character}"`) !== undefined);
    expect(readable).toEqual(TAG_CHARACTERS);
    expect(readable).toHaveLength(1 + 92 + 128);
  });

  it('R2: a tag of ours with any other character is refused as a bug', () => {
    const made = LATIN1.filter((character) => {
      try {
        return strongTag(`a${character}`).opaque === `a${character}`;
      } catch (error) {
        return !(error instanceof RangeError);
      }
    });
    expect(made).toEqual(TAG_CHARACTERS);
    expect(() => strongTag('\u20ac')).toThrow(RangeError);
  });

  it('R7: a tag of ours may be empty, and is strong', () => {
    expect(strongTag('')).toEqual({ opaque: '', weak: false });
  });

  it('R1: reading what was formatted gives the same tag', () => {
    fc.assert(fc.property(entityTags, (tag) => expect(parseEntityTag(formatEntityTag(tag))).toEqual(tag)));
  });

  it('R1: formatting what could be read gives the same text, so that no tag has two spellings', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tag = parseEntityTag(`"${text}"`);
        expect(tag === undefined ? `"${text}"` : formatEntityTag(tag)).toBe(`"${text}"`);
      }),
    );
  });

  it('R12: the scanner starts anywhere and tells where the tag ends', () => {
    fc.assert(
      fc.property(hostileText, entityTags, hostileText, (before, tag, behind) => {
        const end = before.length + formatEntityTag(tag).length;
        expect(scanEntityTag(`${before}${formatEntityTag(tag)}${behind}`, before.length)).toEqual({
          tag,
          end,
        });
      }),
    );
  });

  it('R16: the scanner throws on nothing', () => {
    fc.assert(
      fc.property(hostileText, fc.nat(70), (text, start) => {
        expect(scanEntityTag(text, start)?.end ?? text.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('9110 8.8.3.2: the two comparisons', () => {
  it.each([
    ['R20: two weak ones match weakly only', 'W/"1"', 'W/"1"', false, true],
    ['R20: different opaque-tags match in no way', 'W/"1"', 'W/"2"', false, false],
    ['R27: a weak and a strong one match weakly only', 'W/"1"', '"1"', false, true],
    ['R27: a strong and a weak one match weakly only', '"1"', 'W/"1"', false, true],
    ['R20: two equal strong ones match both ways', '"1"', '"1"', true, true],
    ['R14: case makes a difference', '"a"', '"A"', false, false],
    ['R14: percent-encoding is not undone', '"%61"', '"a"', false, false],
    ['R14: a backslash is not taken away', '"\\a"', '"a"', false, false],
    ['R13: UTF-8 bytes are not decoded', '"\u00c3\u00a9"', '"\u00e9"', false, false],
    ['R7: empty tags match each other', '""', '""', true, true],
    ['R7: an empty tag matches no other', '""', '"0"', false, false],
    ['R5: the tags of two codings do not match', '"7.k3"', '"7.k3-gzip"', false, false],
  ])('%s: %s against %s', (_, left, right, strong, weak) => {
    const a = parseEntityTag(left) ?? fail(left);
    const b = parseEntityTag(right) ?? fail(right);
    expect([strongMatch(a, b), weakMatch(a, b)]).toEqual([strong, weak]);
  });

  it('R20, R27: both are symmetric, and what matches strongly matches weakly', () => {
    fc.assert(
      fc.property(entityTags, entityTags, fc.boolean(), (a, other, same) => {
        const b = same ? { ...other, opaque: a.opaque } : other;
        expect([strongMatch(b, a), weakMatch(b, a)]).toEqual([strongMatch(a, b), weakMatch(a, b)]);
        expect(strongMatch(a, b)).toBe(weakMatch(a, b) && !a.weak && !b.weak);
      }),
    );
  });
});

function fail(text: string): never {
  throw new Error(`The test's own tag ${text} is malformed`);
}
