// RFC 7493 (I-JSON) 2.1 and 2.3: surrogates and duplicate names.
import { documentVerdict, faultOf, HOSTILE_NAMES, textVerdict } from './support.js';

/** An object of twenty members n0 to n19 with one value. */
const wide = (value: string): string =>
  `{${Array.from({ length: 20 }, (_, n) => `"n${n}":${value}`).join()}}`;

describe('7493 2.3: member names are unique', () => {
  it.each([
    ['twice the same name', '{"a":1,"a":1}', '/a'],
    ['the second time escaped', '{"a":1,"\\u0061":2}', '/a'],
    ['the first time escaped', '{"\\u0061":1,"a":2}', '/a'],
    ['escaped in two ways', '{"\\/":1,"/":2}', '/~1'],
    ['with other members between', '{"a":1,"b":{"a":1},"a":2}', '/a'],
    ['in an inner object', '{"a":{"b":1,"b":2}}', '/a/b'],
    ['in an object inside arrays', '{"a":[0,[{"x":1},{"b":1,"c":0,"b":2}]]}', '/a/1/1/b'],
    ['after an inner object with the same name', '{"a":{"a":1},"a":1}', '/a'],
    ['the empty name', '{"":1,"":2}', '/'],
    ['a name with a tilde and a slash', '{"~/":1,"~/":2}', '/~0~1'],
    ['a name beyond the basic plane, once escaped', '{"\u{1f600}":1,"\\ud83d\\ude00":2}', '/\u{1f600}'],
    ['a name that is a number', '{"1":1,"1":2}', '/1'],
    ['a name that begins with a quote', '{"\\"a":1,"\\"a":2}', '/"a'],
  ])('%s is refused', (_, text, pointer) => {
    expect(faultOf(text)).toMatchObject({ kind: 'duplicate-member', pointer });
  });

  it.each(HOSTILE_NAMES)('the name %s is accepted once and refused twice', (name) => {
    expect(documentVerdict(`{"${name}":1}`)).toBe('accepted');
    expect(faultOf(`{"${name}":1,"${name}":1}`)).toMatchObject({
      kind: 'duplicate-member',
      pointer: `/${name}`,
    });
  });

  it.each([
    ['names that differ in case', '{"a":1,"A":2}'],
    ['names that differ in normalisation', '{"\u00e9":1,"e\u0301":2}'],
    ['a name and its spelling with a quote in front', '{"1":1,"\\"1":2}'],
    ['a name and one with a backslash for its escape', '{"a":1,"\\\\u0061":2}'],
    ['the same name in objects side by side', '{"x":[{"a":1},{"a":2}]}'],
    ['the same name in an object and the one inside it', '{"a":{"a":{"a":1}}}'],
    ['the same name before and after an inner object', '{"b":{"a":1,"c":1},"a":1,"c":1}'],
    ['a name that is a value elsewhere', '{"a":"b","b":"a"}'],
  ])('%s are accepted', (_, text) => {
    expect(documentVerdict(text)).toBe('accepted');
  });

  it.each([1, 2, 7, 8, 9, 10, 17, 100, 1000])('the duplicate of any of %i names is found', (count) => {
    const names = Array.from({ length: count }, (_, index) => `"n${index}":{"n0":1,"n1":[]}`);
    for (const repeated of [0, Math.floor(count / 2), count - 1]) {
      expect(documentVerdict(`{${names.join()}}`)).toBe('accepted');
      const text = `{${names.join()},"n${repeated}":1}`;
      expect(faultOf(text)).toMatchObject({ kind: 'duplicate-member', pointer: `/n${repeated}` });
    }
  });

  it('wide objects inside wide objects keep their names apart', () => {
    expect(documentVerdict(wide(wide(wide('1'))))).toBe('accepted');
    const inner = wide('1').replace('"n7"', '"n3"');
    expect(documentVerdict(wide('0').replace('"n19":0', `"n19":${inner}`))).toBe('duplicate-member');
  });
});

describe('7493 2.1: no half of a surrogate pair', () => {
  it.each([
    ['an escaped first half', '{"a":"\\ud800"}', '/a'],
    ['an escaped second half', '{"a":"x\\udc00"}', '/a'],
    ['two first halves', '{"a":"\\ud83d\\ud83d\\ude00"}', '/a'],
    ['the halves in the wrong order', '{"a":"\\ude00\\ud83d"}', '/a'],
    ['a first half before another escape', '{"a":"\\ud83d\\n\\ude00"}', '/a'],
    ['a first half before an escaped letter', '{"a":"\\ud83d\\u0061"}', '/a'],
    ['a half in an array', '{"a":["",["\\uDFFF"]]}', '/a/1/0'],
    ['a half in a name of the top object', '{"b":1,"\\udbff":1}', ''],
    ['a half in a name of an inner object', '{"a":[{"b\\uDC00":1}]}', '/a/0'],
  ])('%s is refused', (_, text, pointer) => {
    expect(faultOf(text)).toMatchObject({ kind: 'lone-surrogate', pointer });
  });

  it.each([
    '\\ud83d\\ude00',
    '\\uD83D\\uDE00',
    '\u{1f600}',
    '\\uDBFF\\uDFFF',
    '\\ud800\\udc00\\ud800\\udc00',
    '\\\\ud800',
  ])('the pair %s is accepted in values and names', (pair) =>
    expect(documentVerdict(`{"${pair}":"${pair}"}`)).toBe('accepted'),
  );

  it.each([
    ['a first half', '\ud800'],
    ['a second half', '\udc00'],
    ['the halves in the wrong order', '\ude00\ud83d'],
    ['a raw half before its escaped other half', '\ud83d\\ude00'],
    ['an escaped half before its raw other half', '\\ud83d\ude00'],
  ])('in a text that never was bytes, %s is refused: it could not be stored as UTF-8', (_, half) => {
    expect(textVerdict(`{"a":"${half}"}`)).toBe('lone-surrogate');
    expect(textVerdict(`{"${half}":1}`)).toBe('lone-surrogate');
    expect(textVerdict(`{}${half}`)).toBe('malformed');
  });
});
