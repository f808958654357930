import type { JsonObject } from '../../../src/json/index.js';
import { compiled, faultsOf } from './support.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const OUTSIDE = 'leads outside of this schema, and nothing is fetched: copy its target into "$defs"';
const LOOP = 'refers back to itself without going deeper into the document: it never ends';

describe('a schema', () => {
  it.each([DIALECT, `${DIALECT}#`])('may name its dialect: %s', ($schema) => {
    expect(faultsOf({ $schema })).toEqual([]);
  });

  it.each<[what: string, schema: JsonObject, fault: string | RegExp]>([
    [
      'of another dialect',
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      /^\/\$schema must be "https/,
    ],
    [
      'with a misspelt keyword',
      { requierd: ['a'] },
      /^\/requierd is no keyword of JSON Schema 2020-12; names that begin with "x-"/,
    ],
    ['with a keyword of an older draft', { additionalItems: false }, /^\/additionalItems .*"prefixItems"$/],
    [
      'with an array of items',
      { items: [{}] },
      '/items must be one schema; schemas of single places stand in "prefixItems"',
    ],
    ['with an unknown type', { type: 'int' }, /^\/type must be one or several/],
    ['with a type twice', { type: ['string', 'string'] }, /^\/type must be/],
    ['with no type', { type: [] }, /^\/type must be/],
    ['with an unknown format', { format: 'dat' }, /^\/format must be one of date, time/],
    ['with a required that is no array', { required: true }, '/required must be an array of different names'],
    ['with a required name twice', { required: ['a', 'a'] }, '/required must be an array of different names'],
    ['with a negative length', { minLength: -1 }, '/minLength must be a whole number that is not negative'],
    ['with half a length', { maxLength: 1.5 }, '/maxLength must be a whole number that is not negative'],
    ['with a minimum that is a string', { minimum: '1' }, '/minimum must be a number'],
    ['with multiples of zero', { multipleOf: 0 }, '/multipleOf must be a number above 0'],
    ['with an enum that is no array', { enum: 'a' }, '/enum must be an array of values'],
    ['with an empty allOf', { allOf: [] }, '/allOf must be an array of schemas, not empty'],
    [
      'with a subschema that is none',
      { properties: { a: 'string' } },
      '/properties/a must be a schema: an object, true or false',
    ],
    ['with properties that are none', { properties: [] }, '/properties must be an object of schemas'],
    ['with a title that is no text', { title: 1 }, '/title must be a string'],
    ['with a malformed pattern', { pattern: '(' }, /^\/pattern is no regular expression/],
    [
      'with a malformed pattern of names',
      { patternProperties: { '[': true } },
      /^\/patternProperties\/\[ is no regular/,
    ],
    ['with look-ahead', { pattern: '(?=a)' }, /linear time: it may have no look-around/],
    ['with a back reference', { pattern: '(a)\\1' }, /no back references/],
    ['with a remote reference', { $ref: 'https://example.org/other' }, `/$ref ${OUTSIDE}`],
    ['with a reference to the meta-schema', { $ref: DIALECT }, `/$ref ${OUTSIDE}`],
    ['with a remote dynamic reference', { $dynamicRef: 'other#a' }, `/$dynamicRef ${OUTSIDE}`],
    [
      'with a reference to nothing',
      { $ref: '#/$defs/a' },
      '/$ref leads to nothing in this schema that is a schema',
    ],
    [
      'with a reference to a value',
      { const: {}, $ref: '#/const' },
      '/$ref leads to nothing in this schema that is a schema',
    ],
    [
      'with a reference to a hostile name',
      { $ref: '#/__proto__' },
      '/$ref leads to nothing in this schema that is a schema',
    ],
    [
      'with a reference to an unknown anchor',
      { $ref: '#toString' },
      '/$ref leads to nothing in this schema that is a schema',
    ],
    ['with a malformed reference', { $ref: '#/%zz' }, '/$ref must be a URI reference'],
    ['that is itself', { $ref: '#' }, ` ${LOOP}`],
    ['that is not itself', { not: { $ref: '#' } }, ` ${LOOP}`],
    ['that is dynamically itself', { $dynamicAnchor: 'a', $dynamicRef: '#a' }, ` ${LOOP}`],
    [
      'whose parts go round',
      { $defs: { a: { $ref: '#/$defs/b' }, b: { anyOf: [{ $ref: '#/$defs/a' }] } } },
      `/$defs/a ${LOOP}`,
    ],
    [
      'with an $id with a fragment',
      { $id: 'https://example.org/a#b' },
      '/$id must be a URI reference without a fragment',
    ],
    ['with one $id twice', { $defs: { a: { $id: 'x' }, b: { $id: 'x' } } }, '/$defs/b/$id names two schemas'],
    [
      'with one anchor twice',
      { $defs: { a: { $anchor: 'x' }, b: { $anchor: 'x' } } },
      '/$defs/b/$anchor names two schemas',
    ],
    ['with an anchor that is no name', { $anchor: '1' }, /^\/\$anchor must be a plain name/],
  ])('%s is refused with the place and what to write', (_, schema, fault) => {
    const isTold = (text: string) => (typeof fault === 'string' ? text === fault : fault.test(text));
    expect(faultsOf(schema).map((text) => [text, isTold(text)])).toEqual([[expect.any(String), true]]);
  });

  it('is told all of its faults, 20 of them at most', () => {
    expect(faultsOf({ minLength: -1, properties: { a: { type: 'x' } } })).toHaveLength(2);
    const properties = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`p${n}`, { tpye: 1 }]));
    expect(faultsOf({ properties })).toHaveLength(20);
  });

  it('does not change a document: a default is a note, and nothing is converted', () => {
    const schema = compiled({ properties: { n: { type: 'integer', default: 1 } } });
    expect(schema.check('{}')).toEqual([]);
    expect(schema.check('{"n":"1"}')).toHaveLength(1);
  });
});
