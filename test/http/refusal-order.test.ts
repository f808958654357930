import { create, observe, remove, replace, told, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';

const bench = useService({ BODY_LIMIT: '2KiB' });

/** One thing wrong with a request. `part` is what of the request it occupies: two of one part cannot meet. */
interface Fault {
  readonly part: 'place' | 'accept' | 'type' | 'content' | 'match' | 'target';
  readonly result: string;
  readonly methods: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly chunks?: string;
}

const BODIED = ['PUT', 'PATCH', 'POST'];
const ALL = ['GET', 'DELETE', ...BODIED];

/** In the order of contract 5: of two faults, the answer names the one that stands first here. */
const FAULTS = {
  'no collection': { part: 'place', result: '404 collection-not-found', methods: ALL },
  'deleted collection': { part: 'place', result: '410 gone', methods: ALL },
  'nothing acceptable': {
    part: 'accept',
    result: '406 not-acceptable',
    methods: ['GET', 'PATCH', 'POST'],
    headers: { Accept: 'image/png' },
  },
  'wrong type': {
    part: 'type',
    result: '415 unsupported-media-type',
    methods: BODIED,
    headers: { 'Content-Type': 'text/plain' },
  },
  'too long, declared': {
    part: 'content',
    result: '413 content-too-large',
    methods: BODIED,
    body: 'x'.repeat(3000),
  },
  'unreadable If-Match': {
    part: 'match',
    result: '400 malformed-precondition',
    methods: ALL,
    headers: { 'If-Match': 'unquoted' },
  },
  'no document': { part: 'target', result: '404 document-not-found', methods: ['GET', 'PATCH', 'DELETE'] },
  'deleted document': { part: 'target', result: '410 gone', methods: ['GET', 'PATCH', 'DELETE'] },
  unguarded: { part: 'match', result: '428 precondition-required', methods: ['PUT', 'PATCH', 'DELETE'] },
  outdated: {
    part: 'match',
    result: '412 precondition-failed',
    methods: ALL,
    headers: { 'If-Match': '"1.k3"' },
  },
  'too long, in chunks': {
    part: 'content',
    result: '413 content-too-large',
    methods: BODIED,
    chunks: '['.repeat(3000),
  },
  'malformed content': { part: 'content', result: '400 malformed-json', methods: BODIED, body: '[1' },
  'unfit content': { part: 'content', result: '422 unprocessable', methods: BODIED, body: '{"a":1e400}' },
} as const satisfies Readonly<Record<string, Fault>>;

type Name = keyof typeof FAULTS;

const NAMES = Object.keys(FAULTS) as readonly Name[];

function faultOf(name: Name): Fault {
  return FAULTS[name];
}

/** Every method with every two faults that can meet in one request. */
function pairs(): readonly (readonly [string, string, Name, Name])[] {
  return ALL.flatMap((method) => {
    const possible = NAMES.filter((name) => faultOf(name).methods.includes(method));
    return possible.flatMap((first, index) =>
      possible
        .slice(index + 1)
        .filter((second) => faultOf(first).part !== faultOf(second).part)
        .map((second) => [faultOf(first).result, method, first, second] as const),
    );
  });
}

/** The URI for a request with these faults. */
async function targetFor(method: string, names: readonly Name[]): Promise<string> {
  const { client } = bench;
  const place = bench.place();
  const uri = method === 'POST' ? place.list : place.document('a');
  if (names.includes('no collection')) return uri;
  await client.makeCollection(place.name);
  if (names.includes('deleted collection')) await remove(client, place.uri);
  else if (!names.includes('no document')) {
    await create(client, place.document('a'));
    await replace(client, place.document('a'));
    if (names.includes('deleted document')) await remove(client, place.document('a'));
  }
  return uri;
}

/** Sends a request with these faults to `uri`; says what came. */
async function refusalOf(method: string, uri: string, names: readonly Name[]): Promise<string> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const faults = names.map(faultOf);
  const guard = faults.some(({ part }) => part === 'match') ? {} : { 'If-Match': '*' };
  const headers: Readonly<Record<string, string>> = Object.assign(
    { 'Content-Type': type, ...guard },
    ...faults.map((fault) => fault.headers),
  );
  const chunks = faults.find((fault) => fault.chunks !== undefined)?.chunks;
  if (chunks !== undefined) return inPieces(method, uri, headers, chunks);
  const body = faults.find((fault) => fault.body !== undefined)?.body ?? '{"n":3}';
  return told(await bench.client.send(method, uri, { headers, ...(BODIED.includes(method) && { body }) }));
}

async function inPieces(
  method: string,
  uri: string,
  headers: Readonly<Record<string, string>>,
  content: string,
): Promise<string> {
  const wire = await Wire.open(bench.url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  await wire.ask(`${method} ${uri}`, ...lines, 'Transfer-Encoding: chunked');
  await wire.write(inChunks(Buffer.from(content)));
  const answer = await wire.answer();
  wire.close();
  return `${answer.status} ${slugOf(answer)}`;
}

describe('9110 13.2.1 and contract 5: the order of refusal', () => {
  it.each(
    NAMES.flatMap((name) =>
      faultOf(name).methods.map((method) => [faultOf(name).result, method, name] as const),
    ),
  )('R41: %s to %s with: %s', async (result, method, name) => {
    const uri = await targetFor(method, [name]);
    expect(await refusalOf(method, uri, [name])).toBe(result);
  });

  it.each(pairs())('R40, R41: %s to %s with: %s, and %s', async (result, method, first, second) => {
    const uri = await targetFor(method, [first, second]);
    const before = await observe(bench.client, uri);
    expect(await refusalOf(method, uri, [first, second])).toBe(result);
    expect(await observe(bench.client, uri)).toEqual(before);
  });

  it('R41: 405 comes before everything: a missing collection, names, parameters', async () => {
    const { client } = bench;
    const place = bench.place();
    for (const uri of [place.list, '/v1/collections/BAD/documents', `${place.list}?color=red`])
      expect(told(await client.delete(uri, { 'If-Match': 'unquoted' }))).toBe('405 method-not-allowed');
  });

  it('R41: on a list: 404, then 406, then the parameters, then a precondition that cannot be read, then 412', async () => {
    const { client } = bench;
    const place = bench.place();
    const worst = { Accept: 'image/png', 'If-Match': 'unquoted' };
    expect(told(await client.get(`${place.list}?color=red`, worst))).toBe('404 collection-not-found');
    await client.makeCollection(place.name);
    for (const uri of [place.list, '/v1/collections']) {
      const get = async (query: string, headers: Record<string, string>) =>
        told(await client.get(`${uri}${query}`, headers));
      expect(await get('?color=red', worst)).toBe('406 not-acceptable');
      expect(await get('?color=red', { 'If-Match': 'unquoted' })).toBe('400 invalid-parameter');
      expect(await get('?color=red', { 'If-Match': '"old"' })).toBe('400 invalid-parameter');
      expect(await get('?cursor=x', { 'If-None-Match': '*' })).toBe('400 invalid-parameter');
      expect(await get('', { 'If-Match': 'unquoted', 'If-None-Match': '*' })).toBe(
        '400 malformed-precondition',
      );
    }
  });

  it('R41: DELETE of a collection: 400, then 404, then 428 and 412, then 409', async () => {
    const { client } = bench;
    const place = bench.place();
    const refusal = async (query: string, headers: Record<string, string>) =>
      told(await client.delete(`${place.uri}${query}`, headers));
    expect(await refusal('?recursive=maybe', {})).toBe('400 invalid-parameter');
    expect(await refusal('', { 'If-Match': 'unquoted' })).toBe('400 malformed-precondition');
    expect(await refusal('', {})).toBe('404 collection-not-found');
    await client.makeCollection(place.name);
    await create(client, place.document('a'));
    expect(await refusal('?recursive=maybe', { 'If-Match': '"old"' })).toBe('400 invalid-parameter');
    expect(await refusal('', {})).toBe('428 precondition-required');
    expect(await refusal('', { 'If-Match': '"old"' })).toBe('412 precondition-failed');
    expect(await refusal('', { 'If-Match': '*' })).toBe('409 collection-not-empty');
  });
});
