// Reliability F47: what nginx does when it compresses, and what helps; and a service below a path.
import { Client } from '../support/client.js';
import { startService } from '../support/service.js';
import { create, placeNamed, told } from '../http/support.js';
import { type Edits, startNginx, withoutNginx } from './nginx-process.js';

const withNginx = withoutNginx === '' ? describe : describe.skip;

const started: (() => unknown)[] = [];

afterEach(async () => {
  for (const stop of started.splice(0).toReversed()) await stop();
});

/** A client of nginx in front of a service of this process. */
async function startPair(environment: Readonly<Record<string, string>>, edits: Edits): Promise<Client> {
  const service = await startService(environment);
  started.push(async () => {
    await service.stop();
    if (service.failures.length > 0) throw new Error(service.failures.join('\n'));
  });
  const nginx = await startNginx([service.url], edits);
  const client = new Client(nginx.url);
  started.push(
    () => nginx.stop(),
    () => client.close(),
  );
  return client;
}

withNginx(`nginx that compresses${withoutNginx && ` (${withoutNginx})`}`, () => {
  // What the package around the site says then counts.
  const compressing = { 'gzip off;': '' };
  const place = placeNamed('notes');
  const uri = place.document('a');

  async function seen(client: Client): Promise<string> {
    await client.makeCollection(place.name);
    await create(client, uri, '{"n":1,"text":"shorter than what the service compresses"}');
    const answer = await client.get(uri, { 'Accept-Encoding': 'gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    return answer.etag;
  }

  it('R20: it weakens the tags it serves, and no write is guarded by one: 412; reads still are: 304', async () => {
    const client = await startPair({}, compressing);
    const tag = await seen(client);
    expect(tag).toMatch(/^W\/"1\./);
    expect(told(await client.put(uri, '{"n":2}', { 'If-Match': tag }))).toBe('412 precondition-failed');
    expect((await client.get(uri, { 'If-None-Match': tag })).status).toBe(304);
    expect((await client.get(uri)).json()).toMatchObject({ n: 1 });
  });

  it('R20: with WEAK_IF_MATCH=accept the write passes: 204; and it is outdated after that: 412', async () => {
    const client = await startPair({ WEAK_IF_MATCH: 'accept' }, compressing);
    const tag = await seen(client);
    expect(told(await client.put(uri, '{"n":2}', { 'If-Match': tag }))).toBe('204');
    expect(told(await client.put(uri, '{"n":3}', { 'If-Match': tag }))).toBe('412 precondition-failed');
  });
});

withNginx(`nginx with BASE_PATH${withoutNginx && ` (${withoutNginx})`}`, () => {
  it('R61: every URI of the service begins with it and leads back through nginx, which has the rest', async () => {
    const client = await startPair({ BASE_PATH: '/store' }, { 'location / {': 'location /store {' });
    const list = '/store/v1/collections/notes/documents';
    const json = { 'Content-Type': 'application/json' };
    const made = await client.send('PUT', '/store/v1/collections/notes', {
      body: '{}',
      headers: { ...json, 'If-None-Match': '*' },
    });
    expect([made.status, made.headers.location]).toEqual([201, '/store/v1/collections/notes']);
    const post = await client.post(list, '{"n":1}');
    await client.post(list, '{"n":2}');
    expect(post.headers.location?.startsWith(`${list}/`)).toBe(true);
    expect((await client.get(post.headers.location ?? '')).etag).toBe(post.etag);
    const page = (await client.get(`${list}?limit=1`)).json<{ next: string }>();
    expect((await client.get(page.next)).json<{ items: unknown[] }>().items).toHaveLength(1);
    const problem = await client.put(post.headers.location ?? '', '{}');
    expect([problem.status, problem.json()['type']]).toEqual([428, '/store/problems/precondition-required']);
    expect((await client.get(String(problem.json()['type']))).status).toBe(200);
    for (const root of ['/store', '/store/']) {
      const { status, headers } = await client.get(root);
      expect([status, headers.location]).toEqual([302, '/store/v1/collections']);
    }
    const outside = await client.get('/v1/collections');
    expect([outside.status, outside.headers['content-type']]).toEqual([404, 'text/html']);
  });
});
