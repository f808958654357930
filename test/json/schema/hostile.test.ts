import type { JsonObject, JsonValue } from '../../../src/json/index.js';
import { HOSTILE_NAMES } from '../support.js';
import { broken, compiled, faultsOf, timeOf } from './support.js';

/** Milliseconds that one check may take on a slow machine: more than ten times what it takes. */
const SOON = 8000;

const EXHAUSTED = [
  { pointer: '', message: 'takes more steps to check than a document of this size may; simplify the schema' },
];

/** An object from members, as JSON.parse makes it: every name is an own member. */
const object = (...members: [string, JsonValue][]): JsonObject => Object.fromEntries(members);

/** An object of many members that have one value. */
const many = (length: number, value: JsonValue): JsonObject =>
  object(...Array.from({ length }, (_, n): [string, JsonValue] => [`m${n}`, value]));

/** A text of objects inside each other. */
const levels = (count: number, inner: string) => `${'{"a":'.repeat(count)}${inner}${'}'.repeat(count)}`;

describe.each(HOSTILE_NAMES)('the member name %s is data', (name) => {
  it('is missing where no such member was sent', () => {
    expect(broken({ required: [name] }, {})).toEqual([` must have the member ${JSON.stringify(name)}`]);
    expect(broken({ required: [name] }, object([name, 1]))).toEqual([]);
  });

  it('is judged only where it was sent', () => {
    const properties = object([name, { type: 'integer' }]);
    expect(broken({ properties }, {})).toEqual([]);
    expect(broken({ properties, additionalProperties: false }, object([name, 1]))).toEqual([]);
    expect(broken({ properties }, object([name, 'x']))).toHaveLength(1);
    expect(broken({ additionalProperties: false }, object([name, 1]))).toHaveLength(1);
    expect(broken({ unevaluatedProperties: false }, object([name, 1]))).toHaveLength(1);
    expect(broken({ properties, unevaluatedProperties: false }, object([name, 1]))).toEqual([]);
  });

  it('means nothing in the dependencies, constants and definitions of a schema', () => {
    expect(broken({ dependentRequired: object([name, ['a']]) }, {})).toEqual([]);
    expect(broken({ dependentSchemas: object([name, false]) }, {})).toEqual([]);
    expect(broken({ const: object([name, 1]) }, {})).toHaveLength(1);
    expect(broken({ $defs: object([name, { const: 1 }]), $ref: `#/$defs/${name}` }, 1)).toEqual([]);
    expect(faultsOf({ $ref: `#/$defs/${name}`, $defs: {} })).toHaveLength(1);
  });

  it('is no keyword', () => {
    // Two of them are keywords of JavaScript's own and one is of JSON Schema.
    expect(faultsOf(object([name, { a: 1 }]))).toHaveLength(1);
  });
});

describe('a pattern', () => {
  it.each([
    ['^(a+)+$', 'a'],
    ['^(a|a)*$', 'a'],
    ['(x+x+)+y', 'x'],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'],
    ['(.*)*b', 'a'],
    ['^(a?){300}a{300}$', 'a'],
    ['([ab]*a[ab]{200})+c', 'ab'],
  ])('%s on 64 KiB that nearly match takes a moment', (pattern, piece) => {
    const text = `${piece.repeat(65_536 / piece.length)}!`;
    const schema = compiled({ properties: { v: { pattern } } });
    const document = JSON.stringify({ v: text });
    expect(schema.check(document)).toHaveLength(1);
    expect(timeOf(() => schema.check(document))).toBeLessThan(SOON);
  });

  it('that would be compiled into a very large program is refused at once', () => {
    const nested = `${'(x{0,1000}|'.repeat(60)}y${')'.repeat(60)}`;
    const patterns = [
      nested,
      '(a{1,100}){1,10}'.repeat(3),
      'a{1000}b{1000}c{1000}',
      `(${'ab'.repeat(500)}){900}`,
    ];
    for (const pattern of patterns) {
      expect(timeOf(() => expect(faultsOf({ pattern })).toHaveLength(1))).toBeLessThan(SOON);
    }
  });

  it('is one of not too many', () => {
    const allOf = Array.from({ length: 300 }, (_, n) => ({ pattern: `a${n}` }));
    expect(faultsOf({ allOf })[0]).toContain('is too much');
  });
});

describe('a hostile schema', () => {
  const doubling: JsonObject = { $ref: '#/$defs/s0', $defs: { s40: false } };
  for (let n = 0; n < 40; n++) {
    const next = { $ref: `#/$defs/s${n + 1}` };
    (doubling.$defs as JsonObject)[`s${n}`] = { anyOf: [next, next] };
  }
  const everyLevel = { additionalProperties: { $ref: '#' } };
  const names = Array.from({ length: 9000 }, (_, n) => `n${n}`);

  it.each<[string, JsonObject, JsonValue]>([
    ['whose alternatives double forty times', doubling, {}],
    [
      'whose branches double at each level',
      { allOf: [everyLevel, everyLevel] },
      JSON.parse(levels(100, '1')),
    ],
    [
      'with thousands of names for each member',
      { additionalProperties: { anyOf: [{ required: names }, true] } },
      many(20_000, {}),
    ],
    [
      'with thousands of values for each member',
      { additionalProperties: { anyOf: [{ enum: names.map((name) => [name]) }, true] } },
      many(20_000, ['x']),
    ],
    [
      'that counts all members thousands of times',
      { allOf: Array.from({ length: 4000 }, () => ({ minProperties: 1 })) },
      many(20_000, 1),
    ],
    [
      'that compares all elements at each level',
      {
        $defs: { u: { uniqueItems: true, items: { $ref: '#/$defs/u' } } },
        additionalProperties: { $ref: '#/$defs/u' },
      },
      { a: JSON.parse(`${'['.repeat(120)}${JSON.stringify(names)}${']'.repeat(120)}`) },
    ],
    ['whose references go deep at each level', deepAtEachLevel(), JSON.parse(levels(127, '1'))],
  ])('%s ends in bounded time: the document is refused', (_, schema, value) => {
    const check = compiled(schema);
    const text = JSON.stringify(value);
    expect(timeOf(() => expect(check.check(text)).toEqual(EXHAUSTED))).toBeLessThan(SOON);
  });

  it.each<[string, JsonObject, string]>([
    ['with a long chain of references', chain(3000), 'is more than 100 references and combinations deep'],
    ['with more subschemas than a schema may hold', { $defs: many(5000, {}) }, '4096'],
    [
      'with more text than a schema may have',
      { description: 'x'.repeat(140_000) },
      'must have at most 131072 characters',
    ],
  ])('%s is refused', (_, schema, fault) => {
    expect(timeOf(() => expect(faultsOf(schema).join()).toContain(fault))).toBeLessThan(SOON);
  });
});

describe('a large document', () => {
  it('of 1 MiB that is valid is taken, and the time is in proportion to its size', () => {
    const schema = compiled({
      properties: {
        items: {
          type: 'array',
          uniqueItems: true,
          items: {
            required: ['id', 'name'],
            properties: {
              id: { type: 'integer' },
              name: { pattern: '^item \\d+$' },
              tags: { uniqueItems: true },
            },
            additionalProperties: false,
          },
        },
      },
    });
    const items = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `item ${id}`, tags: ['a', 'b'] }));
    const text = JSON.stringify({ items });
    expect(text.length).toBeGreaterThan(900_000);
    expect(timeOf(() => expect(schema.check(text)).toEqual([]))).toBeLessThan(SOON);
  });

  it('of 128 levels is judged at the last of them', () => {
    const schema = compiled({ additionalProperties: { anyOf: [{ $ref: '#' }], type: 'object' } });
    expect(schema.check(levels(127, '{}'))).toEqual([]);
    expect(schema.check(levels(127, '1'))).not.toEqual([]);
  });
});

function chain(length: number): JsonObject {
  const $defs: JsonObject = { [`c${length}`]: true };
  for (let n = 0; n < length; n++) $defs[`c${n}`] = { $ref: `#/$defs/c${n + 1}` };
  return { $ref: '#/$defs/c0', $defs };
}

function deepAtEachLevel(): JsonObject {
  const schema = chain(90);
  (schema.$defs as JsonObject).c90 = { additionalProperties: { $ref: '#/$defs/c0' } };
  return schema;
}
