import { compileSchema, type JsonObject } from '../../src/json/index.js';
import { componentsOfSchema } from '../../src/openapi/typed/components.js';
import { modelNames } from '../../src/openapi/typed/model-names.js';
import { useService } from '../http/support.js';

// The document of one collection: its schema is the model.

const bench = useService();

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref: string }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { schema: object }> }>>;
}

const SCHEMA = {
  title: 'A country of the world',
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    capital: { type: ['string', 'null'] },
    code: { $ref: '#/$defs/code' },
  },
  $defs: { code: { type: 'string', pattern: '^[A-Z]{3}$' } },
};

const COUNTRIES = '/v1/collections/countries';
const read = async (uri: string) => (await bench.client.get(uri)).json<OpenApi>();

beforeAll(() => bench.client.makeCollection('countries', JSON.stringify({ schema: SCHEMA })));

describe('the OpenAPI document of a collection', () => {
  it('getCountry returns a Country, which is the schema of the collection', async () => {
    const { paths, components, openapi } = await read(`${COUNTRIES}/openapi.json`);
    const get = paths[`${COUNTRIES}/documents/{id}`]?.['get'];
    expect([openapi, get?.operationId]).toEqual(['3.1.0', 'getCountry']);
    expect(get?.responses['200']?.content).toEqual({
      'application/json': { schema: { $ref: '#/components/schemas/Country' } },
    });
    expect(components.schemas['Country']).toEqual({
      description: 'A country of the world',
      type: 'object',
      required: ['name'],
      properties: { ...SCHEMA.properties, code: { $ref: '#/components/schemas/CountryCode' } },
    });
    expect(components.schemas['CountryCode']).toEqual(SCHEMA.$defs.code);
  });

  it('in 3.0 the same, in the words of 3.0', async () => {
    const { components, openapi } = await read(`${COUNTRIES}/openapi-3.0.json`);
    expect(openapi).toBe('3.0.3');
    expect(components.schemas['Country']).toMatchObject({
      properties: { capital: { type: 'string', nullable: true } },
    });
  });

  it('names every function after the model, with one media type for each answer', async () => {
    const { paths } = await read(`${COUNTRIES}/openapi.json`);
    const operations = Object.values(paths).flatMap((item) => Object.values(item));
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual([
      'createCountry',
      'deleteCountry',
      'deleteCountryAttachment',
      'getCountry',
      'getCountryAttachment',
      'getCountryRevision',
      'listCountries',
      'listCountryAttachments',
      'listCountryChanges',
      'listCountryRevisions',
      'mergeCountry',
      'patchCountry',
      'putCountry',
      'putCountryAttachment',
    ]);
    const others = operations
      .filter(({ operationId }) => !operationId.endsWith('Attachment'))
      .flatMap(({ responses, requestBody }) => [requestBody, Object.values(responses)].flat())
      .filter((part) => Object.keys(part?.content ?? {}).length > 1);
    expect(others).toEqual([]);
  });

  it('leaves to the general document what a client of a model does without', async () => {
    const { paths } = await read(`${COUNTRIES}/openapi.json`);
    const parameters = Object.values(paths[`${COUNTRIES}/documents/{id}`] ?? {}).map((operation) => [
      operation.operationId,
      operation.parameters?.map(({ $ref }) => $ref.split('/').at(-1)).join(' '),
    ]);
    expect(Object.fromEntries(parameters)).toMatchObject({
      getCountry: 'Id IfNoneMatch PreferWait',
      deleteCountry: 'Id IfMatch IdempotencyKey',
    });
  });

  it('says nothing of a schema about what was written before it', async () => {
    const { components } = await read(`${COUNTRIES}/openapi.json`);
    for (const name of ['CountryRevision', 'CountryChange']) {
      expect(components.schemas[name]).toMatchObject({
        properties: { data: { $ref: '#/components/schemas/EarlierCountry' } },
      });
    }
    expect(components.schemas['CountryItem']).toMatchObject({
      properties: { data: { $ref: '#/components/schemas/Country' } },
    });
  });

  it('R5: has another tag after each change of the settings, and 304 until then', async () => {
    const uri = `${(await bench.collection()).uri}/openapi.json`;
    const before = await bench.client.get(uri);
    expect((await bench.client.get(uri, { 'If-None-Match': before.etag })).status).toBe(304);
    const settings = uri.replace('/openapi.json', '');
    await bench.client.put(settings, JSON.stringify({ schema: SCHEMA }), { 'If-Match': '*' });
    const after = await bench.client.get(uri, { 'If-None-Match': before.etag });
    expect([after.status, after.etag === before.etag]).toEqual([200, false]);
    expect(after.text).not.toBe(before.text);
  });

  it('is 404 without its collection, and 410 when that was deleted', async () => {
    const { uri } = await bench.collection();
    await bench.client.delete(uri, { 'If-Match': '*' });
    const statuses = await Promise.all(
      [uri, '/v1/collections/none'].map(
        async (one) => (await bench.client.get(`${one}/openapi.json`)).status,
      ),
    );
    expect(statuses).toEqual([410, 404]);
  });

  it.each([
    ['countries', undefined, 'Country', 'Countries'],
    ['books', 'A book', 'Book', 'Books'],
    ['people', 'Person', 'Person', 'People'],
    ['fish', undefined, 'Fish', 'Fish'],
    ['addresses', undefined, 'Address', 'Addresses'],
    ['boxes', undefined, 'Box', 'Boxes'],
    ['movies', undefined, 'Movy', 'Movies'],
    ['houses', undefined, 'House', 'Houses'],
    ['status', undefined, 'Status', 'Status'],
    ['open-order_lines', undefined, 'OpenOrderLine', 'OpenOrderLines'],
    ['problems', undefined, 'ProblemDocument', 'ProblemDocuments'],
  ])('the documents of "%s" (title: %s) are %s, several %s', (collection, title, one, many) => {
    expect(modelNames(collection, title, new Set(['Problem']))).toEqual({ one, many });
  });

  it('references lead into the components: by pointer, by anchor, to the whole, and dynamic ones', () => {
    const schema = {
      properties: {
        a: { $ref: '#/properties/b/items' },
        b: { type: 'array', items: { type: 'string' } },
        c: { $ref: '#node' },
        d: { $ref: '#' },
        e: { $dynamicRef: '#node' },
        $ref: { const: { $ref: 'no reference, a value' } },
      },
      $defs: { tree: { $anchor: 'node', properties: { next: { $ref: '#/$defs/tree' } } } },
    };
    expect(compileSchema(schema as unknown as JsonObject).kind).toBe('schema');
    const tree = { $ref: '#/components/schemas/NodeTree' };
    expect(componentsOfSchema(schema, 'Node', new Set())).toEqual({
      Node: {
        type: 'object',
        properties: {
          a: { $ref: '#/components/schemas/NodeItems' },
          b: { type: 'array', items: { type: 'string' } },
          c: tree,
          d: { $ref: '#/components/schemas/Node' },
          e: tree,
          $ref: { const: { $ref: 'no reference, a value' } },
        },
      },
      NodeItems: { type: 'string' },
      NodeTree: { properties: { next: tree } },
    });
  });
});
