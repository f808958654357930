// The parameter `fields`: which members of a document are shown.
import * as fc from 'fast-check';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  serialiseJson,
} from '../../src/json/index.js';
import { project, valueAt } from '../../src/representation/index.js';
import { anyObject, deepFreeze, HOSTILE_NAMES } from '../json/support.js';

describe('a projection', () => {
  it.each([
    ['keeps the members named', '{"a":1,"b":2,"c":3}', 'a,c', '{"a":1,"c":3}'],
    ['keeps the order of the document', '{"b":1,"a":2}', 'a,b', '{"b":1,"a":2}'],
    ['keeps the nesting', '{"a":{"b":1,"c":2},"d":3}', 'a.b', '{"a":{"b":1}}'],
    ['joins paths that share their beginning', '{"a":{"b":1,"c":2,"d":3}}', 'a.d,a.b', '{"a":{"b":1,"d":3}}'],
    ['takes the whole when the whole is named too', '{"a":{"b":1,"c":2}}', 'a.b,a', '{"a":{"b":1,"c":2}}'],
    ['leaves out what the document lacks', '{"a":1}', 'b,a.b,c.d', '{}'],
    ['leaves out objects of which nothing is wanted', '{"a":{"b":1},"c":1}', 'a.x,c', '{"c":1}'],
    [
      'keeps what is empty when it is named',
      '{"a":{},"b":[],"c":null,"d":""}',
      'a,b,c,d',
      '{"a":{},"b":[],"c":null,"d":""}',
    ],
    ['does not reach into arrays', '{"a":[{"b":1}]}', 'a.b,a.0', '{}'],
    ['does not reach into strings', '{"a":"text"}', 'a.length,a.0', '{}'],
    ['finds names that hold dots', '{"a.b":1,"a":{"b":2}}', 'a.b', '{"a.b":1,"a":{"b":2}}'],
    ['finds names that hold dots on the way', '{"a.b":{"c":1,"d":2}}', 'a.b.c', '{"a.b":{"c":1}}'],
    ['of nothing is empty', '{"a":1}', '', '{}'],
  ])('%s', (_, text, fields, result) => {
    expect(serialiseJson(project(parseJson(text), fields.split(',')))).toBe(result);
  });

  it.each(HOSTILE_NAMES)('takes %s for a name as any other, and never an inherited member', (name) => {
    const data = parseJson(`{"${name}":{"${name}":1,"x":2},"y":3}`);
    expect(serialiseJson(project(data, [`${name}.${name}`]))).toBe(`{"${name}":{"${name}":1}}`);
    expect(project(parseJson('{"y":{}}'), [name, `y.${name}`])).toEqual({});
    expect(Object.getPrototypeOf(project(data, [name]))).toBe(Object.prototype);
  });

  it('of what is no object is empty', () => {
    for (const value of [null, 1, 'a', [1], true]) expect(project(value, ['length', '0'])).toEqual({});
  });
});

describe('over any document and any fields', () => {
  const cases = anyObject.chain((data) => {
    const known = waysOf(data).map(({ way }) => way.join('.'));
    const field = known.length === 0 ? fc.string() : fc.oneof(fc.constantFrom(...known), fc.string());
    return fc.tuple(fc.constant(deepFreeze(data)), fc.array(field, { maxLength: 5 }));
  });

  it('exactly the members are kept whose names on the way, joined by dots, are a field', () => {
    fc.assert(
      fc.property(cases, ([data, fields]) => {
        const kept = waysOf(data).filter(({ way }) =>
          way.some((__, index) => fields.includes(way.slice(0, index + 1).join('.'))),
        );
        // Each of them is there with its value; objects around them are there because they are.
        const result = project(data, fields);
        const around = kept.flatMap(({ way }) =>
          way.map((__, index) => JSON.stringify(way.slice(0, index + 1))),
        );
        expect(new Set(waysOf(result).map(({ way }) => JSON.stringify(way)))).toEqual(new Set(around));
        for (const { way, value } of kept) expect(at(result, way)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('the order of the members is that of the document', () => {
    fc.assert(
      fc.property(cases, ([data, fields]) => {
        const kept = new Set(waysOf(project(data, fields)).map(({ way }) => JSON.stringify(way)));
        const order = waysOf(data).map(({ way }) => JSON.stringify(way));
        expect([...kept]).toEqual(order.filter((way) => kept.has(way)));
      }),
    );
  });

  it('projecting twice changes nothing, and neither does the order of the fields', () => {
    fc.assert(
      fc.property(cases, ([data, fields]) => {
        const once = project(data, fields);
        expect(serialiseJson(project(once, fields))).toBe(serialiseJson(once));
        expect(serialiseJson(project(data, fields.toReversed()))).toBe(serialiseJson(once));
      }),
    );
  });

  it('a field has a value if and only if its projection is not empty', () => {
    fc.assert(
      fc.property(cases, ([data, fields]) => {
        for (const field of fields) {
          expect(valueAt(data, field) !== undefined).toBe(Object.keys(project(data, [field])).length > 0);
        }
      }),
    );
  });
});

interface Member {
  readonly way: readonly string[];
  readonly value: JsonValue;
}

/** Every member of an object and of the objects inside it, by the names that lead to it, in the order of the text. */
function waysOf(data: JsonObject, before: readonly string[] = []): Member[] {
  const ways: Member[] = [];
  for (const [name, value] of Object.entries(data)) {
    const way = [...before, name];
    ways.push({ way, value });
    if (isJsonObject(value)) ways.push(...waysOf(value, way));
  }
  return ways;
}

function at(data: JsonValue, way: readonly string[]): JsonValue | undefined {
  return way.reduce<JsonValue | undefined>(
    (found, name) =>
      found !== undefined && isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined,
    data,
  );
}
