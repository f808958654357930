// What holds for every base and every two that came from it.
import * as fc from 'fast-check';
import {
  changedPointers,
  isJsonObject,
  jsonEquals,
  mergeDocuments,
  mergeValues,
  type MergedValue,
  parseJson,
  parsePointer,
  resolvePointer,
  serialiseJson,
} from '../../src/json/index.js';
import type { JsonObject, JsonValue } from '../../src/json/index.js';
import { anyObject, anyValue, deepFreeze, HOSTILE_NAMES, LIMITS } from './support.js';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd'), { maxLength: 5 })
  .map((lines) => lines.join(''));
const leaf = fc.oneof(anyValue, text, fc.constantFrom<JsonValue>(1, 2, null, [], {}));
const name = fc.constantFrom('a', 'b', 'c', ...HOSTILE_NAMES);

/** An edit of a value: a member somewhere in it set, or removed. */
const edit = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 3 }),
  value: fc.option(leaf, { nil: undefined }),
});

/** A base and two edited forms of it: near enough that much goes together, and much does not. */
const three = fc
  .tuple(
    anyObject,
    fc.array(edit, { maxLength: 6 }),
    fc.array(edit, { maxLength: 4 }),
    fc.array(edit, { maxLength: 4 }),
  )
  .map(([start, common, left, right]) => {
    const base = common.reduce(edited, start);
    return { base, current: left.reduce(edited, base), yours: right.reduce(edited, base) };
  });

function edited(
  object: JsonObject,
  { path, value }: { path: string[]; value: JsonValue | undefined },
): JsonObject {
  const [head = '', ...rest] = path;
  const before = Object.hasOwn(object, head) ? (object[head] ?? null) : null;
  const inner = isJsonObject(before) ? before : {};
  const after = rest.length === 0 ? value : edited(inner, { path: rest, value });
  const members = Object.entries(object).filter(([member]) => member !== head);
  return Object.fromEntries(after === undefined ? members : [...members, [head, after] as const]);
}

const merged = (base: JsonValue, current: JsonValue, yours: JsonValue): JsonValue => {
  const result = mergeValues(base, current, yours);
  if (result.kind === 'conflicts') throw new Error(`conflicts: ${serialiseJson(result.conflicts as never)}`);
  return result.value;
};

describe('every three-way merge', () => {
  it('with a side that did not change is the other side, and of two equal sides is that', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (base, value) => {
        expect(merged(base, value, base)).toBe(value);
        expect(jsonEquals(merged(base, base, value), value)).toBe(true);
        expect(jsonEquals(merged(base, value, value), value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same either way round, but for the order of members; its conflicts too', () => {
    fc.assert(
      fc.property(three, ({ base, current, yours }) => {
        const one = mergeValues(base, current, yours);
        const other = mergeValues(base, yours, current);
        expect(other.kind).toBe(one.kind);
        const clean = one.kind === 'merged' && other.kind === 'merged';
        expect(!clean || jsonEquals(one.value, other.value)).toBe(true);
        expect(placesOf(one, 'current', 'yours')).toEqual(placesOf(other, 'yours', 'current'));
      }),
      { numRuns: 1000 },
    );
  });

  it('changes no argument, invents nothing, and shows each conflict as the three have it', () => {
    fc.assert(
      fc.property(three, ({ base, current, yours }) => {
        const before = serialiseJson([base, current, yours]);
        const result = mergeValues(deepFreeze(base), deepFreeze(current), deepFreeze(yours));
        expect(serialiseJson([base, current, yours])).toBe(before);
        const known = new Set([base, current, yours].flatMap(leavesOf));
        const value = result.kind === 'merged' ? result.value : result.merged;
        expect(leavesOf(value).filter((found) => !known.has(found))).toEqual([]);
        for (const { pointer, ...sides } of result.kind === 'conflicts' ? result.conflicts : []) {
          const at = parsePointer(pointer) ?? [];
          const all = { base, current, yours };
          const expected = Object.entries(all).flatMap(([side, whole]) => {
            const found = resolvePointer(whole, at);
            return found === undefined ? [] : [[side, found] as const];
          });
          expect(sides).toEqual(Object.fromEntries(expected));
          expect(resolvePointer(value, at)).toEqual(resolvePointer(current, at));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('takes every change of one side, and its conflicts are places that both changed', () => {
    fc.assert(
      fc.property(three, ({ base, current, yours }) => {
        const result = mergeValues(base, current, yours);
        const value = result.kind === 'merged' ? result.value : result.merged;
        const conflicts = result.kind === 'merged' ? [] : result.conflicts.map(({ pointer }) => pointer);
        const changes = { current: changedPointers(base, current), yours: changedPointers(base, yours) };
        for (const pointer of conflicts) {
          for (const changed of Object.values(changes))
            expect(changed.some((one) => touch(one, pointer))).toBe(true);
        }
        for (const [side, whole, others] of [
          ['current', current, 'yours'],
          ['yours', yours, 'current'],
        ] as const) {
          for (const pointer of alone(changes[side], changes[others])) {
            const at = parsePointer(pointer) ?? [];
            expect(resolvePointer(value, at)).toEqual(resolvePointer(whole, at));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is a document that is accepted, or unchanged', () => {
    fc.assert(
      fc.property(three, ({ base, current, yours }) => {
        const result = mergeDocuments(base, current, yours, LIMITS);
        expect(result.kind).not.toBe('refused');
        const expected = mergeValues(base, current, yours);
        const same = expected.kind === 'merged' && jsonEquals(expected.value, current);
        expect(result.kind).toBe(same ? 'unchanged' : expected.kind);
        expect(result.kind !== 'merged' || parseJson(result.text)).toEqual(
          result.kind !== 'merged' || expected.kind !== 'merged' || expected.value,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('merged once more changes nothing, where no text was merged by lines', () => {
    fc.assert(
      fc.property(three, ({ base, current, yours }) => {
        const result = mergeValues(base, current, yours);
        fc.pre(result.kind === 'merged' && !serialiseJson(base).includes('\\n'));
        const once = merged(base, current, yours);
        expect(jsonEquals(merged(base, once, yours), once)).toBe(true);
        expect(jsonEquals(merged(base, once, current), once)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

/** The conflicts as lines: where, and what two of the sides have there. */
function placesOf(result: MergedValue, left: 'current' | 'yours', right: 'current' | 'yours'): string[] {
  const conflicts = result.kind === 'merged' ? [] : result.conflicts;
  return conflicts
    .map((place) => JSON.stringify([place.pointer, place.base, place[left], place[right]]))
    .toSorted();
}

/** The pointers that none of the others lead to, or through. */
function alone(own: readonly string[], others: readonly string[]): string[] {
  return own.filter((pointer) => !others.some((other) => touch(pointer, other)));
}

/** Whether one pointer leads to the place of the other, or through it. */
function touch(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

/** Everything in a value that is no object with members, by its text; of a text of lines each line. */
function leavesOf(value: JsonValue): string[] {
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([member, inner]) => [`name ${member}`].concat(leavesOf(inner)));
  }
  if (typeof value === 'string') return value.split(/(?<=\n)/).map((line) => `line ${line}`);
  return [serialiseJson(value)];
}
