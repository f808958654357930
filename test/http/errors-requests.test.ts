import { create, type Place, type ProblemBody, told, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const bench = useService();

/** Sends `method` to exactly `path`: a client would tidy dots away. */
async function refusalOf(method: string, path: string): Promise<string> {
  const wire = await Wire.open(bench.url);
  await wire.ask(
    `${method} ${path}`,
    'Content-Type: application/json',
    'If-None-Match: *',
    'Content-Length: 2',
  );
  await wire.write('{}');
  const answer = await wire.answer();
  wire.close();
  return `${answer.status} ${slugOf(answer)}`;
}

const ITEM_METHODS = ['GET', 'PUT', 'PATCH', 'DELETE'];

describe('9110 15.5.1 names that are not allowed', () => {
  it.each([
    ['an encoded slash', 'a%2Fb'],
    ['an encoded backslash', 'a%5Cb'],
    ['a dot', '.'],
    ['two dots', '..'],
    ['an encoded dot', '%2E'],
    ['two encoded dots', '%2e%2E'],
    ['a space', 'a%20b'],
    ['a plus', 'a+b'],
    ['NUL', 'a%00'],
    ['a line end', 'a%0Ab'],
    ['an end behind a line end', 'a%0A'],
    ['a letter beyond ASCII', '%C5%BC'],
    ['a percent sign', '%25'],
    ['a semicolon', 'a;v=1'],
    ['a colon', 'a:b'],
    ['129 characters', 'a'.repeat(129)],
  ])('R55: %s in a document id: 400 for every method', async (_, id) => {
    const place = await bench.collection();
    for (const method of ITEM_METHODS)
      expect([method, await refusalOf(method, place.document(id))]).toEqual([method, '400 invalid-name']);
  });

  it.each([
    ['a capital', 'A'],
    ['a digit in front', '1a'],
    ['a dash in front', '-a'],
    ['an underscore in front', '_a'],
    ['a dot', 'a.b'],
    ['two dots', '..'],
    ['a tilde', 'a~'],
    ['a space', 'a%20'],
    ['an encoded slash', 'a%2Fb'],
    ['NUL', 'a%00'],
    ['a line end', 'a%0A'],
    ['a letter beyond ASCII', '%C3%A9'],
    ['64 characters', 'a'.repeat(64)],
  ])('R55: %s in a collection name: 400 for it and for what is below it', async (_, name) => {
    const uri = `/v1/collections/${name}`;
    for (const method of ITEM_METHODS) {
      expect([method, await refusalOf(method, uri)]).toEqual([method, '400 invalid-name']);
      expect([method, await refusalOf(method, `${uri}/documents/a`)]).toEqual([method, '400 invalid-name']);
    }
    for (const method of ['GET', 'POST'])
      expect([method, await refusalOf(method, `${uri}/documents`)]).toEqual([method, '400 invalid-name']);
  });

  it('R55: the longest names and every allowed character are taken: 201', async () => {
    const { client } = bench;
    const uri = `/v1/collections/${'a'.repeat(63)}`;
    expect(await create(client, uri, '{}')).toMatch(/^"1\./);
    for (const id of ['a'.repeat(128), 'AZaz09._~-', '...', '~', '-', '_', '.a'])
      expect(await create(client, `${uri}/documents/${id}`)).toMatch(/^"1\./);
    expect(await create(client, '/v1/collections/a0_-', '{}')).toMatch(/^"1\./);
  });

  it.each(['%', '%z', '%zz', 'a%2', '%c3', '%ff', '%ed%a0%80', '%c0%ae'])(
    'R55: %s is no percent-encoded UTF-8: 400',
    async (segment) => {
      const place = await bench.collection();
      for (const method of ITEM_METHODS) {
        expect(await refusalOf(method, place.document(segment))).toBe('400 bad-request');
        expect(await refusalOf(method, `/v1/collections/${segment}`)).toBe('400 bad-request');
      }
    },
  );
});

function lists(place: Place): readonly string[] {
  return [place.list, '/v1/collections'];
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

describe('9110 15.5.1 query parameters', () => {
  it.each([
    ['?color=red', 'color'],
    ['?limit=1&color=red', 'color'],
    ['?Limit=1', 'Limit'],
    ['?limit%20=1', 'limit '],
    ['?limit[]=1', 'limit[]'],
    ['?=1', ''],
    ['?__proto__=1', '__proto__'],
    ['?%zz=1', '%zz'],
    ['?limit=1&limit=1', 'limit'],
    ['?cursor=a&limit=1&cursor=a', 'cursor'],
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ['?limit=-1', 'limit'],
    ['?limit=1.0', 'limit'],
    ['?limit=1e1', 'limit'],
    ['?limit=%201', 'limit'],
    ['?limit=abc', 'limit'],
    ['?limit=', 'limit'],
    ['?limit', 'limit'],
    ['?limit=99999999999999999999', 'limit'],
  ])('R55: %s: 400 that names %j', async (query, parameter) => {
    for (const uri of lists(await bench.collection())) {
      const answer = await bench.client.get(`${uri}${query}`);
      expect(told(answer)).toBe('400 invalid-parameter');
      expect(answer.json<ProblemBody>()['parameter']).toBe(parameter);
    }
  });

  it.each([
    ['empty', ''],
    ['no base64', '!!!'],
    ['no JSON', encode('a')],
    ['no array', encode('"a"')],
    ['an empty array', encode('[]')],
    ['two positions', encode('["a","b"]')],
    ['a number', encode('[1]')],
    ['an id that is none', encode('["a b"]')],
    ['a path', encode('["../a"]')],
    ['white space in it', encode('[ "a"]')],
    ['escapes in it', encode(String.raw`["\u0061"]`)],
    ['with padding', `${encode('["aa"]')}=`],
    ['with something behind', `${encode('["a"]')}A`],
    ['bytes that are no UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString('base64url')],
  ])('R55: a cursor that was never issued (%s): 400', async (_, cursor) => {
    for (const uri of lists(await bench.collection())) {
      const answer = await bench.client.get(`${uri}?cursor=${encodeURIComponent(cursor)}`);
      expect(told(answer)).toBe('400 invalid-parameter');
      expect(answer.json<ProblemBody>()['parameter']).toBe('cursor');
    }
  });

  it('R55: limit 1 and 200 are taken, and an empty query: 200', async () => {
    for (const uri of lists(await bench.collection())) {
      for (const query of ['?limit=1', '?limit=200', '?'])
        expect(told(await bench.client.get(`${uri}${query}`))).toBe('200');
    }
  });
});
