import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { create, type ProblemBody, told, useService } from './support.js';

const bench = useService();

/** What browsers send when somebody follows a link. */
const BROWSERS = [
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
];

describe('9110 12.5.1 people get pages, programs get JSON', () => {
  it('R74: of every resource that is a page, by the Accept field of a browser and of a program', async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('a'));
    const pages = [
      '/v1/collections',
      place.uri,
      place.list,
      place.document('a'),
      `${place.document('a')}/revisions`,
    ];
    for (const uri of [...pages, '/problems/gone']) {
      for (const accept of BROWSERS) {
        const { headers, text } = await bench.client.get(uri, { Accept: accept });
        expect([uri, headers['content-type']]).toEqual([uri, 'text/html; charset=utf-8']);
        expect(text).toContain('<title>');
      }
      for (const accept of [undefined, '*/*', 'application/json', 'application/json, text/html;q=0.9']) {
        const { headers } = await bench.client.get(uri, accept === undefined ? {} : { Accept: accept });
        expect([uri, accept, headers['content-type']]).toEqual([uri, accept, 'application/json']);
      }
      const refused = await bench.client.get(uri, { Accept: 'image/png' });
      expect(told(refused)).toBe('406 not-acceptable');
      expect(refused.json<ProblemBody>()['available']).toContain('text/html');
    }
  });

  it('the links of the pages lead to what is there: 200', async () => {
    const place = await bench.collection('{"indexes":["n"]}');
    for (const id of ['a', 'b', 'c']) await create(bench.client, place.document(id));
    await bench.client.patch(place.document('a'), '{"n":2}', { 'If-Match': '*' });
    await bench.client.delete(place.document('b'), { 'If-Match': '*' });
    const visited = new Set<string>();
    const waiting = [place.uri, `${place.list}?limit=1`, `${place.document('b')}/revisions?limit=1`];
    for (let uri = waiting.pop(); uri !== undefined; uri = waiting.pop()) {
      if (visited.has(uri) || !uri.startsWith(place.uri)) continue;
      visited.add(uri);
      const { status, text, headers } = await bench.client.get(uri, { Accept: BROWSERS[0] ?? '' });
      // A deleted document's history leads to where it was.
      expect([uri, status]).toEqual([uri, uri === place.document('b') ? 410 : 200]);
      if (headers['content-type'] !== 'text/html; charset=utf-8') continue;
      const links = [...text.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, link = '']) =>
        link.replaceAll('&amp;', '&'),
      );
      waiting.push(...links.filter((link) => !link.endsWith('/attachments')));
    }
    expect([...visited].filter((uri) => /revisions\/\d$/.test(uri)).length).toBeGreaterThanOrEqual(4);
    expect([...visited].some((uri) => uri.includes('cursor='))).toBe(true);
  });

  it('R29: the explanation of a problem has a tag, its own for each variant: 304', async () => {
    const tags = new Set<string>();
    for (const accept of ['application/json', 'text/html']) {
      for (const coding of ['identity', 'gzip', 'br']) {
        const headers = { Accept: accept, 'Accept-Encoding': coding };
        const { etag } = await bench.client.get('/problems/gone', headers);
        tags.add(etag);
        expect(told(await bench.client.get('/problems/gone', { ...headers, 'If-None-Match': etag }))).toBe(
          '304',
        );
      }
    }
    // Its JSON is smaller than what is worth compressing.
    expect(tags.size).toBe(4);
    const other = await bench.client.get('/problems/internal');
    expect(tags.has(other.etag)).toBe(false);
    expect(told(await bench.client.get('/problems/gone?x=1'))).toBe('400 invalid-parameter');
    expect(told(await bench.client.get('/problems/never'))).toBe('404 not-found');
    expect(told(await bench.client.get('/problems/gone', { 'If-Match': '"other"' }))).toBe(
      '412 precondition-failed',
    );
  });
});

describe('contract 1: / leads to the collections', () => {
  it('GET and HEAD: 302 to the path, whatever Host and Accept say; R41: preconditions do not count', async () => {
    for (const headers of [{}, { Host: 'evil.example' }, { Accept: 'image/png' }, { 'If-None-Match': '*' }]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await bench.client.send(method, '/', { headers });
        expect([answer.status, answer.headers.location, answer.text]).toEqual([302, '/v1/collections', '']);
        expect(answer.headers['cache-control']).toBe('max-age=0, must-revalidate');
        expect(answer.headers).not.toHaveProperty('vary');
      }
    }
    expect(told(await bench.client.get('/?x=1'))).toBe('400 invalid-parameter');
  });

  describe('under BASE_PATH', () => {
    let service: TestService;
    let root: Client;
    beforeAll(async () => {
      service = await startService({ BASE_PATH: '/store' });
      root = new Client(service.url.slice(0, -'/store'.length));
    });
    afterAll(async () => {
      root.close();
      await service.stop();
    });

    it.each(['/store', '/store/'])(
      '%s: 302 to the collections below it, other methods 405 with Allow',
      async (path) => {
        const answer = await root.get(path, { Host: 'evil.example' });
        expect([answer.status, answer.headers.location]).toEqual([302, '/store/v1/collections']);
        const refused = await root.send('PUT', path);
        expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
        expect(refused.json<ProblemBody>().instance).toBe(path);
        const options = await root.send('OPTIONS', path);
        expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, OPTIONS']);
        expect((await root.get(`${path}?x=1`)).status).toBe(400);
      },
    );

    it.each(['/', '/storey', '/stor', '/store//', '/other/store'])('%s: 404', async (path) => {
      expect((await root.get(path)).status).toBe(404);
    });

    it('every link of its pages is below it', async () => {
      const client = new Client(service.url);
      await client.makeCollection('notes');
      await create(client, '/v1/collections/notes/documents/a');
      for (const path of [
        '/v1/collections',
        '/v1/collections/notes',
        '/v1/collections/notes/documents/a/revisions',
        '/problems/gone',
      ]) {
        const { text } = await client.get(path, { Accept: 'text/html' });
        const links = [...text.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, link]) => link);
        expect(links.length).toBeGreaterThan(0);
        expect(links.filter((link) => link?.startsWith('/store/') !== true)).toEqual([]);
      }
      client.close();
    });
  });
});
