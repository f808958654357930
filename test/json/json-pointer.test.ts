// RFC 6901: JSON Pointer.
import * as fc from 'fast-check';
import {
  arrayIndex,
  formatPointer,
  parseJson,
  parsePointer,
  resolvePointer,
  serialiseJson,
} from '../../src/json/index.js';
import { HOSTILE_NAMES } from './support.js';

const DOCUMENT =
  '{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}';

const resolved = (document: string, pointer: string): string => {
  const tokens = parsePointer(pointer);
  const value = tokens === undefined ? undefined : resolvePointer(parseJson(document), tokens);
  return value === undefined ? 'nothing' : serialiseJson(value);
};

describe('6901 5: the examples', () => {
  it.each([
    ['', DOCUMENT],
    ['/foo', '["bar","baz"]'],
    ['/foo/0', '"bar"'],
    ['/', '0'],
    ['/a~1b', '1'],
    ['/c%d', '2'],
    ['/e^f', '3'],
    ['/g|h', '4'],
    ['/i\\j', '5'],
    ['/k"l', '6'],
    ['/ ', '7'],
    ['/m~0n', '8'],
  ])('"%s" leads to %s', (pointer, value) => {
    expect(resolved(DOCUMENT, pointer)).toBe(value);
  });
});

describe('6901 3: the syntax', () => {
  it.each([
    ['', []],
    ['/', ['']],
    ['//', ['', '']],
    ['/a/', ['a', '']],
    ['/~0~1', ['~/']],
    ['/~01', ['~1']],
    ['/~10', ['/0']],
    ['/é/漢/😀', ['é', '漢', '😀']],
    ['/a b/\u0000', ['a b', '\u0000']],
    ['/#/?', ['#', '?']],
  ])('"%s" has the tokens %j', (text, tokens) => {
    expect(parsePointer(text)).toEqual(tokens);
    expect(formatPointer(tokens)).toBe(text);
  });

  it.each(['a', 'a/b', '#', '#/a', ' /a', '~0', '/~', '/~2', '/a~', '/~~0', '/a/~/b', '/~a'])(
    '"%s" is no pointer',
    (text) => {
      expect(parsePointer(text)).toBeUndefined();
    },
  );

  it('a number as a token is written as its digits', () => {
    expect(formatPointer(['items', 0, 'a/b'])).toBe('/items/0/a~1b');
  });

  it('every list of names survives being formatted and parsed', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('~', '/', '0', '1') }),
    );
    fc.assert(
      fc.property(fc.array(name), (names) => {
        expect(parsePointer(formatPointer(names))).toEqual(names);
      }),
      { numRuns: 1000 },
    );
  });

  it('every text that is a pointer survives being parsed and formatted', () => {
    const text = fc.string({ unit: fc.constantFrom('~', '/', '0', '1', 'a') });
    fc.assert(
      fc.property(text, (pointer) => {
        const tokens = parsePointer(pointer);
        expect(tokens === undefined || formatPointer(tokens) === pointer).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('6901 4: array indexes', () => {
  it.each([
    ['0', 0],
    ['1', 1],
    ['10', 10],
    ['4294967296', 4_294_967_296],
  ])('%s is an index', (token, index) => {
    expect(arrayIndex(token)).toBe(index);
  });

  it.each(['', '-', '-0', '-1', '+1', '00', '01', '1e0', '1.0', ' 1', '1 ', '0x1', '١', 'length', '1\n'])(
    '"%s" is no index',
    (token) => {
      expect(arrayIndex(token)).toBeUndefined();
    },
  );

  it.each(['/2', '/-', '/-1', '/01', '/length', '/0/a', '/99999999999999999999', '/__proto__', '/map'])(
    '%s leads nowhere in [1,2]',
    (pointer) => {
      expect(resolved('[1,2]', pointer)).toBe('nothing');
    },
  );

  it('an index is a member name in an object', () => {
    expect(resolved('{"0":"a","01":"b","-":"c"}', '/01')).toBe('"b"');
    expect(resolved('{"0":"a","01":"b","-":"c"}', '/-')).toBe('"c"');
  });
});

describe('names that objects inherit', () => {
  it.each(HOSTILE_NAMES)('%s leads nowhere unless it is an own member', (name) => {
    for (const document of ['{}', '[]', '"text"', '1', 'true', 'null', '{"a":{}}']) {
      expect(resolved(document, `/${name}`)).toBe('nothing');
      expect(resolved(document, `/a/${name}`)).toBe('nothing');
    }
    expect(resolved(`{"${name}":{"${name}":1}}`, `/${name}/${name}`)).toBe('1');
  });
});
