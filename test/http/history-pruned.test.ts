import { Buffer } from 'node:buffer';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectionName, Revision, Sequence } from '../../src/store/index.js';
import { type Answer, Client } from '../support/client.js';
import { startService } from '../support/service.js';
import { type ClockedService, linksOf, problemOf, START, startClocked } from './history-bench.js';

const COLLECTION = '/v1/collections/notes';
const PATH = `${COLLECTION}/documents/a`;
const LIST = `${PATH}/revisions`;
const DAY = 24 * 60 * 60 * 1000;

/** Makes the document with revisions 1 to 6, a second apart. */
async function prepare(service: ClockedService): Promise<void> {
  await service.client.makeCollection('notes');
  for (let n = 1; n <= 6; n += 1) {
    service.clock = START + n * 1000;
    await service.client.put(PATH, `{"n":${n}}`, n === 1 ? { 'If-None-Match': '*' } : { 'If-Match': '*' });
  }
}

/** Leaves `count` revisions of each document. */
function prune({ storage }: ClockedService, count: number): Promise<unknown> {
  return storage.history.prune({
    collection: 'notes' as CollectionName,
    settings: 1 as Revision,
    retention: { kind: 'revisions', count },
    after: 0 as Sequence,
    spare: 0,
    rows: 200,
  });
}

describe('F41: history that was pruned', () => {
  let service: ClockedService;
  let before: Answer;

  beforeAll(async () => {
    service = await startClocked();
    await prepare(service);
    before = await service.client.get(LIST);
    service.clock += DAY;
    await prune(service, 3);
  });
  afterAll(() => service.stop());

  it.each([`${LIST}/1`, `${LIST}/3`, `${LIST}?at=${new Date(START + 3999).toISOString()}`])(
    '4: %s is 410, and says what is kept',
    async (uri) => {
      for (const fields of [{}, { 'If-None-Match': '*' }]) {
        const problem = problemOf(await service.client.get(uri, fields));
        expect(problem).toMatchObject({ status: 410, slug: 'revision-pruned', oldest: 4, newest: 6 });
        expect(problem['detail']).toContain('pruned');
      }
    },
  );

  it('4: what is kept stays what it was, without a link to what is not', async () => {
    const answer = await service.client.get(`${LIST}/4`);
    expect([answer.status, answer.text]).toEqual([200, '{"n":4}']);
    expect(linksOf(answer)).toEqual({
      'latest-version': PATH,
      'version-history': LIST,
      'successor-version': `${LIST}/5`,
    });
    const moment = await service.client.get(`${LIST}?at=${new Date(START + 4000).toISOString()}`);
    expect(moment.headers.location).toBe(`${LIST}/4`);
  });

  it('3: the list has another tag, although the document has not', async () => {
    const answer = await service.client.get(LIST, { 'If-None-Match': before.etag });
    const list = answer.json<{ items: { revision: number }[]; total: number }>();
    expect(list).toMatchObject({ total: 3, next: null });
    expect(list.items.map(({ revision }) => revision)).toEqual([6, 5, 4]);
    expect([before.etag.slice(-3), answer.etag.slice(-3)]).toEqual(['.1"', '.4"']);
    expect(answer.etag.slice(0, -3)).toBe(before.etag.slice(0, -3));
  });

  it('4: a page whose place was pruned is empty, not an error', async () => {
    const cursor = Buffer.from('["2"]').toString('base64url');
    const answer = await service.client.get(`${LIST}?cursor=${cursor}`);
    expect(answer.json()).toEqual({ items: [], total: 3, next: null });
  });

  it('4: a revision that is pruned while it is read is 410, never half an answer', async () => {
    service.meanwhile = () => prune(service, 2);
    const answer = await service.client.get(`${LIST}/4`);
    expect(problemOf(answer)).toMatchObject({ status: 410, slug: 'revision-pruned', oldest: 5 });
  });

  it('4: problem types of history are explained', async () => {
    for (const slug of ['revision-not-found', 'revision-pruned']) {
      expect((await service.client.get(`/problems/${slug}`)).status).toBe(200);
    }
  });
});

describe('the setting history', () => {
  let service: ClockedService;
  beforeAll(async () => {
    service = await startClocked();
  });
  afterAll(() => service.stop());

  it.each([
    ['{"history":{"keep":0}}', '/history/keep'],
    ['{"history":{"days":1.5}}', '/history/days'],
    ['{"history":{"keep":1e300}}', '/history/keep'],
    ['{"history":{"keep":1,"days":1}}', '/history'],
    ['{"history":{"weeks":1}}', '/history/weeks'],
  ])('1: %s is a 422 that points at %s', async (settings, pointer) => {
    const answer = await service.client.put(COLLECTION, settings, { 'If-None-Match': '*' });
    const problem = problemOf(answer);
    expect([problem['status'], problem.slug]).toEqual([422, 'invalid-settings']);
    expect(problem['errors']).toMatchObject([{ pointer }]);
    expect((await service.client.get(COLLECTION)).status).toBe(404);
  });
});

describe('the service as it runs', () => {
  it('prunes soon after the setting is made, in a database that another run has left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etagere-left-'));
    const old = await startClocked({ DATABASE_URL: `file:${folder}/etagere.db` });
    // The commits of an earlier month: long enough ago for every reader to have finished.
    old.clock = Date.now() - 30 * DAY;
    await old.client.makeCollection('notes');
    for (let n = 1; n <= 4; n += 1) {
      old.clock += 1000;
      await old.client.put(PATH, `{"n":${n}}`, n === 1 ? { 'If-None-Match': '*' } : { 'If-Match': '*' });
    }
    await old.stop();

    const service = await startService({ DATABASE_URL: `file:${folder}/etagere.db` });
    const client = new Client(service.url);
    await client.put(COLLECTION, '{"history":{"keep":2}}', { 'If-Match': '*' });
    const status = async (n: number) => (await client.get(`${LIST}/${n}`)).status;
    const deadline = Date.now() + 20_000;
    while ((await status(2)) === 200 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect([await status(1), await status(2), await status(3), await status(4)]).toEqual([
      410, 410, 200, 200,
    ]);
    client.close();
    await service.stop();
    expect(service.failures).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  });
});
