import * as fc from 'fast-check';
import { LineMerger } from '../../src/json/merge-lines.js';

/** One character stands for one line. */
const lines = (text: string) => text.replaceAll(/./g, '$&\n');
const merge = (base: string, current: string, yours: string) =>
  new LineMerger().merge(lines(base), lines(current), lines(yours))?.replaceAll('\n', '');

describe('lines that go together', () => {
  it.each([
    ['each changed another line', 'abc', 'Abc', 'abC', 'AbC'],
    ['one inserted, one deleted', 'abcd', 'xabcd', 'abc', 'xabc'],
    ['both changed alike, and each something else', 'abcdefg', 'AbcXefg', 'abcXefG', 'AbcXefG'],
    ['changes that interleave', 'abcdefghi', 'AbcdEfghi', 'abCdefGhi', 'AbCdEfGhi'],
    ['both inserted the same at one place', 'ab', 'axb', 'axb', 'axb'],
    ['repeated lines', 'aaaa', 'xaaaa', 'aaaay', 'xaaaay'],
  ])('%s', (_, base, current, yours, merged) => {
    expect(merge(base, current, yours)).toBe(merged);
    expect(merge(base, yours, current)).toBe(merged);
  });
});

describe('a merge that is sent again', () => {
  it.each([
    ['a line like the one before it', 'a', 'ba', 'aa', 'baa'],
    ['one of many alike', 'aaa', 'baaa', 'aaaa', 'baaaa'],
  ])('%s is not inserted twice', (_, base, current, yours, merged) => {
    expect(merge(base, current, yours)).toBe(merged);
    expect(merge(base, merged, yours)).toBe(merged);
  });
});

describe('lines that do not', () => {
  it.each([
    ['one line changed in two ways', 'abc', 'axc', 'ayc'],
    ['lines side by side', 'abcd', 'aBcd', 'abCd'],
    ['two insertions at one place', 'ab', 'axb', 'ayb'],
    ['changed and deleted', 'abc', 'aBc', 'ac'],
  ])('%s', (_, base, current, yours) => {
    expect(merge(base, current, yours)).toBeUndefined();
    expect(merge(base, yours, current)).toBeUndefined();
  });

  it.each([
    ['a base without a line break', 'ab', 'xab', 'aby'],
    ['a base that is no text', null, 'x\n', 'y\n'],
    ['no base at all', undefined, 'x\n', 'y\n'],
    ['a side that is no text', 'a\nb\n', 5, 'a\n'],
  ])('%s', (_, base, current, yours) => {
    expect(new LineMerger().merge(base, current, yours)).toBeUndefined();
  });
});

describe('ends of lines', () => {
  it('are part of their line, and the last one need not have one', () => {
    const merger = new LineMerger();
    expect(merger.merge('a\r\nb\r\nc', 'A\r\nb\r\nc', 'a\r\nb\r\nC')).toBe('A\r\nb\r\nC');
    expect(merger.merge('a\nb\n', 'a\nb\nc', 'x\na\nb\n')).toBe('x\na\nb\nc');
    expect(merger.merge('a\nb', 'a\nb\n', 'a\nb\nc')).toBeUndefined();
  });
});

const anyText = fc.oneof(
  fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 9 }).map((parts) => parts.join('\n')),
  fc
    .array(fc.constantFrom('a\n', 'b\n', '\n', 'constructor\n', '__proto__\n', '7\n'), { maxLength: 9 })
    .map((parts) => parts.join('')),
);

describe('every three texts', () => {
  it('give the same either way round; no line is invented, none is lost that nobody deleted', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (base, current, yours) => {
        const merged = new LineMerger().merge(base, current, yours);
        expect(new LineMerger().merge(base, yours, current)).toBe(merged);
        if (merged === undefined) return;
        const counts = [base, current, yours, merged].map(countOf);
        for (const line of counts[3]?.keys() ?? []) {
          expect(counts.slice(0, 3).some((count) => count.has(line))).toBe(true);
        }
        for (const [line, count] of counts[0] ?? []) {
          const left = Math.min(counts[1]?.get(line) ?? 0, counts[2]?.get(line) ?? 0, count);
          const gone = 2 * count - (counts[1]?.get(line) ?? 0) - (counts[2]?.get(line) ?? 0);
          expect(counts[3]?.get(line) ?? 0).toBeGreaterThanOrEqual(Math.min(left, count - Math.max(0, gone)));
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('edits of one text in different places always go together, and merging again changes nothing', () => {
    const edit = fc.tuple(fc.nat({ max: 6 }), fc.constantFrom('', 'new', 'new\nnewer'));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(), { minLength: 20, maxLength: 20 }),
        edit,
        edit,
        (names, one, two) => {
          const apply = (at: number, text: string) =>
            names
              .flatMap((name, index) => (index === at ? (text === '' ? [] : [text]) : [String(name)]))
              .join('\n');
          const base = apply(-1, '');
          const current = apply(one[0], one[1]);
          const yours = apply(two[0] + 8, two[1]);
          fc.pre(current !== base && yours !== base);
          const merged = new LineMerger().merge(base, current, yours);
          if (merged === undefined) throw new Error('no merge');
          expect(merged).toContain(one[1]);
          expect(merged).toContain(two[1]);
          const again = merged === yours ? merged : new LineMerger().merge(base, merged, yours);
          expect(again).toBe(merged);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function countOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split(/(?<=\n)/)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

describe('the work is bounded', () => {
  // Compared line by line, this would take node-diff3 some 10^17 steps: the test would not end.
  it('half a million equal lines that both sides changed at one end are one value', () => {
    const base = '\n'.repeat(500_000);
    expect(new LineMerger().merge(base, `x\n${base}y\n`, `z\n${base}`)).toBeUndefined();
  });

  it('all texts of one merge share the bound', () => {
    const merger = new LineMerger(20_000);
    const texts = ['abcdefghi', 'AbcdEfghi', 'abCdefGhi'].map(lines);
    const results = Array.from({ length: 20 }, () => merger.merge(texts[0], texts[1] ?? '', texts[2] ?? ''));
    expect(results[0]).toBe(lines('AbCdEfGhi'));
    expect(results.at(-1)).toBeUndefined();
  });

  it('100,000 lines that were changed apart from each other are merged', () => {
    const middle = Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`).join('');
    const merged = new LineMerger().merge(middle, `top\n${middle}`, `${middle}bottom\n`);
    expect(merged).toBe(`top\n${middle}bottom\n`);
  });
});
