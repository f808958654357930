// RFC 7396: JSON Merge Patch.
import * as fc from 'fast-check';
import { applyMergePatch, isJsonObject, jsonEquals, parseJson, serialiseJson } from '../../src/json/index.js';
import type { JsonObject, JsonValue } from '../../src/json/index.js';
import { anyObject, anyValue, deepFreeze, nullFreeObject, nullFreeValue } from './support.js';

const patched = (target: string, patch: string): string =>
  serialiseJson(applyMergePatch(parseJson(target), parseJson(patch)));

describe('7396 appendix A', () => {
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('%s patched with %s is %s', (target, patch, result) => {
    expect(patched(target, patch)).toBe(result);
  });
});

describe('7396 2: the rules', () => {
  it.each([
    ['an object patch on a scalar starts from an empty object', '1', '{"a":1}', '{"a":1}'],
    ['an object patch on null starts from an empty object', 'null', '{"a":{"b":null}}', '{"a":{}}'],
    ['nulls inside an array are values', '{}', '{"a":[null,{"b":null}]}', '{"a":[null,{"b":null}]}'],
    ['an array replaces an array whole', '{"a":[1,2,3]}', '{"a":[null]}', '{"a":[null]}'],
    ['removing what is not there changes nothing', '{"a":1}', '{"b":null}', '{"a":1}'],
    ['a null of the target stays unless it is named', '{"a":null,"b":1}', '{"b":2}', '{"a":null,"b":2}'],
    ['an empty patch changes nothing', '{"a":{"b":[1]}}', '{}', '{"a":{"b":[1]}}'],
    ['an empty object in the patch keeps an object', '{"a":{"b":1}}', '{"a":{}}', '{"a":{"b":1}}'],
    ['an empty object in the patch replaces a scalar', '{"a":1}', '{"a":{}}', '{"a":{}}'],
    ['a member keeps its place', '{"a":1,"b":2}', '{"a":3,"c":4}', '{"a":3,"b":2,"c":4}'],
    ['an empty name is a name', '{"":{"":1}}', '{"":{"":null,"x":1}}', '{"":{"x":1}}'],
  ])('%s', (_, target, patch, result) => {
    expect(patched(target, patch)).toBe(result);
  });

  it('an absent target counts as an empty object', () => {
    expect(applyMergePatch(undefined, { a: { b: null, c: 1 } })).toEqual({ a: { c: 1 } });
    expect(applyMergePatch(undefined, [1])).toEqual([1]);
  });

  it('a patch of twenty thousand levels is applied without recursion', () => {
    const deep = parseJson(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    const removal = parseJson(`${'{"a":'.repeat(20_000)}null${'}'.repeat(20_000)}`);
    expect(jsonEquals(applyMergePatch(undefined, deep), deep)).toBe(true);
    const emptied = serialiseJson(applyMergePatch(deep, removal));
    expect(emptied).toBe(`${'{"a":'.repeat(19_999)}{}${'}'.repeat(19_999)}`);
  });
});

describe('every target and patch', () => {
  it('gives what the algorithm of the RFC gives, and changes neither argument', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (target, patch) => {
        const before = [serialiseJson(target), serialiseJson(patch)];
        const result = applyMergePatch(deepFreeze(target), deepFreeze(patch));
        expect(serialiseJson(result)).toBe(serialiseJson(model(target, patch)));
        expect([serialiseJson(target), serialiseJson(patch)]).toEqual(before);
      }),
      { numRuns: 2000 },
    );
  });

  it('applied twice is as applied once', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (target, patch) => {
        const once = applyMergePatch(target, patch);
        expect(jsonEquals(applyMergePatch(once, patch), once)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves members that the patch does not name as they were', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (target, patch) => {
        const result = applyMergePatch(target, patch);
        const unnamed = Object.keys(target).filter((name) => !Object.hasOwn(patch, name));
        expect(unnamed.map((name) => own(result, name))).toEqual(unnamed.map((name) => own(target, name)));
      }),
    );
  });

  it('without nulls: the difference from a to b, applied to a, is b', () => {
    fc.assert(
      fc.property(nullFreeObject, nullFreeObject, (a, b) => {
        expect(jsonEquals(applyMergePatch(a, difference(a, b)), b)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('without nulls: a value as a patch of nothing is that value', () => {
    fc.assert(
      fc.property(nullFreeValue, (value) => {
        expect(jsonEquals(applyMergePatch(undefined, value), value)).toBe(true);
      }),
    );
  });
});

function own(value: JsonValue, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The algorithm of 7396 2 with lists of members, the plainest way to write it. */
function model(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  let members = target !== undefined && isJsonObject(target) ? Object.entries(target) : [];
  for (const [name, value] of Object.entries(patch)) {
    const at = members.findIndex(([existing]) => existing === name);
    if (value === null) members = members.filter(([existing]) => existing !== name);
    else if (at === -1) members.push([name, model(undefined, value)]);
    else members[at] = [name, model(members[at]?.[1], value)];
  }
  return Object.fromEntries(members);
}

/** The merge patch that leads from a to b. */
function difference(a: JsonObject, b: JsonObject): JsonValue {
  const members: [string, JsonValue][] = [];
  for (const name of Object.keys(a)) if (!Object.hasOwn(b, name)) members.push([name, null]);
  for (const [name, value] of Object.entries(b)) {
    const before = own(a, name);
    if (before !== undefined && jsonEquals(before, value)) continue;
    const isInner = before !== undefined && isJsonObject(before) && isJsonObject(value);
    members.push([name, isInner ? difference(before, value) : value]);
  }
  return Object.fromEntries(members);
}
