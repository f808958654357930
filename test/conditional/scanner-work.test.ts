import { parseEntityTag, parseTagField } from '../../src/conditional/index.js';

/**
 * A text that counts how often it is looked at. It has nothing but what a linear scanner needs: a split, a search or a
 * pattern would find no such method, or convert it to a string and so throw.
 */
class CountedText {
  looks = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    this.looks += 1;
    return this.#text.length;
  }

  charCodeAt(index: number): number {
    this.looks += 1;
    return this.#text.charCodeAt(index);
  }

  slice(start: number, end: number): string {
    this.looks += end - start;
    return this.#text.slice(start, end);
  }

  toString(): never {
    throw new Error('The scanner must not copy its text');
  }
}

/** Lets a counted text stand in for the string that it counts for. */
function standsIn(text: unknown): text is string {
  return text instanceof CountedText;
}

/** Looks for each character of the text, at most: one to skip, one to find an end, a few for each tag. */
const LOOKS = 6;

const HOSTILE = [
  ['quotes', '"'],
  ['commas', ','],
  ['spaces', ' '],
  ['tabs and commas', '\t,'],
  ['weakness marks', 'W/'],
  ['marks and quotes', 'W/"'],
  ['backslashes', '\\'],
  ['escaped quotes', '\\"'],
  ['quoted backslashes', '"\\"'],
  ['asterisks', '*'],
  ['asterisks in a list', '*,'],
  ['empty tags', '"",'],
  ['weak empty tags', 'W/"",'],
  ['tags with far commas', '"a"     ,     '],
  ['tags without commas', '"a" '],
  ['quotes and spaces', '" '],
  ['quotes and commas', '",'],
  ['letters', 'a'],
  ['bytes above 0x7F', '\u00ff'],
  ['control characters', '\u0001'],
] as const;

const AROUND = [
  ['', ''],
  ['"', ''],
  ['"', '"'],
  ['W/"', '" x'],
  ['"a"', ''],
  ['"a",', '"'],
  ['*', ''],
  ['*', '*'],
  ['', '"a"'],
  ['"a" ', ','],
] as const;

describe('9110 8.8.3: the work of the scanner', () => {
  const cases = HOSTILE.flatMap(([name, unit]) =>
    [16, 256].map((kibibytes) => ({
      name,
      unit,
      kibibytes,
      times: Math.floor((kibibytes * 1024) / unit.length),
    })),
  );

  it.each(cases)('R8, R16: $kibibytes KiB of $name take work in proportion', ({ unit, times }) => {
    const wasteful = AROUND.map(([before, behind]) => {
      const text = `${before}${unit.repeat(times)}${behind}`;
      const list = new CountedText(text);
      const single = new CountedText(text);
      if (standsIn(list) && standsIn(single)) {
        parseTagField([list]);
        parseEntityTag(single);
      }
      return { before, behind, looks: Math.max(list.looks, single.looks), limit: LOOKS * text.length };
    }).filter(({ looks, limit }) => looks === 0 || looks > limit);
    expect(wasteful).toEqual([]);
  });

  it('R9: many lines are joined once', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `"${index}"`);
    let joins = 0;
    const counted = new Proxy(lines, {
      get(target, property, receiver): unknown {
        if (property === 'join') joins += 1;
        return Reflect.get(target, property, receiver);
      },
    });
    expect(parseTagField(counted)).toMatchObject({ kind: 'tags', tags: { length: 10_000 } });
    expect(joins).toBe(1);
  });
});
