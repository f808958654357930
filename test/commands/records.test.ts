import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { readRecords } from '../../src/operations/commands/records.js';
import { anyCuts, anySpace, anyText, cut } from './pieces.js';

/** The records of a file that comes in these pieces: their texts, numbered from 1 without a gap. */
async function read(pieces: Iterable<Buffer>, limit = 1000): Promise<(string | undefined)[]> {
  const texts: (string | undefined)[] = [];
  for await (const { bytes, number } of readRecords(inTurn(pieces), limit)) {
    texts.push(bytes?.toString());
    expect(number).toBe(texts.length);
  }
  return texts;
}

async function* inTurn(pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* pieces;
}

describe('the records of a file', () => {
  it.each([
    ['an array', '[{"a":1},{"a":2}]', ['{"a":1}', '{"a":2}']],
    ['a pretty-printed array', '[\n  {\n    "a": 1\n  },\n  {}\n]\n', ['{\n    "a": 1\n  }', '{}']],
    ['an array with CRLF', '[\r\n{"a":1},\r\n{"a":2}\r\n]\r\n', ['{"a":1}', '{"a":2}']],
    ['an empty array', '[]', []],
    ['an empty array, spaced out', ' [\n\n] ', []],
    ['lines', '{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['lines without a final line end', '{"a":1}\n{"a":2}', ['{"a":1}', '{"a":2}']],
    ['lines with CRLF', '{"a":1}\r\n{"a":2}\r\n', ['{"a":1}', '{"a":2}']],
    ['lines with blank ones between', '\n{"a":1}\n\n  \n{"a":2}\n\n', ['{"a":1}', '{"a":2}']],
    ['an empty file', '', []],
    ['a blank file', ' \r\n\t', []],
    ['lines that are no JSON', 'id,title\n1,a\n', ['id,title', '1,a']],
  ])('%s: %j has %j', async (_, text, records) => {
    expect(await read([Buffer.from(text)])).toEqual(records);
    expect(await read(Array.from(Buffer.from(text), (byte) => Buffer.of(byte)))).toEqual(records);
  });

  it('are the elements of any array, wherever it is cut into pieces', async () => {
    const anyParts = fc.array(fc.tuple(anySpace, anyText, anySpace), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(anySpace, anyParts, anyCuts, async (space, parts, cuts) => {
        const pieces = cut(`${space}[${parts.map((part) => part.join('')).join(',')}]${space}`, cuts);
        expect(await read(pieces, Infinity)).toEqual(parts.map(([, text]) => text));
      }),
    );
  });

  it('are the lines of any NDJSON, wherever it is cut into pieces', async () => {
    const anyLine = anyText.map((text) => `{"a":${text.replaceAll('\n', '')}}`);
    const anyEnd = fc.constantFrom('\n', '\r\n', ' \n\n');
    const anyLines = fc.array(fc.tuple(anyLine, anyEnd), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(anyLines, fc.boolean(), anyCuts, async (lines, ended, cuts) => {
        const text = lines.flat().join('');
        expect(await read(cut(ended ? text : text.trimEnd(), cuts), Infinity)).toEqual(
          lines.map(([line]) => line),
        );
      }),
    );
  });
});

describe('a record beyond the limit', () => {
  it.each([
    ['of an array', '[{"a":1},{"a":"too long"},{"a":2}]'],
    ['of lines', '{"a":1}\n{"a":"too long"}\n{"a":2}'],
    ['of lines, at the end', '{"a":1}\n{"a":"too long"}\n{"a":2}\n'],
  ])('%s has no bytes, and those after it are read', async (_, text) => {
    const expected = ['{"a":1}', undefined, '{"a":2}'];
    expect(await read([Buffer.from(text)], 10)).toEqual(expected);
    expect(
      await read(
        Array.from(text, (character) => Buffer.from(character)),
        10,
      ),
    ).toEqual(expected);
  });
});

describe('a file that is neither array nor lines', () => {
  it.each([
    ['ends in a record', '[{"a":1},{"a":', /ends in the middle of the array, after record 1$/],
    ['ends after a comma', '[{"a":1},', /ends in the middle of the array, after record 1$/],
    ['ends in a string', '[{"a":"1}]', /ends in the middle of the array, after record 0$/],
    ['goes on after the array', '[{"a":1}] {}', /something follows the closing bracket/],
    ['has brackets that do not match', '[{"a":1}}', /closing bracket/],
    ['has a byte order mark', '\ufeff[{"a":1}]', /byte order mark/],
  ])('%s: a SyntaxError that says so', async (_, text, message) => {
    await expect(read([Buffer.from(text)])).rejects.toThrow(SyntaxError);
    await expect(read([Buffer.from(text)])).rejects.toThrow(message);
  });

  it('yields the records before the fault, though all came in one piece', async () => {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { bytes } of readRecords(inTurn([Buffer.from('[{"a":1},{"a":2}]x')]), 100)) {
        seen.push(String(bytes));
      }
    })();
    await expect(reading).rejects.toThrow(SyntaxError);
    expect(seen).toEqual(['{"a":1}', '{"a":2}']);
  });
});
