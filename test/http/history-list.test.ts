import { Buffer } from 'node:buffer';
import { type ClockedService, linksOf, problemOf, START, startClocked } from './history-bench.js';

interface List {
  readonly items: readonly Record<string, unknown>[];
  readonly total: number;
  readonly next: string | null;
}

const COLLECTION = '/v1/collections/notes/documents';
const time = (n: number) => new Date(START + n * 1000).toISOString();

const large = (n: number) => `{"n":${n},"text":"${'é'.repeat(400_000)}"}`;

describe('the list of revisions', () => {
  let service: ClockedService;
  let documents = 0;
  beforeAll(async () => {
    service = await startClocked();
    await service.client.makeCollection('notes');
  });
  beforeEach(() => {
    service.clock = START;
  });
  afterEach(() => {
    service.bodiesLocked = false;
  });
  afterAll(() => service.stop());

  /** A new document whose revisions, one for each body, are a second apart. Returns its path and their tags. */
  async function written(...bodies: readonly (string | null)[]) {
    documents += 1;
    const path = `${COLLECTION}/d${documents}`;
    const tags: string[] = [];
    for (const body of bodies) {
      service.clock += 1000;
      tags.push(await write(path, body));
    }
    return { path, list: `${path}/revisions`, tags };
  }

  async function write(path: string, body: string | null): Promise<string> {
    const { client } = service;
    const exists = (await client.head(path)).status === 200;
    const fields = exists ? { 'If-Match': '*' } : { 'If-None-Match': '*' };
    const answer = await (body === null ? client.delete(path, fields) : client.put(path, body, fields));
    return answer.headers.etag ?? '';
  }

  it('4: has the one item shape and what the change did, newest first, a delete without data', async () => {
    const { path, list, tags } = await written('{"n":1}', '{"n":2}', null, ' { "n": 4 } ');
    const patched = await service.client.patch(path, '{"n":5}', { 'If-Match': '*' });
    const answer = await service.client.get(list);
    const common = { id: path.split('/').at(-1), author: null };
    const item = (revision: number, etag: string | undefined, created: number, more: object) => ({
      ...common,
      revision,
      etag,
      createdAt: time(created),
      updatedAt: time(revision),
      ...more,
    });
    const items = [
      item(4, tags[3], 4, { operation: 'create', data: { n: 4 } }),
      { ...item(3, undefined, 1, { operation: 'delete' }), etag: null },
      item(2, tags[1], 1, { operation: 'replace', data: { n: 2 } }),
      item(1, tags[0], 1, { operation: 'create', data: { n: 1 } }),
    ];
    const { items: found, total, next } = answer.json<List>();
    expect(found.slice(1)).toEqual(items);
    expect(found[0]).toMatchObject({ revision: 5, etag: patched.etag, operation: 'patch', data: { n: 5 } });
    expect([total, next]).toEqual([5, null]);
    expect(answer.text).toContain('"data": { "n": 4 } }');
    expect(answer.headers).toMatchObject({
      'cache-control': 'max-age=0, must-revalidate',
      'content-length': String(answer.bytes.length),
    });
    expect(answer.headers['last-modified']).toBeUndefined();
  });

  it('4: pages lead from the newest to the oldest, and HEAD has the fields of each', async () => {
    const { list } = await written(...Array.from({ length: 7 }, (_, n) => `{"n":${n}}`));
    const seen: unknown[] = [];
    let uri: string | null = `${list}?limit=3`;
    while (uri !== null) {
      const answer = await service.client.get(uri);
      const head = await service.client.head(uri);
      const { date: _, ...fields } = answer.headers;
      expect(head.headers).toMatchObject(fields);
      const page: List = answer.json<List>();
      expect(linksOf(answer)['next'] ?? null).toBe(page.next);
      expect(page.total).toBe(7);
      seen.push(page.items.map(({ revision }) => revision));
      uri = page.next;
    }
    expect(seen).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
  });

  it('3: its tag is the one of the document with the oldest revision, and makes a 304 without bodies', async () => {
    const { path, list, tags } = await written('{"n":1}', '{"n":2}');
    const { etag } = await service.client.get(list);
    expect(etag).toBe(`${tags[1]?.slice(0, -1)}.1"`);
    service.bodiesLocked = true;
    const unchanged = await service.client.get(list, { 'If-None-Match': etag });
    expect([unchanged.status, unchanged.etag]).toEqual([304, etag]);
    service.bodiesLocked = false;
    await write(path, '{"n":3}');
    const changed = await service.client.get(list, { 'If-None-Match': etag });
    expect(changed.status).toBe(200);
    expect((await service.client.get(list, { 'If-Match': etag })).status).toBe(412);
    await write(path, null);
    expect((await service.client.get(list)).etag).not.toBe(changed.etag);
  });

  it('4: the history of a deleted document stays readable', async () => {
    const { path, list } = await written('{"n":1}', null);
    expect((await service.client.get(path)).status).toBe(410);
    expect((await service.client.get(list)).json<List>().items).toHaveLength(2);
    expect((await service.client.get(`${list}/1`)).text).toBe('{"n":1}');
  });

  it('5: the history in a deleted collection is gone, and back when it is made again', async () => {
    const { client } = service;
    const path = '/v1/collections/short/documents/a';
    await client.makeCollection('short');
    await write(path, '{"n":1}');
    await client.delete('/v1/collections/short?recursive=true', { 'If-Match': '*' });
    for (const uri of [`${path}/revisions`, `${path}/revisions/1`]) {
      expect(problemOf(await client.get(uri)).slug).toBe('gone');
    }
    await client.makeCollection('short');
    const { items } = (await client.get(`${path}/revisions`)).json<List>();
    expect(items.map(({ operation }) => operation)).toEqual(['delete', 'create']);
  });

  it('4: bodies of megabytes come whole, and as long as Content-Length said', async () => {
    const { list } = await written(large(1), large(2), large(3));
    const answer = await service.client.get(list);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(answer.bytes.length).toBeGreaterThan(3 * Buffer.byteLength('é') * 400_000);
    expect(answer.json<List>().items.map(({ revision }) => revision)).toEqual([3, 2, 1]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['cursor=x', 'cursor'],
    [`cursor=${Buffer.from('["0"]').toString('base64url')}`, 'cursor'],
    [`cursor=${Buffer.from('[1]').toString('base64url')}`, 'cursor'],
    ['since=1', 'since'],
  ])('4: ?%s is a 400 that names %s', async (query, parameter) => {
    const { list } = await written('{}');
    expect(problemOf(await service.client.get(`${list}?${query}`))).toMatchObject({ status: 400, parameter });
  });

  it.each([
    ['/v1/collections/none/documents/a/revisions?limit=0', 404, 'collection-not-found'],
    [`${COLLECTION}/none/revisions?limit=0`, 400, 'invalid-parameter'],
    [`${COLLECTION}/none/revisions`, 404, 'document-not-found'],
    [`${COLLECTION}/none/revisions?at=2026-01-01T00:00:00Z`, 404, 'document-not-found'],
  ])('5: what is missing is refused in the order of the contract: %s is %i %s', async (uri, status, slug) => {
    const problem = problemOf(await service.client.get(uri));
    expect([problem['status'], problem.slug]).toEqual([status, slug]);
  });
});
