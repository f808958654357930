// Contract section 6: the detail says what was wrong, where, and what to send instead.
import { acceptText } from '../../src/json/index.js';
import { faultOf, LIMITS } from './support.js';

const detailOf = (text: string): string => faultOf(text)?.detail ?? 'accepted';

describe('the detail of malformed JSON', () => {
  it.each([
    [
      '{"a": tru}',
      'line 1, column 7: expected true, false or null, found "t". Send names and strings in double quotes.',
    ],
    [
      '{\n  "a": 1,\n}',
      'line 3, column 1: expected a member name in double quotes, found "}". Send it without a comma that nothing follows.',
    ],
    [
      '{"a":[1,]}',
      'line 1, column 9: expected a value, found "]". Send it without a comma that nothing follows.',
    ],
    [
      '{"a":1',
      'line 1, column 7: expected "," or "}" after a member, found the end of the text. Send the complete text.',
    ],
    [
      '{"a":"b',
      'line 1, column 8: expected the closing double quote of a string, found the end of the text. Send the complete text.',
    ],
    [
      "{'a':1}",
      'line 1, column 2: expected a member name in double quotes or "}", found "\'". Send names and strings in double quotes.',
    ],
    [
      '{"a":1} {}',
      'line 1, column 9: expected nothing more after the value, found "{". Send exactly one JSON value.',
    ],
    [
      '{"a":"x\ty"}',
      'line 1, column 8: expected a character that may stand in a string, found U+0009. Send control characters escaped, such as \\n or \\u0000.',
    ],
    [
      '{"a":"C:\\x"}',
      'line 1, column 9: expected an escape that JSON knows, found "\\\\". Send one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX, and a backslash itself as \\\\.',
    ],
    [
      '{"a":"\\u12"}',
      'line 1, column 7: expected four hexadecimal digits after \\u, found "\\\\". Send all four digits, such as \\u00e9.',
    ],
    [
      '{"a":NaN}',
      'line 1, column 6: expected a value, found "N". Send null or a string: JSON has no such number.',
    ],
    [
      '{"a":-Infinity}',
      'line 1, column 7: expected a digit, found "I". Send null or a string: JSON has no such number.',
    ],
    ['{"a":None}', 'line 1, column 6: expected a value, found "N". Send true, false or null.'],
    [
      '{"a":01}',
      'line 1, column 7: expected "," or "}" after a member, found "1". Send numbers like -0.5 or 1e3: no plus or zero in front, a digit on each side of the point.',
    ],
    [
      '{"a":1.}',
      'line 1, column 8: expected a digit, found "}". Send numbers like -0.5 or 1e3: no plus or zero in front, a digit on each side of the point.',
    ],
    [
      '{"a":1 /* one */}',
      'line 1, column 8: expected "," or "}" after a member, found "/". Send it without comments.',
    ],
    [
      '{"a":[1 2]}',
      'line 1, column 9: expected "," or "]" after an array element, found "2". Send a comma between elements and between members.',
    ],
    [
      '{"a" 1}',
      'line 1, column 6: expected ":" after a member name, found "1". Send a colon between a name and its value.',
    ],
    [
      '{a:1}',
      'line 1, column 2: expected a member name in double quotes or "}", found "a". Send names and strings in double quotes.',
    ],
    [
      '{\u00a0"a":1}',
      'line 1, column 2: expected a member name in double quotes or "}", found U+00A0. Send UTF-8 text, with only spaces, tabs and line ends between values.',
    ],
    [
      '{\u0000',
      'line 1, column 2: expected a member name in double quotes or "}", found U+0000. Send UTF-8 text, with only spaces, tabs and line ends between values.',
    ],
    [' ', 'line 1, column 2: expected a value, found the end of the text. Send the complete text.'],
    ['{"a":&}', 'line 1, column 6: expected a value, found "&". Send well-formed JSON.'],
  ])('%j', (text, end) => {
    expect(detailOf(text)).toBe(`The JSON is malformed at ${end}`);
  });

  it.each([
    ['{\n"a":\n x', 'line 3, column 2', 8],
    ['{\r\n"a":\r\n x', 'line 3, column 2', 10],
    ['{\r"a":\r x', 'line 3, column 2', 8],
    ['{\n\n\r\r\n x', 'line 5, column 2', 7],
    ['{"\u{1f600}":x', 'line 1, column 7', 6],
  ])('lines end with LF, CR or both, and columns count UTF-16 code units: %j', (text, place, offset) => {
    expect(faultOf(text)).toMatchObject({ offset, detail: expect.stringContaining(`at ${place}:`) });
    expect(faultOf(text)).not.toHaveProperty('pointer');
  });
});

describe('the detail of well-formed JSON that is refused', () => {
  it.each([
    [
      '{"a":1,\n"a":2}',
      'A member name is repeated in its object at "/a" (line 2, column 1). Send each name once: names that differ only in escapes are the same.',
    ],
    [
      '{"a":"\\ud800"}',
      'Half of a surrogate pair stands alone at "/a" (line 1, column 7). Send both halves, or U+FFFD in its place.',
    ],
    [
      '[1]',
      'The top level of a document must be an object, but it is an array. Send an object, such as {"items": ...}.',
    ],
    [
      '"a"',
      'The top level of a document must be an object, but it is a string. Send an object, such as {"items": ...}.',
    ],
    [
      '1',
      'The top level of a document must be an object, but it is a number. Send an object, such as {"items": ...}.',
    ],
    [
      'true',
      'The top level of a document must be an object, but it is a boolean. Send an object, such as {"items": ...}.',
    ],
    [
      ' null',
      'The top level of a document must be an object, but it is null. Send an object, such as {"items": ...}.',
    ],
    [
      '{"a":[9007199254740993]}',
      'The number 9007199254740993 at "/a/0" (line 1, column 7) would change to 9007199254740992 in a double, which is what JSON readers use. Send a number that a double holds, or a string.',
    ],
    [
      '{"a":-1e400}',
      'The number -1e400 at "/a" (line 1, column 6) exceeds the range of a double, which is what JSON readers use. Send a number that a double holds, or a string.',
    ],
    [
      '{"a":1e-400}',
      'The number 1e-400 at "/a" (line 1, column 6) would change to 0 in a double, which is what JSON readers use. Send a number that a double holds, or a string.',
    ],
  ])('%j', (text, detail) => {
    expect(detailOf(text)).toBe(detail);
  });

  it('depth and size name the limit', () => {
    const limits = { maxBytes: 20, maxDepth: 2 };
    expect(faultOf('{"a":[[]]}', limits)?.detail).toBe(
      'Nesting goes beyond 2 levels at "/a/0" (line 1, column 7). Send a flatter value; the top level counts as level 1.',
    );
    expect(faultOf(`{"a":"${'x'.repeat(20)}"}`, limits)?.detail).toBe(
      'The JSON has 28 bytes, more than the limit of 20. Send less, or keep large parts elsewhere.',
    );
  });

  it('a byte order mark and what is not UTF-8 are named', () => {
    expect(detailOf('\ufeff{}')).toBe(
      'The content begins with a byte order mark (EF BB BF). Send the same text in UTF-8 without it.',
    );
  });

  it('a name with control characters or quotes is shown escaped', () => {
    expect(detailOf('{"\\n\\"":1e400}')).toContain(String.raw`at "/\n\"" (line 1, column 9)`);
  });

  it('a name with invisible characters is shown by their code points', () => {
    expect(detailOf('{"a\u0085\u202e\u2028b":1e400}')).toContain(
      String.raw`at "/a\u{85}\u{202e}\u{2028}b" (`,
    );
  });

  it('a long number is cut', () => {
    expect(detailOf(`{"a":${'7'.repeat(5000)}}`)).toContain(`The number ${'7'.repeat(40)}… at "/a"`);
  });

  it('a raw half of a pair in a text is told without being repeated', () => {
    const verdict = acceptText('{\ud800}', LIMITS);
    expect(verdict).toHaveProperty('fault.detail', expect.stringContaining('found U+D800.'));
  });
});

describe('the pointer (6901) leads to the value', () => {
  it.each([
    ['{"a":{"b":[0,{"c":1e400}]}}', '/a/b/1/c'],
    ['{"x":{},"y":[],"z":1e400}', '/z'],
    ['{"x":"a,b]}\\"{[","z":[[],{},"[",1e400]}', '/z/3'],
    ['{"":{"":1e400}}', '//'],
    ['{"a/b":{"m~n":1e400}}', '/a~1b/m~0n'],
    ['{"\\u0061\\n":1e400}', '/a\n'],
    ['{"0":[[1,2],[3,1e400]]}', '/0/1/1'],
    ['{"a":[{"b":[1]},{"b":2},{"c":[1e400]}]}', '/a/2/c/0'],
    ['{"__proto__":{"toString":1e400}}', '/__proto__/toString'],
  ])('%s: %s', (text, pointer) => {
    expect(faultOf(text)).toMatchObject({ kind: 'unsafe-number', pointer });
  });
});
