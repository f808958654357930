import { PROBLEMS } from '../../src/http/problems.js';
import { StoreFailure, type StoreFailureReason } from '../../src/store/index.js';
import { create, placeNamed, type ProblemBody, told, useService } from './support.js';
import { startWrapped, type WrappedService } from './wrapped-store.js';

const bench = useService();

describe('9457 3.1 problem details', () => {
  it('R54: a problem has type, title, status, detail and instance, and is never stored', async () => {
    const answer = await bench.client.get('/v1/collections/none/documents/a?x=1');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(answer.json()).toEqual({
      type: '/problems/collection-not-found',
      title: PROBLEMS['collection-not-found'].title,
      status: 404,
      detail: expect.stringContaining('"none"'),
      instance: '/v1/collections/none/documents/a',
    });
  });

  it('R54: what the client sent is quoted in JSON, never raw', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const [uri, text] of [
      [place.document('%22%0A%3Cscript%3E'), '"\n<script>'],
      [`${place.list}?%3Cscript%3E=%22`, '<script>'],
    ] as const) {
      const { detail } = (await client.get(uri)).json<ProblemBody>();
      expect(detail).toContain(JSON.stringify(text));
    }
  });
});

describe('9457 4 the page behind a type', () => {
  it.each(Object.entries(PROBLEMS))('R54: /problems/%s explains itself as JSON', async (slug, problem) => {
    const answer = await bench.client.get(`/problems/${slug}`);
    expect(told(answer)).toBe('200');
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json()).toEqual({ type: `/problems/${slug}`, ...problem });
    expect(problem.status).toBeGreaterThanOrEqual(400);
  });

  it.each(Object.entries(PROBLEMS))(
    'R54: /problems/%s explains itself to browsers',
    async (slug, problem) => {
      const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
      const answer = await bench.client.get(`/problems/${slug}`, { Accept: accept });
      expect(told(answer)).toBe('200');
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers.vary).toContain('Accept');
      expect(answer.text).toContain(`<h1>${problem.title}</h1>`);
      expect(answer.text).toContain(String(problem.status));
    },
  );

  it('R55: a type that does not exist: 404', async () => {
    for (const slug of ['none', 'constructor', '__proto__', 'Gone'])
      expect(told(await bench.client.get(`/problems/${slug}`))).toBe('404 not-found');
  });

  it('R74: neither JSON nor HTML is acceptable: 406', async () => {
    const answer = await bench.client.get('/problems/gone', { Accept: 'image/png' });
    expect(told(answer)).toBe('406 not-acceptable');
    expect(answer.json()['available']).toEqual(['application/json', 'text/html']);
  });
});

let failure: Error | undefined;

function fail(): void {
  if (failure !== undefined) throw failure;
}

describe('9110 15.6 when the store fails', () => {
  const place = placeNamed('notes');
  const uri = place.document('a');
  let service: WrappedService;

  beforeAll(async () => {
    service = await startWrapped((store) => ({
      ...store,
      async head(key) {
        fail();
        return store.head(key);
      },
      async commit(change) {
        fail();
        return store.commit(change);
      },
    }));
    await service.client.makeCollection(place.name);
    await create(service.client, uri);
  });

  afterAll(() => service.stop());

  it.each<[StoreFailureReason, string, string | undefined]>([
    ['busy', '503 store-busy', '1'],
    ['down', '503 store-unavailable', '1'],
    ['full', '507 store-full', undefined],
    ['exhausted', '507 store-full', undefined],
    ['unknown', '503 outcome-unknown', undefined],
  ])('R88: %s: %s, Retry-After %s', async (reason, result, retryAfter) => {
    failure = new StoreFailure(reason, { cause: new Error('SQLITE_IOERR: disk I/O error') });
    const { client } = service;
    const answers = [
      await client.put(uri, '{"n":2}', { 'If-Match': '*' }),
      await client.patch(uri, '{"n":2}', { 'If-Match': '*' }),
      await client.post(place.list, '{}'),
      await client.delete(uri, { 'If-Match': '*' }),
      await client.get(uri, { 'If-None-Match': '*' }),
    ];
    expect(answers.map(told)).toEqual(answers.map(() => result));
    expect(answers.map(({ headers }) => headers['retry-after'])).toEqual(answers.map(() => retryAfter));
    expect(service.failures).toEqual([]);
    failure = undefined;
    expect((await client.get(uri)).text).toBe('{"n":1}');
  });

  it('R54: a defect: 500 that gives nothing of it away; it is logged', async () => {
    failure = new TypeError('no such table: Document at /srv/etagere/secret.js:7');
    const answer = await service.client.put(uri, '{"n":2}', { 'If-Match': '*' });
    expect(told(answer)).toBe('500 internal');
    expect(answer.text).not.toMatch(/table|secret/);
    expect(service.failures.join('')).toContain('no such table: Document');
    failure = undefined;
  });
});
