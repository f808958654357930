import { type ClockedService, linksOf, problemOf, START, startClocked } from './history-bench.js';

const IMMUTABLE = 'max-age=31536000, immutable';
const LIST = '/v1/collections/notes/documents';
const BODIES = [' {"n": 1.0}\n', '{"n":2}', null, '{"é":4}', '{"n":5}'] as const;

describe('numbered revisions', () => {
  let service: ClockedService;
  let tags: readonly string[];
  const path = `${LIST}/a`;
  const at = (revision: number | string) => `${path}/revisions/${revision}`;

  // Five revisions, a second apart: create, replace, delete, create, replace.
  beforeAll(async () => {
    service = await startClocked();
    await service.client.makeCollection('notes');
    const issued: string[] = [];
    for (const body of BODIES) {
      service.clock += 1000;
      const absent = issued.length === 0 || issued.length === 3;
      const fields = absent ? { 'If-None-Match': '*' } : { 'If-Match': '*' };
      const answer = await (body === null
        ? service.client.delete(path, fields)
        : service.client.put(path, body, fields));
      issued.push(answer.headers.etag ?? '');
    }
    tags = issued;
  });
  afterEach(() => {
    service.bodiesLocked = false;
  });
  afterAll(() => service.stop());

  it.each([1, 2, 4, 5])('R75, 8246: revision %i is its own bytes under its own tag, for ever', async (n) => {
    const answer = await service.client.get(at(n));
    expect([answer.status, answer.text, answer.etag]).toEqual([200, BODIES[n - 1], tags[n - 1]]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': IMMUTABLE,
      'last-modified': new Date(START + n * 1000).toUTCString(),
    });
  });

  it.each([1, 5])('4: HEAD of revision %i has the fields of GET, without looking at its body', async (n) => {
    const get = await service.client.get(at(n));
    service.bodiesLocked = true;
    const head = await service.client.head(at(n));
    const { date: _, ...fields } = get.headers;
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers).toMatchObject(fields);
  });

  it.each([1, 4, 5])('R75: the tag of revision %i makes a 304 without looking at its body', async (n) => {
    service.bodiesLocked = true;
    const answer = await service.client.get(at(n), { 'If-None-Match': `"other", ${tags[n - 1]}` });
    expect([answer.status, answer.etag, answer.text]).toEqual([304, tags[n - 1], '']);
    expect(answer.headers['cache-control']).toBe(IMMUTABLE);
    expect(answer.headers.link).toBeUndefined();
  });

  it('13.1: preconditions are judged against the tag and the date of that revision', async () => {
    const { client } = service;
    const status = async (fields: Record<string, string>) => (await client.get(at(2), fields)).status;
    const then = new Date(START + 2000).toUTCString();
    const before = new Date(START + 1000).toUTCString();
    expect(await status({ 'If-None-Match': tags[4] ?? '' })).toBe(200);
    expect(await status({ 'If-Match': tags[1] ?? '' })).toBe(200);
    expect(await status({ 'If-Match': tags[4] ?? '' })).toBe(412);
    expect(await status({ 'If-Match': 'unquoted' })).toBe(400);
    expect(await status({ 'If-Modified-Since': then })).toBe(304);
    expect(await status({ 'If-Modified-Since': before })).toBe(200);
    expect(await status({ 'If-Unmodified-Since': before })).toBe(412);
  });

  it('13.1.1: a 412 names the tag of that revision', async () => {
    const answer = await service.client.get(at(2), { 'If-Match': tags[4] ?? '' });
    const updatedAt = new Date(START + 2000).toISOString();
    expect(problemOf(answer)['current']).toEqual({ revision: 2, etag: tags[1], updatedAt });
    expect(answer.etag).toBe(tags[1]);
  });

  it.each([
    [1, { 'successor-version': at(2) }],
    [2, { 'predecessor-version': at(1), 'successor-version': at(4) }],
    [4, { 'predecessor-version': at(2), 'successor-version': at(5) }],
    [5, { 'predecessor-version': at(4) }],
  ])('R89, 5829: revision %i links to its neighbours that can be read', async (n, neighbours) => {
    const links = { 'latest-version': path, 'version-history': `${path}/revisions`, ...neighbours };
    expect(linksOf(await service.client.get(at(n)))).toEqual(links);
  });

  it('R89, 5829: the document links to its history on GET and HEAD, not on 304', async () => {
    const { client } = service;
    const get = await client.get(path);
    expect(linksOf(get)).toEqual({ 'version-history': `${path}/revisions` });
    expect((await client.head(path)).headers.link).toBe(get.headers.link);
    expect((await client.get(path, { 'If-None-Match': get.etag })).headers.link).toBeUndefined();
  });

  it.each(['0', '-1', '01', '1.0', 'x', '%31%20', '12345678901234567'])(
    '%s is no revision number: 400',
    async (text) => {
      const problem = problemOf(await service.client.get(at(text)));
      expect([problem['status'], problem.slug]).toEqual([400, 'invalid-name']);
    },
  );

  it.each([
    [at(6), 404, 'revision-not-found'],
    [at(9_007_199_254_740_991), 404, 'revision-not-found'],
    [at(3), 410, 'gone'],
    [`${at(1)}?x=1`, 400, 'invalid-parameter'],
    [`${LIST}/b/revisions/1`, 404, 'document-not-found'],
    ['/v1/collections/none/documents/a/revisions/1', 404, 'collection-not-found'],
  ])('GET %s: %i %s, with any precondition the same', async (uri, status, slug) => {
    for (const fields of [{}, { 'If-None-Match': '*' }, { 'If-Match': '"1.x"' }]) {
      const problem = problemOf(await service.client.get(uri, fields));
      expect([problem['status'], problem.slug]).toEqual([status, slug]);
    }
  });

  it('4: a deletion says when it was', async () => {
    const problem = problemOf(await service.client.get(at(3)));
    expect(problem).toMatchObject({ revision: 3, deletedAt: new Date(START + 3000).toISOString() });
  });

  it('12: there is JSON and nothing else: 406', async () => {
    const answer = await service.client.get(at(1), { Accept: 'text/html' });
    expect(problemOf(answer)).toMatchObject({ status: 406, available: ['application/json'] });
  });

  it.each(['PUT', 'PATCH', 'POST', 'DELETE'])(
    '%s of a revision: 405, because it never changes',
    async (method) => {
      const answer = await service.client.send(method, at(1), { headers: { 'If-Match': '*' } });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    },
  );
});

describe('numbered revisions below BASE_PATH', () => {
  it('R89: every link begins with it', async () => {
    const service = await startClocked({ BASE_PATH: '/shelf' });
    const path = `/shelf${LIST}/a`;
    await service.client.put('/shelf/v1/collections/notes', '{}', { 'If-None-Match': '*' });
    await service.client.put(path, '{}', { 'If-None-Match': '*' });
    const links = linksOf(await service.client.get(`${path}/revisions/1`));
    expect(links).toEqual({ 'latest-version': path, 'version-history': `${path}/revisions` });
    const found = await service.client.get(`${path}/revisions?at=2030-01-01T00:00:00Z`);
    expect(found.headers.location).toBe(`${path}/revisions/1`);
    await service.stop();
  });
});
