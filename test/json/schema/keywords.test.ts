import * as fc from 'fast-check';
import { jsonEquals, type JsonObject, type JsonValue } from '../../../src/json/index.js';
import { anyValue } from '../support.js';
import { broken } from './support.js';

type Row = readonly [schema: JsonValue, valid: readonly JsonValue[], invalid: readonly JsonValue[]];

/** A schema that closes what another one leaves open. */
const TREE = {
  $id: 'https://example.org/tree',
  $dynamicAnchor: 'node',
  type: 'object',
  properties: { data: true, children: { type: 'array', items: { $dynamicRef: '#node' } } },
};

/** `if`, `then` and `else`, as far as they are given. */
function branches(condition: JsonValue | undefined, ...[then, otherwise]: readonly JsonValue[]): JsonObject {
  const members = Object.entries({ if: condition, else: otherwise }).concat([['then', then]]);
  return Object.fromEntries(members.filter(([, value]) => value !== undefined)) as JsonObject;
}

const KEYWORDS: Readonly<Record<string, readonly Row[]>> = {
  'boolean schemas': [
    [true, [1, null], []],
    [false, [], [1, null]],
  ],
  type: [
    [{ type: 'integer' }, [1, 1.0, -0, 1e300], [1.5, '1', true, null]],
    [{ type: ['string', 'null'] }, ['', null], [0, {}, []]],
    [{ type: 'object' }, [{}], [[], null]],
    [{ type: 'array' }, [[]], [{}, 'a']],
    [{ type: 'number' }, [1, 1.5], ['1']],
    [{ type: 'boolean' }, [true, false], [0, 'true']],
  ],
  'enum and const': [
    [
      { enum: [1, 'a', null, [1, { b: 2, a: 1 }]] },
      [1, 'a', null, [1, { a: 1, b: 2 }]],
      ['1', [], [1, { a: 1 }]],
    ],
    [{ const: 0 }, [0, -0], [false, '', null, []]],
    [{ const: { a: [] } }, [{ a: [] }], [{ a: {} }, { a: [], b: 1 }, {}]],
    [{ enum: [] }, [], [1, null, {}]],
  ],
  numbers: [
    [{ minimum: 1, maximum: 2 }, [1, 1.5, 2, 'no number'], [0.999, 2.001]],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 2 }, [1.5], [1, 2]],
    [{ multipleOf: 2 }, [4, 0, -6, '3'], [3]],
    [{ multipleOf: 0.1 }, [0.3, 1.1, 4.35e20], [0.35, 1e-9]],
    [{ multipleOf: 0.0001 }, [0.0075], [0.00751]],
    [{ multipleOf: 1e-300 }, [1e308, 5e-300], [5e-301]],
  ],
  strings: [
    [{ minLength: 2, maxLength: 3 }, ['ab', '😀😀', '😀😀😀', 1], ['a', '😀', 'abcd']],
    [{ pattern: '^[a-z]+$' }, ['abc', 1], ['', 'aB']],
    [{ pattern: 'b' }, ['abc'], ['ac']],
    [{ pattern: '^\\p{Letter}\\s\\S.$' }, ['é\u00A0ab', '字\u2028x😀'], ['1 ab', 'é  b', 'é a\u2028']],
    [{ pattern: '^[\\s\\d]$' }, ['\uFEFF', '7'], ['٧', 'a']],
    [{ pattern: '^a\\.b$' }, ['a.b'], ['axb']],
  ],
  arrays: [
    [{ minItems: 1, maxItems: 2 }, [[1], [1, 2], {}], [[], [1, 2, 3]]],
    [
      { uniqueItems: true },
      [[1, '1', true, [1], { a: 1 }], []],
      [
        [1, 1.0],
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
        [0, -0],
      ],
    ],
    [{ uniqueItems: false }, [[1, 1]], []],
    [{ items: { type: 'integer' } }, [[], [1, 2], 'a'], [[1, 'a']]],
    [
      { prefixItems: [{ type: 'string' }, { type: 'integer' }] },
      [['a', 1, null], ['a'], []],
      [[1], ['a', 'b']],
    ],
    [{ prefixItems: [true], items: false }, [[], [1]], [[1, 2]]],
    [{ contains: { const: 1 } }, [[0, 1], {}], [[], [0]]],
    [
      { contains: { const: 1 }, minContains: 2, maxContains: 3 },
      [
        [1, 1],
        [1, 1, 1, 0],
      ],
      [[1], [1, 1, 1, 1]],
    ],
    [{ contains: { const: 1 }, minContains: 0 }, [[], [0]], []],
    [{ contains: { const: 1 }, minContains: 0, maxContains: 1 }, [[]], [[1, 1]]],
    [{ minContains: 5, maxContains: 0 }, [[1]], []],
  ],
  objects: [
    [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }, [1]], [{}, { a: 1, b: 2, c: 3 }]],
    [{ required: ['a', 'b'] }, [{ a: 1, b: null }, []], [{ a: 1 }]],
    [{ dependentRequired: { a: ['b'] } }, [{}, { b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
    [{ dependentSchemas: { a: { minProperties: 2 } } }, [{}, { b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
    [{ properties: { a: { type: 'string' }, b: false } }, [{}, { a: '' }, { c: 1 }], [{ a: 1 }, { b: 1 }]],
    [{ patternProperties: { '^x': { type: 'string' } } }, [{ x: '', y: 1 }], [{ x1: 1 }]],
    [
      { properties: { a: true }, patternProperties: { '^x': true }, additionalProperties: { type: 'null' } },
      [{ a: 1, x: 1, z: null }],
      [{ z: 1 }],
    ],
    [{ additionalProperties: false }, [{}, 'a'], [{ a: 1 }]],
    [{ propertyNames: { maxLength: 2 } }, [{ ab: 1 }, {}], [{ abc: 1 }]],
  ],
  combinations: [
    [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2], [0, 3]],
    [{ anyOf: [{ type: 'string' }, { minimum: 2 }] }, ['a', 2], [1]],
    [{ oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, [2, 3], [1, 6]],
    [{ not: { type: 'string' } }, [1], ['a']],
    [branches({ minimum: 10 }, { multipleOf: 10 }, { multipleOf: 2 }), [20, 4], [15, 3]],
    [branches({ minimum: 10 }, false), [1], [10]],
    [{ if: false, else: { const: 1 } }, [1], [2]],
    [branches(undefined, false, false), [1], []],
  ],
  references: [
    [{ $defs: { a: { type: 'integer' } }, $ref: '#/$defs/a', minimum: 2 }, [2], [1, 'a']],
    [{ definitions: { a: { type: 'integer' } }, $ref: '#/definitions/a' }, [2], ['a']],
    [{ $defs: { x: { $anchor: 'a', const: 1 } }, $ref: '#a' }, [1], [2]],
    [{ $defs: { 'a/b%c': { const: 1 } }, $ref: '#/$defs/a~1b%25c' }, [1], [2]],
    [{ $id: 'https://example.org/x', $defs: { y: { $id: 'y', const: 1 } }, $ref: 'y' }, [1], [2]],
    [
      {
        $id: 'https://example.org/x',
        $defs: { y: { $id: 'y', $defs: { z: { const: 1 } } } },
        $ref: 'y#/$defs/z',
      },
      [1],
      [2],
    ],
    [{ $id: 'urn:example:top', $defs: { a: { const: 1 } }, $ref: 'urn:example:top#/$defs/a' }, [1], [2]],
    [
      { properties: { next: { $ref: '#' } }, additionalProperties: false },
      [{ next: { next: {} } }],
      [{ next: { other: 1 } }],
    ],
    [TREE, [{ children: [{ daat: 1 }] }], [{ children: [1] }]],
    [
      {
        $id: 'https://example.org/strict',
        $dynamicAnchor: 'node',
        $ref: 'tree',
        unevaluatedProperties: false,
        $defs: { tree: TREE },
      },
      [{ children: [{ data: 1 }] }],
      [{ children: [{ daat: 1 }] }, { daat: 1 }],
    ],
  ],
  'what is not evaluated': [
    [
      { allOf: [{ properties: { a: true } }], properties: { b: true }, unevaluatedProperties: false },
      [{ a: 1, b: 1 }],
      [{ c: 1 }],
    ],
    [
      {
        anyOf: [{ properties: { a: { const: 1 } }, required: ['a'] }, { properties: { b: true } }],
        unevaluatedProperties: false,
      },
      [{ a: 1, b: 1 }, { b: 1 }],
      [{ a: 2, b: 1 }],
    ],
    [
      {
        ...branches({ properties: { a: { const: 1 } }, required: ['a'] }, { properties: { b: true } }),
        unevaluatedProperties: false,
      },
      [{ a: 1, b: 1 }, {}],
      [{ a: 2 }, { b: 1 }],
    ],
    [{ not: { not: { properties: { a: true } } }, unevaluatedProperties: false }, [{}], [{ a: 1 }]],
    [
      { patternProperties: { '^x': true }, unevaluatedProperties: { type: 'null' } },
      [{ x: 1, y: null }],
      [{ y: 1 }],
    ],
    [{ allOf: [{ unevaluatedProperties: true }], unevaluatedProperties: false }, [{ a: 1 }], []],
    [
      { prefixItems: [true], allOf: [{ prefixItems: [true, true] }], unevaluatedItems: false },
      [[1, 2]],
      [[1, 2, 3]],
    ],
    [{ contains: { const: 1 }, unevaluatedItems: { type: 'string' } }, [[1, 'a', 1]], [[1, 2]]],
    [{ anyOf: [{ items: true }, true], unevaluatedItems: false }, [[1, 2]], []],
  ],
  annotations: [
    [
      {
        title: 't',
        description: 'd',
        default: 1,
        examples: [1],
        deprecated: true,
        readOnly: true,
        $comment: 'c',
      },
      [1, 'a'],
      [],
    ],
    [
      { contentEncoding: 'base64', contentMediaType: 'application/json', contentSchema: { type: 'null' } },
      ['%'],
      [],
    ],
    [{ 'x-widget': { type: 'never' } }, [1], []],
  ],
};

describe.each(Object.entries(KEYWORDS))('%s of JSON Schema 2020-12', (_, rows) => {
  it.each(rows)('%j', (schema, valid, invalid) => {
    for (const value of valid) expect([value, broken(schema, value)]).toEqual([value, []]);
    for (const value of invalid) expect([value, broken(schema, value).length > 0]).toEqual([value, true]);
  });
});

describe('the faults of a document', () => {
  it('are told with the place in the document and what must be there', () => {
    const schema = {
      required: ['id'],
      properties: { tags: { items: { type: 'string' } }, 'a/b': { minimum: 3 } },
      additionalProperties: false,
    };
    expect(broken(schema, { tags: ['a', 1], 'a/b': 2, extra: 1 })).toEqual([
      ' must have the member "id"',
      '/tags/1 must be of type string, and is a number',
      '/a~1b must be 3 or more',
      '/extra is not allowed by the schema',
    ]);
  });

  it('are those of a reference and of the chosen branch, not of branches that were only tried', () => {
    const schema = {
      $defs: { a: { properties: { n: { const: 1 } } } },
      $ref: '#/$defs/a',
      if: { required: ['x'] },
      else: { required: ['y'] },
    };
    expect(broken(schema, { n: 2 })).toEqual(['/n must be 1', ' must have the member "y"']);
    expect(broken({ anyOf: [{ required: ['x'] }, { required: ['y'] }] }, {})).toEqual([
      ' must match one of the 2 schemas in "anyOf" at least, and matches none',
    ]);
  });

  it('are at most 20', () => {
    expect(
      broken(
        { items: { type: 'string' } },
        Array.from({ length: 1000 }, (_, n) => n),
      ),
    ).toHaveLength(20);
  });

  it('do not repeat members as unevaluated that a failing keyword looked at', () => {
    const schema = { properties: { a: { const: 1 } }, unevaluatedProperties: false };
    expect(broken(schema, { a: 2 })).toEqual(['/a must be 1']);
  });
});

describe('uniqueItems', () => {
  it('finds a pair exactly when two elements are the same JSON value', () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 8 }), (elements) => {
        const same = elements.some((a, at) => elements.slice(at + 1).some((b) => jsonEquals(a, b)));
        expect(broken({ uniqueItems: true }, elements).length > 0).toBe(same);
      }),
    );
  });
});

describe('const', () => {
  it('holds exactly for the same JSON value', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(broken({ const: a }, a)).toEqual([]);
        expect(broken({ const: a }, b).length === 0).toBe(jsonEquals(a, b));
      }),
    );
  });
});
