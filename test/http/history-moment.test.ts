import { type ClockedService, problemOf, START, startClocked } from './history-bench.js';

const PATH = '/v1/collections/notes/documents/a';
const LIST = `${PATH}/revisions`;
const iso = (offset: number) => new Date(START + offset).toISOString();

describe('revisions?at=: the one that was current then', () => {
  let service: ClockedService;

  // START is 2026-01-31T12:00:00Z. Created 1.5 s later, replaced at 2.5 s, deleted at 3.5 s, created again at 4.5 s.
  beforeAll(async () => {
    service = await startClocked();
    const { client } = service;
    await client.makeCollection('notes');
    const absent = { 'If-None-Match': '*' };
    const any = { 'If-Match': '*' };
    const steps = [
      () => client.put(PATH, '{"n":1}', absent),
      () => client.put(PATH, '{"n":2}', any),
      () => client.delete(PATH, any),
      () => client.put(PATH, '{"n":4}', absent),
    ];
    for (const [index, step] of steps.entries()) {
      service.clock = START + 1500 + index * 1000;
      await step();
    }
  });
  afterAll(() => service.stop());

  const ask = (at: string) => service.client.get(`${LIST}?at=${at}`);

  it.each([
    [iso(1500), 1],
    [iso(2499), 1],
    [iso(2500), 2],
    [iso(4500), 4],
    ['2999-01-01T00:00:00Z', 4],
    ['2026-01-31T14:00:02.4999999%2B02:00', 1],
    ['2026-01-31T14:00:02.500+02:00', 2],
    ['2026-01-31t07:00:02.5-05:00', 2],
    ['2026-01-31T12:00:05z', 4],
    ['2026-01-31%2012:00:05Z', 4],
  ])('R89: %s leads to revision %i for now', async (at, n) => {
    const answer = await ask(at);
    expect([answer.status, answer.headers.location, answer.text]).toEqual([302, `${LIST}/${n}`, '']);
    expect(answer.headers['cache-control']).toBe('max-age=0, must-revalidate');
    expect(answer.headers.etag).toBeUndefined();
    expect((await service.client.get(String(answer.headers.location))).text).toBe(`{"n":${n}}`);
  });

  it.each([1, 2, 4])('5.6.7: the Last-Modified of revision %i finds that revision', async (n) => {
    const { headers } = await service.client.get(`${LIST}/${n}`);
    const answer = await ask(encodeURIComponent(String(headers['last-modified'])));
    expect(answer.headers.location).toBe(`${LIST}/${n}`);
  });

  it('HEAD leads there too, and no precondition holds it up', async () => {
    const uri = `${LIST}?at=${iso(2000)}`;
    for (const fields of [{}, { 'If-None-Match': '*' }, { 'If-Match': '"no"' }]) {
      const answer = await service.client.head(uri, fields);
      expect([answer.status, answer.headers.location]).toEqual([302, `${LIST}/1`]);
    }
    expect((await service.client.get(uri, { 'If-Match': 'unquoted' })).status).toBe(400);
  });

  it('before the document was created: 404 that says so', async () => {
    const problem = problemOf(await ask(iso(1499)));
    expect(problem).toMatchObject({ status: 404, slug: 'revision-not-found', createdAt: iso(1500) });
    expect(problem['detail']).toContain('did not exist yet');
  });

  it.each([3500, 4499])('while it was deleted, %i ms after the start: 404 that says so', async (offset) => {
    const problem = problemOf(await ask(iso(offset)));
    const members = { status: 404, slug: 'revision-not-found', deletedAt: iso(3500), revision: 3 };
    expect(problem).toMatchObject(members);
    expect(problem['detail']).toContain('was deleted then');
  });

  it.each([
    '',
    'yesterday',
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-02-30T12:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T12:00:00%2B24:00',
    '2026-01-31T12:00:00%2B02',
    '1769860800',
    'Sat, 31 Jan 2026 12:00:00',
    '2026-01-31T12:00:00Z&at=2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00Z&limit=1',
    '2026-01-31T12:00:00Z&cursor=x',
  ])('%s is no time: 400', async (at) => {
    expect(problemOf(await ask(at))).toMatchObject({ status: 400, parameter: 'at' });
  });

  it('a leap second is a time: that of the second before', async () => {
    expect(problemOf(await ask('2016-12-31T23:59:60Z'))['status']).toBe(404);
  });
});
