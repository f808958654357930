// RFC 8259: the grammar of JSON texts.
import { documentVerdict, textVerdict, valueVerdict } from './support.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const hex = (unit: number): string => unit.toString(16).padStart(4, '0');

describe('8259 2 and 3: values, structure and white space', () => {
  it.each([
    ['null', 'null'],
    ['true', 'true'],
    ['false', 'false'],
    ['an empty string', '""'],
    ['an empty array', '[]'],
    ['an empty object', '{}'],
    ['white space of all four kinds around every token', ' \t\n\r{ "a" :\n[ 1 ,\r2 ] ,\t"b" : { } } '],
    ['arrays and objects inside each other', '[[],{},[{"a":[[]]}]]'],
    [
      'a hundred members',
      `{${upTo(100)
        .map((n) => `"m${n}":${n}`)
        .join()}}`,
    ],
  ])('%s is accepted', (_, text) => {
    expect(valueVerdict(text)).toBe('accepted');
  });

  it.each([
    ['white space alone', ' \n\t '],
    ['text after the value', '{} x'],
    ['a second value', '{}{}'],
    ['a closing brace too many', '{}}'],
    ['an object that does not end', '{"a":1'],
    ['an array that does not end', '[1'],
    ['an array closed by a brace', '[1}'],
    ['an object closed by a bracket', '{"a":1]'],
    ['a comma before the first element', '[,1]'],
    ['a comma after the last element', '[1,]'],
    ['two commas', '[1,,2]'],
    ['a comma after the last member', '{"a":1,}'],
    ['a comma before the first member', '{,"a":1}'],
    ['a member without a value', '{"a":}'],
    ['a member without a colon', '{"a" 1}'],
    ['a member with two colons', '{"a"::1}'],
    ['a name without quotes', '{a:1}'],
    ['a name in single quotes', "{'a':1}"],
    ['a number as a name', '{1:1}'],
    ['null as a name', '{null:1}'],
    ['elements without a comma', '[1 2]'],
    ['members without a comma', '{"a":1 "b":2}'],
    ['a colon in an array', '["a":1]'],
    ['a block comment', '{"a":/* one */1}'],
    ['a line comment', '{} // end'],
    ['a comma at the top', '1,2'],
    ['a literal in capitals', 'True'],
    ['a literal cut short', 'tru'],
    ['a literal that goes on', 'nullx'],
    ['another literal', 'undefined'],
    ['NaN', 'NaN'],
    ['Infinity', '[Infinity]'],
    ['a no-break space between tokens', '{\u00a0}'],
    ['a line separator between tokens', '{\u2028}'],
    ['a vertical tab between tokens', '{\u000b}'],
    ['a form feed between tokens', '{\u000c}'],
    ['NUL after the value', '{}\u0000'],
  ])('%s is malformed', (_, text) => {
    expect(valueVerdict(text)).toBe('malformed');
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it.each([
    '{',
    '{"a"',
    '{"a":',
    '{"a":[',
    '{"a":[1',
    '{"a":[1,',
    '{"a":{"b":"c',
    '{"a":{"b":"c"}',
    '{"a":-',
    '{"a":t',
  ])('the text %s that ends too early is malformed', (text) =>
    expect(documentVerdict(text)).toBe('malformed'),
  );
});

describe('8259 6: numbers', () => {
  it.each([
    '0',
    '-0',
    '7',
    '-7',
    '10',
    '0.5',
    '-0.5',
    '1e2',
    '1E2',
    '1e+2',
    '1e-2',
    '1.5e3',
    '0e0',
    '0.0',
    '1e02',
  ])('%s is accepted', (text) => expect(valueVerdict(text)).toBe('accepted'));

  it.each('01 -01 00 +1 -  .5 5. -.5 1.e2 1e 1e+ 1e- 1e1.5 1.2.3 --1 0x10 1_000 1,5 1a 0b1 ١ ²'.split(/ +/))(
    '%s is malformed',
    (text) => {
      expect(valueVerdict(text)).toBe('malformed');
      expect(valueVerdict(`[${text},0]`.replace('1,5', '1_5'))).toBe('malformed');
    },
  );
});

describe('8259 7: strings', () => {
  it.each([
    '\\"',
    '\\\\',
    '\\/',
    '\\b',
    '\\f',
    '\\n',
    '\\r',
    '\\t',
    '\\u0000',
    '\\u00e9',
    '\\uFFFF',
    '\\uAbCd',
  ])('the escape %s is accepted, in a value and in a name', (escape) =>
    expect(documentVerdict(`{"${escape}":"${escape}${escape}"}`)).toBe('accepted'),
  );

  it.each([
    '\\a',
    '\\x41',
    '\\0',
    "\\'",
    '\\u',
    '\\u1',
    '\\u12',
    '\\u123',
    '\\u123g',
    '\\U0041',
    '\\u{41}',
    '\\ ',
    '\\\n',
  ])('the escape %j is malformed, in a value and in a name', (escape) => {
    expect(documentVerdict(`{"a":"${escape}"}`)).toBe('malformed');
    expect(documentVerdict(`{"${escape}":1}`)).toBe('malformed');
  });

  it.each(['"', '"abc', '"\\', '"\\"', '"\\u', '"\\u00', '"\\u004', '"\\ud800\\u', '"\\ud800\\udc0'])(
    'the string %s that does not end is malformed',
    (text) => expect(valueVerdict(text)).toBe('malformed'),
  );

  it('every control character is malformed when raw and accepted when escaped', () => {
    for (const unit of upTo(0x20)) {
      const raw = String.fromCharCode(unit);
      expect([unit, valueVerdict(`"a${raw}b"`)]).toEqual([unit, 'malformed']);
      expect([unit, documentVerdict(`{"a${raw}b":1}`)]).toEqual([unit, 'malformed']);
      expect([unit, valueVerdict(`"a\\u${hex(unit)}b"`)]).toEqual([unit, 'accepted']);
    }
  });

  it('every other character of the basic plane is accepted raw and escaped', () => {
    const units = upTo(0x10000).filter((unit) => unit >= 0x20 && (unit < 0xd800 || unit > 0xdfff));
    const refused = units.filter((unit) => {
      const raw = unit === 0x22 || unit === 0x5c ? '' : String.fromCharCode(unit);
      return textVerdict(`{"${raw}":"${raw}\\u${hex(unit)}"}`) !== 'accepted';
    });
    expect(refused).toEqual([]);
  });

  it.each(['\u007f', '\u0080', '\u2028', '\u2029', '\ufeff', '\uffff', '\u{1f600}', '\u{10ffff}'])(
    'the character %j may stand in a string',
    (character) => expect(documentVerdict(`{"${character}":"${character}"}`)).toBe('accepted'),
  );
});
