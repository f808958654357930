import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPage } from './markdown.js';

// What HTTP asks of such a service is a numbered list; a test that proves an item of it has the number in its name.

/** The whole numbers from `first` to `last`. */
function span(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

/** Requirements that must have a test. R56 joins with access control, R90 with QUERY. */
const REQUIRED: readonly number[] = [...span(1, 55), ...span(57, 89)];

/** A text that begins with numbers: the name of a test, or the part of it that stands in a row of its table. */
const NUMBERED = /['"`](R\d+(?:(?:, | and | )R\d+)*)(?![-\d])/g;

/** The numbers that names of tests in this text begin with. */
function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(NUMBERED)].flatMap(([, numbers = '']) =>
    [...numbers.matchAll(/\d+/g)].map(([digits]) => Number(digits)),
  );
}

describe('the numbered requirements', () => {
  const files = readdirSync(fileURLToPath(new URL('..', import.meta.url)), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('docs/requirements'))
    .map((path) => readPage(`test/${path.replaceAll('\\', '/')}`));
  const numbered = new Set(files.flatMap(numbersIn));

  it('each have a test with the number in its name: none is missing', () => {
    const missing = REQUIRED.filter((number) => !numbered.has(number));
    expect(missing.map((number) => `R${number}`)).toEqual([]);
  });

  it('are not more than there are: no name of a test has a number beyond R90', () => {
    expect([...numbered].filter((number) => number < 1 || number > 90)).toEqual([]);
  });

  it('are read from the beginning of a name only, one by one', () => {
    expect(numbersIn(`it('R1: a', it("R2, R3: b", it.each([['R4 R5', x], ['R6: c']])('%s: R7'`)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    // A range says nothing of each of its members, and a comment proves nothing.
    expect(numbersIn(`it('R8-R13: any list', // R14: why`)).toEqual([]);
  });
});
