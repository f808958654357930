import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Schema } from '../../src/openapi/description/model.js';
import { SCHEMAS } from '../../src/openapi/description/schemas.js';
import { DIALECTS } from '../../src/openapi/dialects/index.js';
import { typedModel } from '../../src/openapi/typed/typed-schemas.js';

// The patch in the document of a collection: it has the members of the model, and admits every patch from one valid
// document to another.

const SCHEMA = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 2, description: 'As its people say it.' },
    capital: { type: ['string', 'null'] },
    size: { enum: ['small', 'large'], type: 'string' },
    kind: { type: 'string', const: 'country' },
    codes: { type: 'array', items: { $ref: '#/$defs/code' } },
    pair: { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' } },
    place: { type: 'object', required: ['x'], properties: { x: { type: 'number' } } },
    code: { $ref: '#/$defs/code' },
    either: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    anything: true,
    round: { $ref: '#/$defs/round' },
  },
  additionalProperties: false,
  $defs: { code: { type: 'string', pattern: '^[A-Z]{3}$' }, round: { $ref: '#/$defs/round' } },
};

const { schemas } = typedModel('countries', SCHEMA);

describe('the patch of a model', () => {
  it('has its members, each of which can be null, and an object in part', () => {
    const any = { $ref: '#/components/schemas/JsonValue' };
    expect(schemas['CountryPatch']).toEqual({
      type: 'object',
      description: SCHEMAS['DocumentPatch']?.['description'],
      properties: {
        name: { type: ['string', 'null'], description: 'As its people say it.' },
        capital: { type: ['string', 'null'] },
        size: { type: ['string', 'null'], enum: ['small', 'large', null] },
        kind: { type: ['string', 'null'], enum: ['country', null] },
        codes: { type: ['array', 'null'], items: { $ref: '#/components/schemas/CountryCode' } },
        pair: { type: ['array', 'null'], items: {} },
        place: { type: ['object', 'null'], additionalProperties: true },
        code: { type: ['string', 'null'] },
        either: any,
        anything: any,
        round: any,
      },
    });
  });

  it.each([
    ['a schema without members', { type: 'object' }],
    ['no schema', null],
  ])('is any object for %s', (_, schema) => {
    expect(typedModel('countries', schema).schemas['CountryPatch']).toEqual(SCHEMAS['DocumentPatch']);
  });

  it.each([
    ['additionalProperties', { additionalProperties: { type: 'number' } }],
    ['patternProperties', { patternProperties: { '^x-': true } }],
  ])('says that there may be others when the model does, by %s', (_, more) => {
    const open = { type: 'object', properties: { name: { type: 'string' } }, ...more };
    expect(typedModel('countries', open).schemas['CountryPatch']).toMatchObject({
      additionalProperties: true,
    });
  });

  it('admits whatever leads from one valid document to another', () => {
    const ajv = new Ajv2020({ strict: false });
    const valid = ajv.compile({
      $ref: '#/components/schemas/Country',
      components: { schemas: without(schemas, 'CountryRound') },
    });
    const admitted = ajv.compile({ $ref: '#/components/schemas/CountryPatch', components: { schemas } });
    fc.assert(
      fc.property(DOCUMENTS, DOCUMENTS, (from, to) => {
        expect([valid(from), valid(to)]).toEqual([true, true]);
        const patch = patchBetween(from, to);
        if (!admitted(patch)) throw new Error(JSON.stringify([patch, admitted.errors]));
      }),
      { numRuns: 300 },
    );
    expect(admitted({ name: 1 })).toBe(false);
  });
});

describe('a value that can be anything', () => {
  const lowered = DIALECTS['3.0'].schema as (schema: Schema) => unknown;
  const any = { $ref: '#/components/schemas/JsonValue' };

  it('has a name in 3.0, as a member and as an element, at any depth', () => {
    const schema = {
      type: 'object',
      properties: {
        a: {},
        b: { description: 'Notes say nothing.' },
        c: { type: 'array' },
        d: { anyOf: [{ type: 'object', properties: { e: true } }, { type: 'string' }] },
      },
      additionalProperties: { type: 'array', items: {} },
    };
    expect(lowered(schema)).toEqual({
      type: 'object',
      properties: {
        a: any,
        b: any,
        c: { type: 'array', items: any },
        d: { anyOf: [{ type: 'object', properties: { e: any } }, { type: 'string' }] },
      },
      additionalProperties: { type: 'array', items: any },
    });
  });

  it('is a JsonValue, which admits every JSON value in both dialects', () => {
    const named = SCHEMAS['JsonValue'] ?? {};
    const check = new Ajv2020({ strict: false }).compile(named);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(check(value)).toBe(true);
      }),
    );
    expect(lowered(named)).toEqual({
      description: 'Any JSON value.',
      anyOf: [
        { type: 'string', nullable: true },
        { type: 'number' },
        { type: 'boolean' },
        { type: 'object', additionalProperties: true },
        { type: 'array', items: any },
      ],
    });
  });
});

const CODE = fc.constantFrom('ABC', 'XYZ');
const DOCUMENTS = fc.record(
  {
    name: fc.string({ minLength: 2 }),
    capital: fc.option(fc.string()),
    size: fc.constantFrom('small', 'large'),
    kind: fc.constant('country'),
    codes: fc.array(CODE),
    pair: fc.tuple(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    place: fc.record({ x: fc.integer(), y: fc.string() }, { requiredKeys: ['x'] }),
    code: CODE,
    either: fc.oneof(fc.string(), fc.integer()),
    anything: fc.oneof(fc.boolean(), fc.string(), fc.array(fc.integer())),
  },
  { requiredKeys: ['name'] },
);

/** A merge patch that makes `to` of `from` (RFC 7396); members that are null cannot be told from absent ones. */
function patchBetween(
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
): object {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const members = names
    .filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]))
    .map((name) => [name, patchOf(from[name], to[name])]);
  return Object.fromEntries(members) as object;
}

function patchOf(from: unknown, to: unknown): unknown {
  if (to === undefined) return null;
  return isObject(from) && isObject(to) ? patchBetween(from, to) : to;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A reference that leads round in a circle is for no validator. */
function without(all: Readonly<Record<string, Schema>>, name: string): Readonly<Record<string, Schema>> {
  return { ...all, [name]: {} };
}
