import { create, type ProblemBody, told, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const bench = useService();

const ITEM = 'GET, HEAD, OPTIONS, PUT, PATCH, DELETE';
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** Every resource, with the methods it has. */
async function resources(): Promise<readonly (readonly [uri: string, allow: string])[]> {
  const place = await bench.collection();
  await create(bench.client, place.document('a'));
  return [
    ['/', 'GET, HEAD, OPTIONS'],
    ['/v1/collections', 'GET, HEAD, OPTIONS'],
    [place.uri, ITEM],
    [place.list, 'GET, HEAD, OPTIONS, POST'],
    [place.document('a'), ITEM],
    [place.document('never'), ITEM],
    [bench.place().uri, ITEM],
    ['/problems/gone', 'GET, HEAD, OPTIONS'],
  ];
}

describe('9110 15.5.6 and 9.3.7 methods', () => {
  it('R70: a method that the resource does not have: 405 with Allow, whatever else is wrong', async () => {
    for (const [uri, allow] of await resources()) {
      for (const method of METHODS.filter((name) => !allow.split(', ').includes(name))) {
        const headers = { 'If-Match': 'malformed', Accept: 'image/png' };
        const answer = await bench.client.send(method, uri, { headers });
        expect([method, uri, told(answer)]).toEqual([method, uri, '405 method-not-allowed']);
        expect([uri, answer.headers.allow]).toEqual([uri, allow]);
        expect(answer.json<ProblemBody>().detail).toContain(method);
      }
    }
  });

  it('R70: OPTIONS: 204 with Allow, Accept-Patch and Accept-Post where they belong', async () => {
    for (const [uri, allow] of await resources()) {
      const answer = await bench.client.send('OPTIONS', uri);
      const { headers } = answer;
      expect([uri, told(answer), headers.allow]).toEqual([uri, '204', allow]);
      const patch = allow.includes('PATCH')
        ? 'application/merge-patch+json, application/json-patch+json, application/json'
        : undefined;
      expect([uri, headers['accept-patch']]).toEqual([uri, patch]);
      expect([uri, headers['accept-post']]).toEqual([
        uri,
        allow.includes('POST') ? 'application/json' : undefined,
      ]);
    }
    expect(told(await bench.client.send('OPTIONS', '/v1/nothing'))).toBe('404 not-found');
  });

  it.each(['PROPFIND', 'PURGE', 'LINK', 'REPORT', 'M-SEARCH'])(
    'R70: %s is known nowhere: 501',
    async (method) => {
      for (const uri of ['/v1/collections', '/v1/nothing'])
        expect(told(await bench.client.send(method, uri))).toBe('501 not-implemented');
    },
  );

  it('R70: a method that nobody ever heard of: 501 too', async () => {
    const wire = await Wire.open(bench.url);
    await wire.ask('BREW /v1/collections');
    const answer = await wire.answer();
    expect([answer.status, slugOf(answer)]).toEqual([501, 'not-implemented']);
    wire.close();
  });
});

describe('9110 15.5.5 what is not there', () => {
  it.each([
    '/v1',
    '/v1/',
    '/v2/collections',
    '/v1/collections/',
    '/V1/collections',
    '/v1/Collections',
    '/v1//collections',
    '//v1/collections',
    '/v1/collections/a/',
    '/v1/collections/a/documents/',
    '/v1/collections/a/Documents',
    '/v1/collections/a/documents/b/',
    '/v1/collections/a/documents/b/c',
    '/v1/collections/a/nothing',
    '/v1%2Fcollections',
    '/problems',
    '/problems/',
    '/problems/gone/',
    '/index.html',
    '/favicon.ico',
  ])('R55: %s: 404 for every method', async (path) => {
    for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS']) {
      const wire = await Wire.open(bench.url);
      await wire.ask(`${method} ${path}`, 'Content-Length: 0');
      const answer = await wire.answer();
      expect([method, answer.status, slugOf(answer)]).toEqual([method, 404, 'not-found']);
      wire.close();
    }
  });
});

describe('9112 3.2.2 a target in absolute form', () => {
  it('R70: is the same as its path: 200, 404, 405 with Allow', async () => {
    const wire = await Wire.open(bench.url);
    await wire.ask('GET http://etagere.example/v1/collections?limit=1');
    expect((await wire.answer()).status).toBe(200);
    await wire.ask('GET http://etagere.example/v1/nothing');
    const missing = await wire.answer();
    expect([missing.status, slugOf(missing)]).toEqual([404, 'not-found']);
    await wire.ask('DELETE http://etagere.example/v1/collections');
    const refused = await wire.answer();
    expect([refused.status, refused.fields.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    await wire.ask('GET http://etagere.example/v1/collections?limit=0');
    expect((await wire.answer()).status).toBe(400);
    wire.close();
  });
});

describe('9112 2.2 and 6585 5 what the parser refuses', () => {
  it.each([
    ['400 bad-request', 'GET /v1/collections HTTP/1.1\r\n\r\n'],
    ['400 bad-request', 'GET /v1/collections FTP/1.1\r\nHost: x\r\n\r\n'],
    ['400 bad-request', 'GET /v1/collections HTTP/1.1\r\nHost: x\r\nIf-Match : *\r\n\r\n'],
    ['400 bad-request', 'PUT /v1/collections/a HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n'],
    [
      '431 header-too-large',
      `GET /v1/collections HTTP/1.1\r\nHost: x\r\nIf-Match: ${'"x",'.repeat(5000)}\r\n\r\n`,
    ],
    ['431 header-too-large', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ])('R54: %s is a problem like any other: %j', async (result, text) => {
    const wire = await Wire.open(bench.url);
    await wire.write(text);
    const answer = await wire.answer();
    expect(`${answer.status} ${slugOf(answer)}`).toBe(result);
    expect(await wire.closed()).toBe('');
  });
});
