import { create, type Place, remove, replace, told, useService } from './support.js';

const bench = useService();

interface Item {
  readonly id: string;
  readonly revision: number;
  readonly etag: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly data: unknown;
}

interface Page {
  readonly items: readonly Item[];
  readonly total: number;
  readonly next: string | null;
}

/** Makes documents with these ids, many at a time. */
async function fill(place: Place, ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => create(bench.client, place.document(id), `{"id":"${id}"}`)));
}

/** `d000`, `d001` and so on. */
function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `d${String(n).padStart(3, '0')}`);
}

/** A document of some 250 KB. */
function large(n: number): string {
  return `{ "n": ${n}, "text": "${'żółw🐢'.repeat(20_000)}" }`;
}

describe('contract 2 and 4: the list of documents', () => {
  it('R3: an item has the shape and the tag of its document, ready for If-Match', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    await create(client, uri, '{"n":1}');
    const etag = await replace(client, uri, '{"n":2}');
    const { items, total, next } = (await client.get(place.list)).json<Page>();
    expect([total, next]).toEqual([1, null]);
    const [item] = items;
    expect(Object.keys(item ?? {})).toEqual(['id', 'revision', 'etag', 'createdAt', 'updatedAt', 'data']);
    expect(item).toMatchObject({ id: 'a', revision: 2, etag, data: { n: 2 } });
    expect(`"2.${Date.parse(item?.updatedAt ?? '').toString(36)}"`).toBe(etag);
    expect(Date.parse(item?.createdAt ?? '')).toBeLessThan(Date.parse(item?.updatedAt ?? ''));
    expect(told(await client.put(uri, '{"n":3}', { 'If-Match': item?.etag ?? '' }))).toBe('204');
  });

  it('R3: the answer has a tag, no date, and the fields of any 200', async () => {
    const place = await bench.collection();
    const answer = await bench.client.get(place.list);
    expect(answer.text).toBe('{"items":[],"total":0,"next":null}');
    expect(answer.etag).toMatch(/^"0\.0\.0\.[0-9a-z]+"$/);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(answer.bytes.length),
      'cache-control': 'max-age=0, must-revalidate',
      vary: 'Accept, Accept-Encoding',
    });
    expect(answer.headers['last-modified']).toBeUndefined();
    expect(answer.headers.link).toBeUndefined();
  });

  it('R4: items come in order of id by code point, tombstones do not', async () => {
    const place = await bench.collection();
    await fill(place, ['b', 'B', '~', '1', '-', 'a', '10', '_', '.x', 'gone']);
    await remove(bench.client, place.document('gone'));
    const { items, total } = (await bench.client.get(place.list)).json<Page>();
    expect(items.map(({ id }) => id)).toEqual(['-', '.x', '1', '10', 'B', '_', 'a', 'b', '~']);
    expect(total).toBe(9);
  });

  it('R57: HEAD of a page tells the length and the Link of its GET', async () => {
    const place = await bench.collection();
    await fill(place, numbered(3));
    const [get, head] = [
      await bench.client.get(`${place.list}?limit=2`),
      await bench.client.head(`${place.list}?limit=2`),
    ];
    expect(head.headers['content-length']).toBe(String(get.bytes.length));
    expect(head.headers.link).toBe(get.headers.link);
    expect(head.etag).toBe(get.etag);
    expect(head.bytes).toHaveLength(0);
  });

  it('R48: the length of large documents is exact, in bytes: 40 of 250 KB', async () => {
    const place = await bench.collection();
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => create(bench.client, place.document(`l${n}`), large(n))),
    );
    const answer = await bench.client.get(place.list);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    const { items } = answer.json<{ items: { id: string; data: { n: number } }[] }>();
    expect(items.map(({ data: { n } }) => n).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    );
    expect(answer.text).toContain(`"data":${large(7)}}`);
    expect((await bench.client.head(place.list)).headers['content-length']).toBe(String(answer.bytes.length));
  });
});

describe('8288 3 pages', () => {
  it('R89: next and Link lead on, path-absolute; the last page has neither', async () => {
    const place = await bench.collection();
    await fill(place, numbered(4));
    const first = await bench.client.get(`${place.list}?limit=2`, { Host: 'evil.example' });
    const { items, total, next } = first.json<Page>();
    expect(items.map(({ id }) => id)).toEqual(['d000', 'd001']);
    expect(total).toBe(4);
    expect(next).toMatch(new RegExp(`^${place.list}\\?`));
    expect(first.headers.link).toBe(`<${next}>; rel="next"`);
    const last = await bench.client.get(next ?? '');
    expect(last.json<Page>().items.map(({ id }) => id)).toEqual(['d002', 'd003']);
    expect(last.json<Page>().next).toBeNull();
    expect(last.headers.link).toBeUndefined();
  });

  it('R89: without limit a page has 50, with it up to 200', async () => {
    const place = await bench.collection();
    await fill(place, numbered(205));
    const lengthOf = async (query: string) =>
      (await bench.client.get(`${place.list}${query}`)).json<Page>().items.length;
    expect(await lengthOf('')).toBe(50);
    expect(await lengthOf('?limit=1')).toBe(1);
    expect(await lengthOf('?limit=200')).toBe(200);
  });

  it('R89: walking 205 documents while others write: each is met once, none twice', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const ids = numbered(205);
    await fill(place, ids);
    const seen: string[] = [];
    let uri: string | null = place.list;
    for (let page = 0; uri !== null; page++) {
      const { items, next }: Page = (await client.get(uri)).json<Page>();
      seen.push(...items.map(({ id }) => id));
      // Before the position and behind it: new ones, changed ones, and one that goes.
      await fill(place, [`a${page}`, `d000-${page}`, `d19${page}-new`]);
      await replace(client, place.document(`d00${page}`));
      await replace(client, place.document(`d20${page}`));
      if (page < 4) await remove(client, place.document(`d01${page}`));
      uri = next;
    }
    expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted());
  });

  it('R89: a position may be of a document that has gone: the page begins behind it', async () => {
    const place = await bench.collection();
    await fill(place, numbered(4));
    const { next } = (await bench.client.get(`${place.list}?limit=2`)).json<Page>();
    await remove(bench.client, place.document('d001'));
    const { items } = (await bench.client.get(next ?? '')).json<Page>();
    expect(items.map(({ id }) => id)).toEqual(['d002', 'd003']);
  });

  it('R89: the same position has the same cursor, whatever happened and in every list', async () => {
    const places = [await bench.collection(), await bench.collection()];
    const nexts: (string | undefined)[] = [];
    for (const place of places) {
      await fill(place, numbered(4));
      const read = async () => (await bench.client.get(`${place.list}?limit=2`)).json<Page>().next;
      nexts.push((await read())?.slice(place.list.length));
      await replace(bench.client, place.document('d003'));
      nexts.push((await read())?.slice(place.list.length));
    }
    expect(new Set(nexts).size).toBe(1);
  });

  it('R49: every page carries the tag of the whole list, which answers 304 until any member changes', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await fill(place, numbered(4));
    const first = await client.get(`${place.list}?limit=2`);
    const uris = [`${place.list}?limit=2`, first.json<Page>().next ?? ''];
    const ask = (uri: string) => client.get(uri, { 'If-None-Match': first.etag });
    expect((await Promise.all(uris.map(ask))).map(told)).toEqual(['304', '304']);
    await replace(client, place.document('d000'));
    expect((await Promise.all(uris.map(ask))).map(told)).toEqual(['200', '200']);
  });
});
