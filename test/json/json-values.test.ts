// RFC 8259 and 6902 4.6: values, their equality and their texts.
import * as fc from 'fast-check';
import { isJsonObject, jsonEquals, parseJson, serialiseJson } from '../../src/json/index.js';
import type { JsonValue } from '../../src/json/index.js';
import { anyValue } from './support.js';

/** A value inside forty thousand levels. */
const deep = (innermost: string): JsonValue =>
  parseJson('[{"a":'.repeat(20_000) + innermost + '}]'.repeat(20_000));

describe('isJsonObject', () => {
  it.each<[JsonValue, boolean]>([
    [{}, true],
    [{ length: 0 }, true],
    [[], false],
    [null, false],
    ['', false],
    [0, false],
    [false, false],
  ])('%j: %s', (value, verdict) => {
    expect(isJsonObject(value)).toBe(verdict);
  });
});

describe('6902 4.6: equal by JSON value', () => {
  it.each([
    ['1', '1.0'],
    ['100', '1e2'],
    ['0', '-0'],
    ['"a"', '"\\u0061"'],
    ['{"a":1,"b":[{}]}', '{"b":[{}],"a":1}'],
    ['[]', '[]'],
    ['{}', '{}'],
    ['{"__proto__":1}', '{"__proto__":1.0}'],
  ])('%s equals %s', (a, b) => {
    expect(jsonEquals(parseJson(a), parseJson(b))).toBe(true);
    expect(jsonEquals(parseJson(b), parseJson(a))).toBe(true);
  });

  it.each([
    ['1', '"1"'],
    ['1', '2'],
    ['0', 'false'],
    ['0', 'null'],
    ['""', 'null'],
    ['"a"', '"A"'],
    ['[]', '{}'],
    ['[]', 'null'],
    ['[1,2]', '[2,1]'],
    ['[1]', '[1,1]'],
    ['[[]]', '[{}]'],
    ['["a"]', '{"0":"a"}'],
    ['{"a":1}', '{"a":2}'],
    ['{"a":1}', '{"b":1}'],
    ['{"a":null}', '{}'],
    ['{"a":null}', '{"b":null}'],
    ['{"a":1}', '{"a":1,"b":2}'],
    ['{"toString":1}', '{"a":1}'],
    ['{"__proto__":{}}', '{"a":{}}'],
    ['{"__proto__":{}}', '{}'],
    ['{"constructor":1}', '{"__proto__":1}'],
    ['{"a":[1,{"b":[2]}]}', '{"a":[1,{"b":[3]}]}'],
  ])('%s differs from %s', (a, b) => {
    expect(jsonEquals(parseJson(a), parseJson(b))).toBe(false);
    expect(jsonEquals(parseJson(b), parseJson(a))).toBe(false);
  });

  it('each value equals its copy with members reversed, and no value equals it inside an array', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(jsonEquals(value, reversed(value))).toBe(true);
        expect(jsonEquals(value, [value])).toBe(false);
      }),
    );
  });

  it('any two values are equal exactly if their texts with sorted members are', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const areEqual = serialiseJson(sorted(a)) === serialiseJson(sorted(b));
        expect(jsonEquals(a, b)).toBe(areEqual);
      }),
      { numRuns: 1000 },
    );
  });

  it('twenty thousand levels are compared without recursion', () => {
    expect(jsonEquals(deep('1'), deep('1.0'))).toBe(true);
    expect(jsonEquals(deep('1'), deep('2'))).toBe(false);
  });
});

describe('8259: the text of a value', () => {
  it.each([
    'null',
    '[true,false,null,"",0,-1.5,1e+21,1e-7,[],{}]',
    '{"b":1,"a":{"c":[1,{"d":"\\n\\"\\\\ é😀\u2028"}]}}',
    '{"__proto__":{"__proto__":1},"toJSON":"x","constructor":{"prototype":{}}}',
  ])('%s comes back as it was', (text) => {
    expect(serialiseJson(parseJson(text))).toBe(text);
  });

  it('negative zero becomes zero, the same JSON value', () => {
    expect(serialiseJson(parseJson('[-0]'))).toBe('[0]');
  });

  it('half of a surrogate pair is escaped, for acceptText to refuse', () => {
    expect(serialiseJson(['\ud800'])).toBe('["\\ud800"]');
  });

  it('a value of twenty thousand levels is written, not thrown', () => {
    const text =
      `${'[1,{"a":'.repeat(20_000)}[[],{},"\u2028\\n",null]${',"b":true}]'.repeat(20_000)}`.replaceAll(
        ',"b":true}',
        ',"b":[true,{"c":0}]}',
      );
    expect(serialiseJson(parseJson(text))).toBe(text);
  });

  it('what is no JSON value at all throws, as the native writer does', () => {
    const circle: JsonValue[] = [];
    circle.push(circle);
    expect(() => serialiseJson(circle)).toThrow(TypeError);
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [
    name,
    reversed(member),
  ]);
  return Object.fromEntries(members.toReversed());
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [name, sorted(member)]);
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
