import { create, placeNamed, told, useService } from './support.js';
import { startWrapped, type WrappedService } from './wrapped-store.js';

const PLACE = placeNamed('notes');
const DOCUMENT = PLACE.document('a');

const touched: string[] = [];
let broken = false;

/** Notes a look at a body or at a page of documents, and fails it once the test has begun. */
function touch(what: string): void {
  touched.push(what);
  if (broken) throw new Error(`${what} was called: SELECT data FROM Revision`);
}

describe('9110 15.4.5 304 comes from the head alone', () => {
  let service: WrappedService;
  let tag: string;
  let listTag: string;

  beforeAll(async () => {
    service = await startWrapped((store) => ({
      ...store,
      async read(key) {
        touch('read');
        return store.read(key);
      },
      async text(key, revision) {
        touch('text');
        return store.text(key, revision);
      },
      async list(collection, page) {
        touch('list');
        return store.list(collection, page);
      },
    }));
    await service.client.makeCollection(PLACE.name);
    tag = await create(service.client, DOCUMENT);
    listTag = (await service.client.get(PLACE.list)).etag;
  });

  beforeEach(() => {
    broken = true;
    touched.length = 0;
  });

  afterAll(() => service.stop());

  it('R29: If-None-Match that matches: 304, and no body was loaded', async () => {
    for (const value of [tag, `W/${tag}`, '*', `"other", ${tag}`]) {
      const headers = { 'If-None-Match': value };
      expect(told(await service.client.get(DOCUMENT, headers))).toBe('304');
      expect(told(await service.client.head(DOCUMENT, headers))).toBe('304');
    }
    expect(touched).toEqual([]);
  });

  it('R36: If-Modified-Since that is not before the change: 304, and no body was loaded', async () => {
    const headers = { 'If-Modified-Since': new Date(Date.now() + 2000).toUTCString() };
    expect(told(await service.client.get(DOCUMENT, headers))).toBe('304');
    expect(touched).toEqual([]);
  });

  it('R29: a list whose tag matches: 304, and no document was looked at', async () => {
    for (const value of [listTag, `W/${listTag}`, '*']) {
      const headers = { 'If-None-Match': value };
      expect(told(await service.client.get(PLACE.list, headers))).toBe('304');
      expect(told(await service.client.get(`${PLACE.list}?limit=1`, headers))).toBe('304');
      expect(told(await service.client.head(PLACE.list, headers))).toBe('304');
    }
    expect(touched).toEqual([]);
  });

  it('R57: HEAD of a document loads no body either: 200', async () => {
    expect(told(await service.client.head(DOCUMENT))).toBe('200');
    expect(touched).toEqual([]);
  });

  it('R25: a false If-Match: 412, and no body was loaded', async () => {
    const headers = { 'If-Match': '"other"' };
    expect(told(await service.client.get(DOCUMENT, headers))).toBe('412 precondition-failed');
    expect(told(await service.client.put(DOCUMENT, '{}', headers))).toBe('412 precondition-failed');
    expect(told(await service.client.patch(DOCUMENT, '{}', headers))).toBe('412 precondition-failed');
    expect(told(await service.client.delete(DOCUMENT, headers))).toBe('412 precondition-failed');
    expect(touched).toEqual([]);
  });

  it('R54: without a precondition the body is needed, and here that fails: 500 without inside words', async () => {
    const before = service.failures.length;
    expect(told(await service.client.get(DOCUMENT))).toBe('500 internal');
    expect(told(await service.client.get(DOCUMENT, { 'If-None-Match': '"other"' }))).toBe('500 internal');
    expect(told(await service.client.get(PLACE.list))).toBe('500 internal');
    expect(touched).toEqual(['read', 'read', 'list']);
    expect(service.failures.slice(before)).toHaveLength(3);
  });
});

describe('9111 5.2.1.4 Cache-Control in a request', () => {
  const bench = useService();

  it.each(['no-cache', 'max-age=0', 'no-store', 'no-cache, no-store, must-revalidate'])(
    'R29: %s never suppresses a 304',
    async (value) => {
      const { client } = bench;
      const place = await bench.collection();
      const tag = await create(client, place.document('a'));
      const headers = { 'Cache-Control': value, Pragma: 'no-cache' };
      const get = (uri: string, match: string) => client.get(uri, { ...headers, 'If-None-Match': match });
      expect(told(await get(place.document('a'), tag))).toBe('304');
      for (const uri of [place.list, place.uri, '/v1/collections'])
        expect(told(await get(uri, (await client.get(uri)).etag))).toBe('304');
    },
  );

  it("R29: Node's own fetch, which adds Cache-Control: no-cache, gets 304", async () => {
    const place = await bench.collection();
    const uri = `${bench.url}${place.document('a')}`;
    const first = await fetch(uri, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' },
      body: '{"n":1}',
    });
    expect(first.status).toBe(201);
    const etag = first.headers.get('ETag') ?? '';
    for (const method of ['GET', 'HEAD']) {
      const again = await fetch(uri, { method, headers: { 'If-None-Match': etag } });
      expect([again.status, again.headers.get('ETag'), await again.text()]).toEqual([304, etag, '']);
    }
  });
});
