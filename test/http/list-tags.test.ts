import { create, type Place, remove, replace, told, useService } from './support.js';

const bench = useService();

const tagOf = async (uri: string) => (await bench.client.get(uri)).etag;

/** A collection with the documents a and b. */
async function pair(): Promise<Place> {
  const place = await bench.collection();
  for (const id of ['a', 'b']) await create(bench.client, place.document(id));
  return place;
}

describe('9110 8.8.1 the tag of a list of documents', () => {
  type Act = (place: Place) => Promise<unknown>;

  it.each<readonly [string, Act]>([
    ['a document is created', ({ document }) => create(bench.client, document('c'))],
    ['a document is posted', ({ list }) => bench.client.post(list, '{}')],
    ['a document is replaced', ({ document }) => replace(bench.client, document('a'))],
    ['only white space changes', ({ document }) => replace(bench.client, document('a'), '{"n": 1}')],
    [
      'a document is patched',
      ({ document }) => bench.client.patch(document('a'), '{"m":1}', { 'If-Match': '*' }),
    ],
    ['the newest is deleted', ({ document }) => remove(bench.client, document('b'))],
    ['an older one is deleted', ({ document }) => remove(bench.client, document('a'))],
    [
      'one is deleted and made again with the same bytes',
      async ({ document }) => {
        await remove(bench.client, document('a'));
        await create(bench.client, document('a'));
      },
    ],
    [
      'one goes and another comes',
      async ({ document }) => {
        await remove(bench.client, document('b'));
        await create(bench.client, document('c'));
      },
    ],
    [
      'a document is changed and changed back',
      async ({ document }) => {
        await replace(bench.client, document('a'), '{"n":2}');
        await replace(bench.client, document('a'), '{"n":1}');
      },
    ],
    [
      'the collection is deleted and filled again',
      async ({ uri, document }) => {
        await bench.client.delete(`${uri}?recursive=true`, { 'If-Match': '*' });
        await create(bench.client, uri, '{}');
        for (const id of ['a', 'b']) await create(bench.client, document(id));
      },
    ],
  ])('R4: %s: the tag changes, and the old one answers 200', async (_, act) => {
    const place = await pair();
    const before = await bench.client.get(place.list);
    await act(place);
    const after = await bench.client.get(place.list, { 'If-None-Match': before.etag });
    expect(told(after)).toBe('200');
    expect(after.etag).not.toBe(before.etag);
    expect(after.text).not.toBe(before.text);
  });

  it.each<readonly [string, Act]>([
    ['nothing happens', async () => {}],
    ['a document is read', ({ document }) => bench.client.get(document('a'))],
    ['the same bytes are put', ({ document }) => replace(bench.client, document('a'), '{"n":1}')],
    [
      'the same value is patched',
      ({ document }) => bench.client.patch(document('a'), '{"n":1.0}', { 'If-Match': '*' }),
    ],
    ['a write is refused', ({ document }) => bench.client.put(document('a'), '{}', { 'If-Match': '"old"' })],
    ['a malformed document is posted', ({ list }) => bench.client.post(list, '{')],
    [
      'the settings change',
      ({ uri }) => bench.client.put(uri, '{"preconditions":"optional"}', { 'If-Match': '*' }),
    ],
    [
      'a document of another collection changes',
      async () => replace(bench.client, (await pair()).document('a')),
    ],
    ['another collection goes', async () => remove(bench.client, (await bench.collection()).uri)],
  ])('R4: %s: the tag stays, and answers 304', async (_, act) => {
    const place = await pair();
    const before = await bench.client.get(place.list);
    await act(place);
    expect(told(await bench.client.get(place.list, { 'If-None-Match': before.etag }))).toBe('304');
    const after = await bench.client.get(place.list);
    expect([after.etag, after.text]).toEqual([before.etag, before.text]);
  });

  it('R4: the tag returns only with the very same members: the newest came and went', async () => {
    const place = await pair();
    const before = await bench.client.get(place.list);
    await create(bench.client, place.document('c'));
    await remove(bench.client, place.document('c'));
    const after = await bench.client.get(place.list);
    expect([after.etag, after.text]).toEqual([before.etag, before.text]);
  });

  it('R4: over many changes, two answers with one tag have the same bytes, and the other way round', async () => {
    const { client } = bench;
    const place = await bench.collection('{"preconditions":"optional"}');
    const bytesOf = new Map<string, string>();
    const tagsOf = new Map<string, string>();
    // A fixed walk through creates, changes and deletes of five documents.
    for (let step = 0, state = 7; step < 80; step++) {
      state = (state * 1103515245 + 12345) % 2147483648;
      const uri = place.document(`d${(state >> 8) % 5}`);
      if ((state >> 16) % 3 === 0) await client.delete(uri);
      else await client.put(uri, `{"n":${(state >> 20) % 2}}`);
      const { etag, text } = await client.get(place.list);
      expect(bytesOf.get(etag) ?? text).toBe(text);
      expect(tagsOf.get(text) ?? etag).toBe(etag);
      bytesOf.set(etag, text);
      tagsOf.set(text, etag);
    }
    expect(bytesOf.size).toBeGreaterThan(20);
  });
});

describe('contract 1: the list of collections', () => {
  const LIST = '/v1/collections';

  interface Page {
    readonly items: readonly { readonly name: string }[];
    readonly total: number;
    readonly next: string | null;
  }

  it('R3: an item has name, revision, tag, times, number of documents and the settings', async () => {
    const { client } = bench;
    const place = await bench.collection('{ "preconditions": "optional" }');
    await create(client, place.document('a'));
    const { etag } = await client.get(place.uri);
    const { items } = (await client.get(`${LIST}?limit=200`)).json<Page>();
    const item = items.find(({ name }) => name === place.name);
    expect(item).toEqual({
      name: place.name,
      revision: 1,
      etag,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      documents: 1,
      settings: { preconditions: 'optional' },
    });
  });

  it('R4: its tag changes with what it shows, and with nothing else', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const tags = [await tagOf(LIST)];
    await create(client, place.document('a'));
    tags.push(await tagOf(LIST));
    await client.put(place.uri, '{ }', { 'If-Match': '*' });
    tags.push(await tagOf(LIST));
    await remove(client, place.document('a'));
    tags.push(await tagOf(LIST));
    await remove(client, place.uri);
    tags.push(await tagOf(LIST));
    expect(new Set(tags).size).toBe(tags.length);
    const other = await pair();
    const before = await client.get(LIST);
    await replace(client, other.document('a'));
    await client.put(other.uri, '{}', { 'If-Match': '*' });
    const after = await client.get(LIST);
    expect([after.etag, after.text]).toEqual([before.etag, before.text]);
  });

  it('R89: its pages lead from one to the next, in order of name, each collection once', async () => {
    const { client } = bench;
    const names: string[] = [];
    const seen: string[] = [];
    for (let n = 0; n < 5; n++) names.push((await bench.collection()).name);
    let total = 0;
    for (let uri: string | null = `${LIST}?limit=2`; uri !== null;) {
      const answer = await client.get(uri);
      const page: Page = answer.json<Page>();
      expect(answer.headers.link).toBe(page.next === null ? undefined : `<${page.next}>; rel="next"`);
      seen.push(...page.items.map(({ name }) => name));
      ({ next: uri, total } = page);
    }
    expect(seen).toEqual(seen.toSorted());
    expect(new Set(seen).size).toBe(total);
    for (const name of names) expect(seen).toContain(name);
  });

  it('R57: HEAD tells its exact length', async () => {
    const [get, head] = [await bench.client.get(LIST), await bench.client.head(LIST)];
    expect(get.headers['content-length']).toBe(String(get.bytes.length));
    expect(head.headers['content-length']).toBe(String(get.bytes.length));
    expect(head.etag).toBe(get.etag);
  });
});
