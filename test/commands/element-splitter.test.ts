import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { ElementSplitter, rawMember } from '../../src/operations/commands/element-splitter.js';
import { anyCuts, anySpace, anyText, cut } from './pieces.js';

/** The elements of a text that comes in these pieces, as texts. */
function split(pieces: readonly Buffer[], splitter = new ElementSplitter()): string[] {
  return pieces.flatMap((piece) => [...splitter.push(piece)]).map(String);
}

describe('the elements of an array', () => {
  it.each([
    ['[]', []],
    ['[ \n ]', []],
    ['[1]', ['1']],
    [' [1,2]\n', ['1', '2']],
    ['[ 1 ,\r\n\t2 ]', [' 1 ', '\r\n\t2 ']],
    ['[[1,2],{"a":[3,4]}]', ['[1,2]', '{"a":[3,4]}']],
    ['["a,b","]","\\"],","\\\\"]', ['"a,b"', '"]"', '"\\"],"', '"\\\\"']],
    ['[1.0,9007199254740993,1e400]', ['1.0', '9007199254740993', '1e400']],
    ['[1,]', ['1', '']],
    ['[,]', ['', '']],
  ])('%j has the elements %j', (text, elements) => {
    expect(split([Buffer.from(text)])).toEqual(elements);
    expect(split(Array.from(Buffer.from(text), (byte) => Buffer.of(byte)))).toEqual(elements);
  });

  it('are byte for byte those of the text, wherever it is cut into pieces', () => {
    const anyElements = fc.array(fc.tuple(anySpace, anyText, anySpace), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(anySpace, anyElements, anySpace, anyCuts, (before, parts, after, cuts) => {
        const elements = parts.map((part) => part.join(''));
        const pieces = cut(`${before}[${elements.join(',')}]${after}`, cuts);
        expect(split(pieces)).toEqual(elements);
      }),
      { numRuns: 500 },
    );
  });

  it('come before the complaint about what follows the closing bracket', () => {
    const splitter = new ElementSplitter();
    const elements: string[] = [];
    expect(() => {
      for (const element of splitter.push(Buffer.from('[1,2] 3'))) elements.push(String(element));
    }).toThrow(SyntaxError);
    expect(elements).toEqual(['1', '2']);
  });

  it.each(['[1}', '{"a":1]', '[1,{"a":2}}'])('%j is refused: its brackets do not match', (text) => {
    expect(() => split([Buffer.from(text)])).toThrow(SyntaxError);
  });

  it.each(['', ' ', '[', '[1', '[1,', '["]', '[[1]', '[{"a":1}, {"b"'])('%j is not done', (text) => {
    const splitter = new ElementSplitter();
    split([Buffer.from(text)], splitter);
    expect(splitter.done).toBe(false);
  });

  it.each([
    ['whole', ['[1,"ab","abc",2]']],
    ['in pieces', ['[1,"a', 'b","ab', 'c"', ',2]']],
    ['byte by byte', Array.from('[1,"ab","abc",2]')],
  ])('beyond the limit are undefined and the others are not, %s', (_, pieces) => {
    const splitter = new ElementSplitter(4);
    const elements = pieces.flatMap((piece) => [...splitter.push(Buffer.from(piece))]);
    expect(elements.map((element) => element?.toString())).toEqual(['1', '"ab"', undefined, '2']);
  });
});

describe('a raw member', () => {
  it.each([
    ['{"a":1,"data":{"x":1.0}}', '{"x":1.0}'],
    ['{"data" : 1.50 }', ' 1.50 '],
    ['{"d\\u0061ta":7}', '7'],
    ['{"a":{"data":1},"data":2}', '2'],
    ['{"a":"\\"data\\":1","data":3}', '3'],
    ['{"da:ta":1,"data":4}', '4'],
    ['{"data":9007199254740993}', '9007199254740993'],
    ['{"Data":1}', undefined],
    ['{}', undefined],
    ['"data"', undefined],
  ])('of %j is %j', (text, value) => {
    expect(rawMember(Buffer.from(text), 'data')?.toString()).toBe(value);
  });

  it('is the slice of the text between its colon and its comma, for every object', () => {
    const anyName = fc.string({ unit: 'binary', maxLength: 3 });
    const anyMembers = fc.uniqueArray(fc.tuple(anyName, anySpace, anySpace, anyText, anySpace), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(anyMembers, (members) => {
        const texts = members.map(
          ([name, ...[first, second, value, last]]) =>
            `${JSON.stringify(name)}${first}:${second}${value}${last}`,
        );
        const object = Buffer.from(`{${texts.join(',')}}`);
        for (const [name, , second, value, last] of members) {
          expect(rawMember(object, name)?.toString()).toBe(`${second}${value}${last}`);
        }
      }),
      { numRuns: 500 },
    );
  });
});
