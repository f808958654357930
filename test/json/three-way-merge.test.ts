import { changedPointers, mergeValues, parseJson, serialiseJson } from '../../src/json/index.js';
import type { JsonObject, JsonValue } from '../../src/json/index.js';
import { HOSTILE_NAMES } from './support.js';

const text = (value: JsonValue | undefined) => (value === undefined ? '-' : serialiseJson(value));

/** The text of a clean merge, or the conflicts as `pointer: base | current | yours`, `-` for no member. */
function told(base: string, current: string, yours: string): string | string[] {
  const result = mergeValues(parseJson(base), parseJson(current), parseJson(yours));
  if (result.kind === 'merged') return serialiseJson(result.value);
  return result.conflicts.map(
    (place) => `${place.pointer}: ${text(place.base)} | ${text(place.current)} | ${text(place.yours)}`,
  );
}

describe('what goes together', () => {
  it.each([
    ['nothing changed', '{"a":1}', '{"a":1}', '{"a":1}', '{"a":1}'],
    ['one side changed', '{"a":1}', '{"a":1}', '{"a":2}', '{"a":2}'],
    ['each changed another member', '{"a":1,"b":1}', '{"a":2,"b":1}', '{"a":1,"b":2}', '{"a":2,"b":2}'],
    [
      'each changed another member inside',
      '{"o":{"a":1,"b":1}}',
      '{"o":{"a":2,"b":1}}',
      '{"o":{"a":1,"b":2}}',
      '{"o":{"a":2,"b":2}}',
    ],
    ['both changed alike', '{"a":1}', '{"a":[2,{"x":3}]}', '{"a":[2,{"x":3.0}]}', '{"a":[2,{"x":3}]}'],
    ['both deleted', '{"a":1,"b":1}', '{"b":1}', '{"b":1}', '{"b":1}'],
    ['one deleted what the other left', '{"a":1,"b":1}', '{"a":1,"b":2}', '{"b":1}', '{"b":2}'],
    ['each added another member', '{}', '{"c":1}', '{"b":2}', '{"c":1,"b":2}'],
    [
      'both added objects',
      '{}',
      '{"o":{"c":1,"d":{"x":1}}}',
      '{"o":{"d":{"y":1}}}',
      '{"o":{"c":1,"d":{"x":1,"y":1}}}',
    ],
    ['both added objects, one of them empty', '{}', '{"o":{}}', '{"o":{"a":1}}', '{"o":{"a":1}}'],
    ['both added the same', '{}', '{"a":null}', '{"a":null}', '{"a":null}'],
    ['a number that is written in another way is not changed', '{"a":1.0}', '{"a":1}', '{"a":2}', '{"a":2}'],
    ['-0 is 0', '{"a":0}', '{"a":-0}', '{"a":2}', '{"a":2}'],
    ['an object became a scalar on one side', '{"o":{"a":1}}', '{"o":5}', '{"o":{"a":1}}', '{"o":5}'],
    ['order of members is no change', '{"a":1,"b":2}', '{"b":2,"a":1}', '{"a":1,"b":3}', '{"a":1,"b":3}'],
    [
      "current's order, then what yours added",
      '{"a":1,"b":1}',
      '{"b":1,"x":1,"a":1}',
      '{"y":1,"a":1,"z":1,"b":1}',
      '{"b":1,"x":1,"a":1,"y":1,"z":1}',
    ],
    [
      'lines',
      '{"t":"1\\n2\\n3\\n"}',
      '{"t":"one\\n2\\n3\\n"}',
      '{"t":"1\\n2\\n3\\n4"}',
      '{"t":"one\\n2\\n3\\n4"}',
    ],
  ])('%s', (_, base, current, yours, merged) => {
    expect(told(base, current, yours)).toBe(merged);
  });

  it('a clean merge of an object that only yours changed keeps the order of yours', () => {
    expect(told('{"a":1,"b":1}', '{"b":1,"a":1}', '{"c":2,"b":1,"a":1}')).toBe('{"c":2,"b":1,"a":1}');
  });
});

describe('what does not', () => {
  it.each([
    ['both changed one member', '{"a":1}', '{"a":2}', '{"a":3}', ['/a: 1 | 2 | 3']],
    ['current deleted what yours changed', '{"a":1}', '{}', '{"a":3}', ['/a: 1 | - | 3']],
    ['yours deleted what current changed', '{"a":1}', '{"a":2}', '{}', ['/a: 1 | 2 | -']],
    ['both added another value', '{}', '{"a":null}', '{"a":0}', ['/a: - | null | 0']],
    ['both added, one of them an object', '{}', '{"a":{}}', '{"a":[]}', ['/a: - | {} | []']],
    ['both added objects that differ', '{}', '{"o":{"a":1,"b":1}}', '{"o":{"a":2}}', ['/o/a: - | 1 | 2']],
    ['arrays are values', '{"a":[1,2]}', '{"a":[0,1,2]}', '{"a":[1,2,3]}', ['/a: [1,2] | [0,1,2] | [1,2,3]']],
    [
      'one changed inside of what the other replaced',
      '{"o":{"a":1}}',
      '{"o":{"a":2}}',
      '{"o":"x"}',
      ['/o: {"a":1} | {"a":2} | "x"'],
    ],
    [
      'one changed inside of what the other deleted',
      '{"o":{"a":1}}',
      '{}',
      '{"o":{"a":2}}',
      ['/o: {"a":1} | - | {"a":2}'],
    ],
    [
      'both made objects of what was none',
      '{"o":1}',
      '{"o":{"a":1}}',
      '{"o":{"b":1}}',
      ['/o: 1 | {"a":1} | {"b":1}'],
    ],
    [
      'strings of one line are values',
      '{"t":"a b"}',
      '{"t":"A b"}',
      '{"t":"a B"}',
      ['/t: "a b" | "A b" | "a B"'],
    ],
    [
      'one line changed by both',
      '{"t":"1\\n2\\n"}',
      '{"t":"1\\nx\\n"}',
      '{"t":"1\\ny\\n"}',
      ['/t: "1\\n2\\n" | "1\\nx\\n" | "1\\ny\\n"'],
    ],
    [
      'every place is told, its name escaped',
      '{"a/b":1,"":{"~":1}}',
      '{"a/b":2,"":{"~":2}}',
      '{"a/b":3,"":{"~":3}}',
      ['/a~1b: 1 | 2 | 3', '//~0: 1 | 2 | 3'],
    ],
  ])('%s', (_, base, current, yours, conflicts) => {
    expect(told(base, current, yours)).toEqual(conflicts);
  });

  it('the merge so far has what goes together, and the current values where nothing does', () => {
    const result = mergeValues(
      parseJson('{"a":1,"b":1,"c":1,"d":1}'),
      parseJson('{"a":2,"b":2,"c":1}'),
      parseJson('{"a":3,"b":1,"c":4,"d":4,"e":5}'),
    );
    expect(result).toMatchObject({ merged: { a: 2, b: 2, c: 4, e: 5 } });
    expect(result).not.toHaveProperty('merged.d');
  });
});

describe.each(HOSTILE_NAMES)('the name %s', (name) => {
  it('is a member like any other, and what is inherited is none', () => {
    const one = `{"${name}":{"x":1}}`;
    expect(told('{}', '{"a":1}', one)).toBe(`{"a":1,"${name}":{"x":1}}`);
    expect(told(one, `{"${name}":{"x":1,"y":2}}`, `{"${name}":{"x":3}}`)).toBe(`{"${name}":{"x":3,"y":2}}`);
    expect(told(one, '{}', one)).toBe('{}');
    expect(told(one, '{}', `{"${name}":{"x":2}}`)).toEqual([`/${name}: {"x":1} | - | {"x":2}`]);
    const { value } = mergeValues({}, { a: 1 }, parseJson(one)) as { value: JsonObject };
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

const nested = (levels: number, leaf: string) => `${'{"a":'.repeat(levels)}${leaf}${'}'.repeat(levels)}`;

const members = (value: number) =>
  Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`m${index}`, value]));

describe('hostile sizes', () => {
  it('1000 levels, more than a document can have, are merged at their bottom', () => {
    const merged = told(nested(1000, '{}'), nested(1000, '{"x":1}'), nested(1000, '{"y":1}'));
    expect(merged).toBe(nested(1000, '{"x":1,"y":1}'));
  });

  it('a long name around many conflicts: the object is one conflict, and keeps its current value', () => {
    const name = 'n'.repeat(400_000);
    const [base, current, yours] = [1, 2, 3].map((value) => ({ [name]: members(value), other: value }));
    const result = mergeValues(base ?? null, current ?? null, yours ?? null);
    if (result.kind !== 'conflicts') throw new Error('no conflict');
    expect(result.conflicts.map(({ pointer }) => pointer)).toEqual([`/${name}`, '/other']);
    expect(result.conflicts[0]?.current).toBe(current?.[name]);
    expect(result.merged).toEqual(current);
    expect(changedPointers(base ?? null, current ?? null)).toEqual([`/${name}`, '/other']);
  });
});
