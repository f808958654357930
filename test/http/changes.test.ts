// Contract 4, "Changes": a collection's feed as pages.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Change } from './event-stream.js';
import { create, fieldsOf, remove, replace, told, useService } from './support.js';

interface Page {
  readonly changes: readonly Change[];
  readonly last: number;
  readonly more: boolean;
}

const bench = useService();

/** A collection in which a is created, b created, a replaced, b deleted, a patched. */
async function written() {
  const place = await bench.collection();
  const { client } = bench;
  const first = await create(client, place.document('a'), '{ "n": 1 }');
  const other = await create(client, place.document('b'));
  const second = await replace(client, place.document('a'));
  await remove(client, place.document('b'));
  const { etag: third } = await client.patch(place.document('a'), '{"m":1}', { 'If-Match': second });
  return { ...place, feed: `${place.uri}/changes`, tags: [first, other, second, null, third] };
}

const page = async (uri: string) => (await bench.client.get(uri)).json<Page>();

describe('a page of changes', () => {
  it('has every change in commit order, with the tag that it made: a delete has none', async () => {
    const { feed, tags } = await written();
    const { changes, last, more } = await page(feed);
    expect(
      changes.map(({ sequence, id, revision, operation }) => [sequence, id, revision, operation]),
    ).toEqual([
      [1, 'a', 1, 'create'],
      [2, 'b', 1, 'create'],
      [3, 'a', 2, 'replace'],
      [4, 'b', 2, 'delete'],
      [5, 'a', 3, 'patch'],
    ]);
    expect(changes.map(({ etag }) => etag)).toEqual(tags);
    expect({ last, more }).toEqual({ last: 5, more: false });
    for (const { at } of changes) expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Object.keys(changes[0] ?? {})).toEqual(['sequence', 'id', 'revision', 'etag', 'operation', 'at']);
  });

  it('include=data shows each document as it was then, byte for byte, and nothing for a delete', async () => {
    const { feed } = await written();
    const answer = await bench.client.get(`${feed}?include=data`);
    expect(answer.text).toContain('"data":{ "n": 1 }}');
    const { changes } = answer.json<Page>();
    expect(changes.map(({ data }) => data)).toEqual([
      { n: 1 },
      { n: 1 },
      { n: 2 },
      undefined,
      { n: 2, m: 1 },
    ]);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
  });

  it('limit cuts it, more says so, and Link leads on: nothing is missing and nothing doubled', async () => {
    const { feed } = await written();
    const seen: number[] = [];
    let uri: string | undefined = `${feed}?limit=2&include=data`;
    const pages: boolean[] = [];
    const links: (string | undefined)[] = [];
    while (uri !== undefined) {
      const answer = await bench.client.get(uri);
      const { changes, more, last } = answer.json<Page>();
      seen.push(...changes.map(({ sequence }) => sequence));
      pages.push(more);
      expect(last).toBe(seen.at(-1));
      uri = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1];
      links.push(uri);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(pages).toEqual([true, true, false]);
    const next = [2, 4].map((last) => `${feed}?since=${last}&limit=2&include=data`);
    expect(links).toEqual([...next, undefined]);
  });

  it('a page that ends with the newest change has no more', async () => {
    const { feed } = await written();
    expect(await page(`${feed}?limit=5`)).toMatchObject({ last: 5, more: false });
    expect(await page(`${feed}?since=3&limit=2`)).toMatchObject({ last: 5, more: false });
    expect(await page(`${feed}?since=3&limit=1`)).toMatchObject({ last: 4, more: true });
  });

  it('since=now has no changes and tells where now is; so does the end, and an empty collection', async () => {
    const { feed } = await written();
    const now = { changes: [], last: 5, more: false };
    expect(await page(`${feed}?since=now`)).toEqual(now);
    expect(await page(`${feed}?since=5`)).toEqual(now);
    const empty = await bench.collection();
    expect(await page(`${empty.uri}/changes`)).toEqual({ changes: [], last: 0, more: false });
    expect(await page(`${empty.uri}/changes?since=now`)).toEqual({ changes: [], last: 0, more: false });
  });

  it('a change of the settings is no change of the collection', async () => {
    const { feed, uri } = await written();
    const before = await bench.client.get(feed);
    await bench.client.patch(uri, '{"indexes":["n"]}', { 'If-Match': '*' });
    expect((await bench.client.get(feed)).etag).toBe(before.etag);
  });

  it('HEAD has the fields of GET and no content', async () => {
    const { feed } = await written();
    const got = await bench.client.get(`${feed}?limit=2`);
    const head = await bench.client.head(`${feed}?limit=2`);
    expect([head.status, head.text]).toEqual([200, '']);
    expect(fieldsOf(head)).toEqual(fieldsOf(got));
  });

  it('is sent with gzip or br to who takes it, each with a tag of its own', async () => {
    const { feed } = await written();
    const plain = await bench.client.get(feed);
    for (const [coding, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const coded = await bench.client.get(feed, { 'Accept-Encoding': coding });
      expect(coded.etag).toBe(plain.etag.replace(/"$/, `-${coding}"`));
      expect(coded.headers['content-encoding']).toBe(coding);
      expect(decode(coded.bytes).toString()).toBe(plain.text);
    }
    expect(plain.headers['vary']).toBe('Accept, Accept-Encoding');
  });

  it('recreated collections go on with their sequence: a cursor from before still leads on', async () => {
    const { feed, uri } = await written();
    await bench.client.delete(`${uri}?recursive=true`, { 'If-Match': '*' });
    expect(told(await bench.client.get(feed))).toBe('410 gone');
    await bench.client.put(uri, '{}', { 'If-None-Match': '*' });
    await create(bench.client, `${uri}/documents/c`);
    const { changes } = await page(`${feed}?since=5`);
    expect(changes.map(({ sequence, id, operation }) => [sequence, id, operation])).toEqual([
      [6, 'a', 'delete'],
      [7, 'c', 'create'],
    ]);
  });
});

describe('the tag of a page of changes', () => {
  it('R1: matches until something is committed, then never again', async () => {
    const { feed, document } = await written();
    const tags = new Set<string>();
    for (let n = 0; n < 5; n += 1) {
      const { etag } = await bench.client.get(feed);
      expect(tags).not.toContain(etag);
      tags.add(etag);
      const answer = await bench.client.get(feed, { 'If-None-Match': etag });
      expect([answer.status, answer.text, answer.etag]).toEqual([304, '', etag]);
      await replace(bench.client, document('a'), `{"n":${n + 10}}`);
      expect((await bench.client.get(feed, { 'If-None-Match': [...tags].join(', ') })).status).toBe(200);
    }
  });

  it('of every place that reaches the newest change is the same: it can be waited with at the next place', async () => {
    const { feed } = await written();
    const { etag } = await bench.client.get(feed);
    for (const since of ['0', '3', '5', 'now']) {
      expect((await bench.client.get(`${feed}?since=${since}`)).etag).toBe(etag);
    }
  });

  it('of a page that ends before is another: with it the next page is 200, not 304', async () => {
    const { feed } = await written();
    const pages = ['?limit=2', '?since=2&limit=2', '?since=4&limit=2'];
    const tags = await Promise.all(pages.map(async (query) => (await bench.client.get(feed + query)).etag));
    expect(new Set(tags).size).toBe(3);
    for (const [index, query] of pages.entries()) {
      for (const [other, tag] of tags.entries()) {
        const { status } = await bench.client.get(feed + query, { 'If-None-Match': tag });
        expect([query, tag, status]).toEqual([query, tag, index === other ? 304 : 200]);
      }
    }
  });

  it('If-Match that is false is 412, with where the feed is', async () => {
    const { feed } = await written();
    const answer = await bench.client.get(feed, { 'If-Match': '"1.x"' });
    expect(told(answer)).toBe('412 precondition-failed');
    expect(answer.json()).toMatchObject({ current: { last: 5 } });
  });
});

describe('a feed that is refused', () => {
  let feed: string;
  beforeAll(async () => ({ feed } = await written()));

  it.each([
    ['?since=-1', 'since'],
    ['?since=', 'since'],
    ['?since=01', 'since'],
    ['?since=1.5', 'since'],
    ['?since=99999999999999999', 'since'],
    ['?since=NOW', 'since'],
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?limit=x', 'limit'],
    ['?include=text', 'include'],
    ['?since=1&since=2', 'since'],
    ['?cursor=1', 'cursor'],
  ])('%s: 400 that names %s', async (query, parameter) => {
    const answer = await bench.client.get(feed + query);
    expect([told(answer), answer.json()['parameter']]).toEqual(['400 invalid-parameter', parameter]);
  });

  it('limit=1000 and limit=1 are taken', async () => {
    for (const limit of [1, 1000])
      expect((await bench.client.get(`${feed}?limit=${limit}`)).status).toBe(200);
  });

  it('of a collection that never was is 404, of a deleted one 410, before anything else that is wrong', async () => {
    const never = bench.place();
    expect(told(await bench.client.get(`${never.uri}/changes?since=x`, { Accept: 'image/png' }))).toBe(
      '404 collection-not-found',
    );
    const { uri } = await written();
    await bench.client.delete(`${uri}?recursive=true`, { 'If-Match': '*' });
    expect(told(await bench.client.get(`${uri}/changes?since=x`))).toBe('410 gone');
    const stream = { Accept: 'text/event-stream' };
    expect(told(await bench.client.get(`${uri}/changes`, stream))).toBe('410 gone');
    expect(told(await bench.client.get(`${never.uri}/changes`, stream))).toBe('404 collection-not-found');
  });

  it('nothing acceptable: 406 with what there is', async () => {
    const answer = await bench.client.get(feed, { Accept: 'text/html' });
    expect(told(answer)).toBe('406 not-acceptable');
    expect(answer.json()['available']).toEqual(['application/json', 'text/event-stream']);
  });

  it('other methods: 405', async () => {
    const answer = await bench.client.post(feed, '{}');
    expect([told(answer), answer.headers.allow]).toEqual(['405 method-not-allowed', 'GET, HEAD, OPTIONS']);
  });

  it.each([
    ['a page', {}],
    ['a stream', { Accept: 'text/event-stream' }],
    ['a tag that would match', { 'If-None-Match': '*' }],
  ])('F41: a cursor beyond the sequence is 410 and tells how to go on, for %s', async (_, headers) => {
    const answer = await bench.client.get(`${feed}?since=6`, headers);
    expect(told(answer)).toBe('410 cursor-lost');
    expect(answer.json()).toMatchObject({ last: 5, oldest: 0 });
    expect(answer.json()['detail']).toContain('?since=now');
  });

  it('a Last-Event-ID that is none is 400; one that is lost is 410', async () => {
    const stream = { Accept: 'text/event-stream' };
    expect(told(await bench.client.get(feed, { ...stream, 'Last-Event-ID': 'abc' }))).toBe('400 bad-request');
    expect(told(await bench.client.get(feed, { ...stream, 'Last-Event-ID': '6' }))).toBe('410 cursor-lost');
  });
});
