import Ajv04 from 'ajv-draft-04';
import fc from 'fast-check';
import { compileSchema, type JsonObject, type JsonValue } from '../../src/json/index.js';
import { lowered } from '../../src/openapi/dialects/lower.js';
import type { Schema } from '../../src/openapi/description/model.js';

// JSON Schema 2020-12 in the dialect of OpenAPI 3.0: what the one admits the other admits.

const { value, schema } = fc.letrec<{ value: JsonValue; schema: Schema | boolean; object: Schema }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom<JsonValue>(null, true, 0, 1, 2, 2.5, '', 'a', 'bb'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'x1'), tie('value'), {
        maxKeys: 3,
      }) as fc.Arbitrary<JsonObject>,
    ),
    schema: fc.oneof({ maxDepth: 3 }, fc.boolean(), tie('object')),
    object: fc
      .array(
        fc.oneof(
          ...Object.entries(keywords(tie('schema'))).map(([name, arbitrary]) =>
            arbitrary.map((one) => [name, one]),
          ),
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((entries) => Object.fromEntries(entries) as Schema),
  }),
);

/** What each keyword can have; `inner` makes the schemas inside. */
function keywords(inner: fc.Arbitrary<Schema | boolean>): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const list = fc.array(inner, { minLength: 1, maxLength: 2 });
  const types = fc.constantFrom('object', 'array', 'string', 'integer', 'null');
  return {
    type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1 })),
    const: fc.constantFrom(null, 1, 'a'),
    enum: fc.constantFrom([null, 1], ['a', 'bb', 2]),
    minimum: fc.constantFrom(1, 2),
    exclusiveMinimum: fc.constantFrom(1, 2),
    exclusiveMaximum: fc.constantFrom(1, 2),
    required: fc.constantFrom([], ['a'], ['a', 'b']),
    properties: fc.dictionary(fc.constantFrom('a', 'b'), inner, { maxKeys: 2, noNullPrototype: true }),
    patternProperties: inner.map((one) => ({ '^x': one })),
    additionalProperties: inner,
    prefixItems: list,
    items: inner,
    contains: inner,
    not: inner,
    if: inner,
    allOf: list,
    anyOf: list,
    oneOf: list,
    dependentSchemas: inner.map((one) => ({ a: one })),
    unevaluatedProperties: inner,
  };
}

/** Judges by the original, a document that holds the value. */
function admits(original: Schema | boolean): (one: JsonValue) => boolean {
  const compiled = compileSchema({ properties: { it: original } } as unknown as JsonObject);
  if (compiled.kind !== 'schema') throw new Error(JSON.stringify(compiled));
  return (one) => compiled.schema.check(JSON.stringify({ it: one })).length === 0;
}

const ajv = new Ajv04.default({ strict: false });

describe('JSON Schema 2020-12 in the dialect of OpenAPI 3.0', () => {
  it('admits every value that the original admits', () => {
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 5, maxLength: 20 }), (original, values) => {
        const before = admits(original);
        const after = ajv.compile(lowered(original));
        expect(values.filter((one) => before(one) && !after(one))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[Schema, Schema]>([
    [{ type: ['string', 'null'] }, { type: 'string', nullable: true }],
    [{ type: 'null' }, { type: 'object', nullable: true, enum: [null] }],
    [
      { const: 'a', type: 'string' },
      { type: 'string', enum: ['a'] },
    ],
    [{ exclusiveMinimum: 0 }, { minimum: 0, exclusiveMinimum: true }],
    [{ minimum: 1, exclusiveMinimum: 0 }, { minimum: 1 }],
    [{ type: 'array' }, { type: 'array', items: {} }],
    [{ examples: ['a', 'b'] }, { example: 'a' }],
    [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/A' }],
    [
      { $ref: '#/components/schemas/A', description: 'a' },
      { allOf: [{ $ref: '#/components/schemas/A' }], description: 'a' },
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    ],
    [{ oneOf: [{ contains: {} }, { type: 'integer' }] }, { anyOf: [{}, { type: 'integer' }] }],
    [{ not: { contains: {} } }, {}],
    [{ required: [], $comment: 'none' }, {}],
  ])('%j becomes %j', (original, expected) => {
    expect(lowered(original)).toEqual(expected);
  });

  it('leaves no keyword that 3.0 does not know', () => {
    fc.assert(
      fc.property(schema, (original) => {
        const text = JSON.stringify(lowered(original));
        expect(text).not.toMatch(
          /"(?:const|prefixItems|if|then|contains|patternProperties|unevaluatedProperties)":/,
        );
      }),
      { numRuns: 200 },
    );
  });
});
