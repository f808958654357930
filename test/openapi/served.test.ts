import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startService, type TestService } from '../support/service.js';
import { Client } from '../support/client.js';

// The documents and the reference page as resources: tags, 304, compression, and BASE_PATH in front.

let service: TestService;
let client: Client;

beforeAll(async () => {
  service = await startService({ BASE_PATH: '/shop' });
  client = new Client(service.url);
});

afterAll(async () => {
  client.close();
  await service.stop();
});

describe('the OpenAPI documents and the reference page', () => {
  it.each([
    ['/openapi.json', '3.1.0'],
    ['/openapi-3.0.json', '3.0.3'],
  ])('R2, R5: %s has a strong tag for each coding, and each confirms its own', async (path, version) => {
    const answers = await Promise.all(
      ['identity', 'gzip', 'br'].map((coding) => client.get(path, { 'Accept-Encoding': coding })),
    );
    const [plain, gzip, br] = answers;
    expect(gunzipSync(gzip?.bytes ?? '').toString()).toBe(plain?.text);
    expect(brotliDecompressSync(br?.bytes ?? '').toString()).toBe(plain?.text);
    expect(new Set(answers.map(({ etag }) => etag)).size).toBe(3);
    const again = await client.get(path, { 'Accept-Encoding': 'br', 'If-None-Match': br?.etag ?? '' });
    expect([again.status, again.etag, again.text]).toEqual([304, br?.etag, '']);
    const { openapi, servers } = plain?.json<{ openapi: string; servers: unknown }>() ?? {};
    expect([openapi, servers]).toEqual([version, [{ url: '/shop' }]]);
  });

  it('every file of the page is its own: below BASE_PATH, immutable, with a strong tag; nothing else is loaded', async () => {
    const page = await client.get('/docs', { Accept: 'text/html' });
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, uri = '']) => uri);
    const own = files.filter((uri) => uri.startsWith('docs/'));
    expect(files.filter((uri) => !own.includes(uri)).toSorted()).toEqual([
      'data:,',
      'openapi.json',
      'openapi.json',
    ]);
    expect(own).toHaveLength(3);
    for (const uri of own) {
      const file = await client.get(`/${uri}`);
      expect([file.status, file.headers['cache-control']]).toEqual([200, 'max-age=31536000, immutable']);
      const seen = await client.get(`/${uri}`, { 'If-None-Match': file.etag });
      expect([seen.status, seen.headers['cache-control']]).toEqual([304, 'max-age=31536000, immutable']);
    }
  });

  it('a file of another version, and any other file of the package, is 404', async () => {
    const { text } = await client.get('/docs');
    const [, version] = /docs\/([^/]+)\/start\.js/.exec(text) ?? [];
    const paths = [
      '/docs/1.0.0/start.js',
      `/docs/${version}/package.json`,
      `/docs/${version}/..%2Fpackage.json`,
    ];
    const statuses = await Promise.all(paths.map(async (path) => (await client.get(path)).status));
    expect(statuses).toEqual([404, 404, 404]);
  });
});
