import type { Answer } from '../support/client.js';
import { store } from './attachment-place.js';
import { create, type Place, useService } from './support.js';

const ORIGIN = 'https://app.example';
const bench = useService({ CORS_ORIGINS: ORIGIN });

const JSON_TYPE = 'application/json';
const HTML = 'text/html';
const LIST_TYPES = [JSON_TYPE, 'application/x-ndjson', 'text/csv', HTML];
const CODINGS = ['identity', 'gzip', 'br'];

/** Every resource that is read, with its media types. */
const RESOURCES: readonly (readonly [
  name: string,
  uri: (place: Place) => string,
  types: readonly string[],
])[] = [
  ['the collections', () => '/v1/collections', [JSON_TYPE, HTML]],
  ['the collections, a page', () => '/v1/collections?limit=1', [JSON_TYPE, HTML]],
  ['a collection', ({ uri }) => uri, [JSON_TYPE, HTML]],
  ['a list', ({ list }) => list, LIST_TYPES],
  ['a filtered list, a page', ({ list }) => `${list}?filter[n][gte]=1&limit=1`, LIST_TYPES],
  ['a small document', ({ document }) => document('small'), [JSON_TYPE, HTML]],
  ['a large document', ({ document }) => document('large'), [JSON_TYPE, HTML]],
  ['a history', ({ document }) => `${document('small')}/revisions`, [JSON_TYPE, HTML]],
  ['a numbered revision', ({ document }) => `${document('small')}/revisions/1`, [JSON_TYPE]],
  ['a large numbered revision', ({ document }) => `${document('large')}/revisions/1`, [JSON_TYPE]],
  ['the changes', ({ uri }) => `${uri}/changes?include=data`, [JSON_TYPE]],
  ['the changes, a page', ({ uri }) => `${uri}/changes?limit=1`, [JSON_TYPE]],
  ['the attachments', ({ document }) => `${document('small')}/attachments`, [JSON_TYPE, HTML]],
  [
    'the attachments, a page',
    ({ document }) => `${document('small')}/attachments?limit=1`,
    [JSON_TYPE, HTML],
  ],
  ['a problem', () => '/problems/gone', [JSON_TYPE, HTML]],
];

const CASES = RESOURCES.flatMap(([name, uri, types]) =>
  types.flatMap((type) => CODINGS.map((coding) => [name, type, coding, uri] as const)),
);

/** What describes the representation alone: a 304 leaves it out (9110 15.4.5). */
const REPRESENTATION = new Set([
  'content-type',
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'last-modified',
  'link',
]);

/** What only the 200 of an attachment says. */
const ATTACHMENT = new Set([...REPRESENTATION, 'accept-ranges', 'repr-digest']);

/** The fields of an answer but Date, which is checked to be there. */
function fieldsOf({ headers }: Answer): Map<string, unknown> {
  const { date, ...others } = headers;
  expect(date).toMatch(/ GMT$/);
  return new Map(Object.entries(others));
}

const without = (fields: ReadonlyMap<string, unknown>, names: ReadonlySet<string>) =>
  Object.fromEntries([...fields].filter(([name]) => !names.has(name)));

/** HEAD need not know the length of what it does not make (9110 8.6). */
const LENGTH = new Set(['content-length', 'transfer-encoding']);

describe('9110 15.4.5, 9.3.2 the fields of 200, of HEAD and of 304', () => {
  let place: Place;
  beforeAll(async () => {
    place = await bench.collection('{"indexes":["n"]}');
    await bench.collection();
    await create(bench.client, place.document('small'), '{"n":1}');
    await create(bench.client, place.document('large'), JSON.stringify({ n: 2, text: 'words '.repeat(400) }));
    for (const name of ['a.txt', 'b.txt'])
      await store(bench, `${place.document('small')}/attachments/${name}`, 'words', {
        'Content-Type': 'text/plain',
      });
  });

  it.each(CASES)('R47, R49, R50, R57, R72: %s as %s in %s: equal', async (name, type, coding, uri) => {
    const { client } = bench;
    const headers = { Accept: type, 'Accept-Encoding': coding, Origin: ORIGIN };
    const full = await client.get(uri(place), headers);
    const again = await client.get(uri(place), { ...headers, 'If-None-Match': full.etag });
    const head = await client.head(uri(place), headers);
    const headAgain = await client.head(uri(place), { ...headers, 'If-None-Match': full.etag });
    expect([full.status, again.status, head.status, headAgain.status]).toEqual([200, 304, 200, 304]);

    const fields = fieldsOf(full);
    expect(fields.get('content-type')).toContain(type);
    expect(Object.fromEntries(fieldsOf(again))).toEqual(without(fields, REPRESENTATION));
    expect(fieldsOf(headAgain)).toEqual(fieldsOf(again));
    expect(again.bytes.length).toBe(0);

    expect(without(fieldsOf(head), LENGTH)).toEqual(without(fields, LENGTH));
    const length = String(full.bytes.length);
    expect(head.headers['content-length'] ?? length).toBe(length);

    for (const wanted of ['etag', 'vary', 'cache-control', 'access-control-allow-origin'])
      expect(again.headers).toHaveProperty(wanted);
    expect(again.headers.vary).toBe('Accept, Accept-Encoding, Origin');
    const isPage = type === HTML;
    expect([name, again.headers['content-security-policy'] !== undefined]).toEqual([name, isPage]);
    expect([name, again.headers['referrer-policy'] !== undefined]).toEqual([name, isPage]);
  });

  it('R47, R49, R50, R57, R72: an attachment, which is never coded: equal', async () => {
    const { client } = bench;
    const uri = `${place.document('small')}/attachments/a.txt`;
    for (const coding of CODINGS) {
      const headers = { 'Accept-Encoding': coding, Origin: ORIGIN };
      const full = await client.get(uri, headers);
      const again = await client.get(uri, { ...headers, 'If-None-Match': full.etag });
      const headAgain = await client.head(uri, { ...headers, 'If-None-Match': full.etag });
      expect([full.status, again.status, headAgain.status]).toEqual([200, 304, 304]);
      const fields = fieldsOf(full);
      expect(fieldsOf(await client.head(uri, headers))).toEqual(fields);
      expect(Object.fromEntries(fieldsOf(again))).toEqual(without(fields, ATTACHMENT));
      expect(fieldsOf(headAgain)).toEqual(fieldsOf(again));
      expect(again.headers.vary).toBe('Accept, Accept-Encoding, Origin');
      expect(again.headers).toHaveProperty('content-security-policy');
      expect(again.headers).toHaveProperty('access-control-expose-headers');
    }
  });

  it('R47: the answers that are not modified by a date have the same fields: 304', async () => {
    for (const type of [JSON_TYPE, HTML]) {
      const headers = { Accept: type, Origin: ORIGIN };
      const byTag = await bench.client.get(place.document('small'), {
        ...headers,
        'If-None-Match': '*',
      });
      const byDate = await bench.client.get(place.document('small'), {
        ...headers,
        'If-Modified-Since': new Date(Date.now() + 5000).toUTCString(),
      });
      expect([byTag.status, byDate.status]).toEqual([304, 304]);
      expect(fieldsOf(byDate)).toEqual(fieldsOf(byTag));
    }
  });
});

describe('what browsers are told to guard', () => {
  it.each([
    ['GET', '/v1/collections', 200],
    ['GET', '/', 302],
    ['OPTIONS', '/', 204],
    ['GET', '/v1/nothing', 404],
    ['DELETE', '/v1/collections', 405],
    ['PUT', '/v1/collections/x', 415],
  ])('%s %s, %d: nothing is sniffed, and no other site may embed it', async (method, path, status) => {
    const answer = await bench.client.send(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});
