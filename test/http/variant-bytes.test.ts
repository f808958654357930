import type { Client } from '../support/client.js';
import { create, type Place, remove, replace, told, useService } from './support.js';

const bench = useService();

const CODINGS = ['identity', 'gzip', 'br'];
const PAIR = ['application/json', 'text/html'];
const ALL = [...PAIR, 'application/x-ndjson', 'text/csv'];

const large = (n: number) => JSON.stringify({ n, text: `${n} words `.repeat(300) });

/** More than is worth compressing. */
const settings = (n: number) =>
  JSON.stringify({ indexes: [1, 2, 3, 4, 5].map((of) => `f${n}.${of}`.padEnd(250, 'x')) });

/** The tag of each variant of a resource; checks that the tag, and nothing else so far, has these bytes. */
async function collect(uri: string, types: readonly string[], known: Map<string, string>): Promise<string[]> {
  const tags: string[] = [];
  for (const type of types) {
    for (const coding of CODINGS) {
      const answer = await bench.client.get(uri, { Accept: type, 'Accept-Encoding': coding });
      expect([answer.status, answer.headers['content-encoding'] ?? 'identity']).toEqual([200, coding]);
      const bytes = answer.bytes.toString('latin1');
      // The same tag means the same bytes.
      expect(known.get(answer.etag) ?? bytes).toBe(bytes);
      known.set(answer.etag, bytes);
      tags.push(answer.etag);
    }
  }
  return tags;
}

/**
 * Reads all variants after each change, and twice without one; every state has tags of its own. Returns how many there
 * were in all.
 */
async function throughStates(
  uri: string,
  types: readonly string[],
  changes: readonly (() => Promise<unknown>)[],
): Promise<number> {
  const known = new Map<string, string>();
  const count = types.length * CODINGS.length;
  for (const [index, change] of changes.entries()) {
    await change();
    const tags = await collect(uri, types, known);
    expect(new Set(tags).size).toBe(count);
    expect(await collect(uri, types, known)).toEqual(tags);
    expect(known.size).toBe((index + 1) * count);
  }
  return known.size;
}

const changesOf = (client: Client, uri: string) => [
  () => create(client, uri, large(1)),
  () => replace(client, uri, large(2)),
  () => client.patch(uri, '{"n":3}', { 'If-Match': '*' }),
  async () => {
    await remove(client, uri);
    await create(client, uri, large(1));
  },
];

describe('9110 8.8.1, 8.8.3.3 the same tag means the same bytes, other bytes mean another tag', () => {
  it('R5, R73: over all variants of a document, through its changes', async () => {
    const place = await bench.collection();
    const uri = place.document('a');
    expect(await throughStates(uri, PAIR, changesOf(bench.client, uri))).toBe(4 * 6);
  });

  it('R5, R73: over all variants of its history', async () => {
    const place = await bench.collection();
    const uri = place.document('a');
    expect(await throughStates(`${uri}/revisions`, PAIR, changesOf(bench.client, uri))).toBe(4 * 6);
  });

  it('R5, R73: over all codings of a numbered revision, which no change alters', async () => {
    const place = await bench.collection();
    const uri = place.document('a');
    const known = new Map<string, string>();
    let tags: readonly string[] | undefined;
    for (const change of changesOf(bench.client, uri)) {
      await change();
      const found = await collect(`${uri}/revisions/1`, ['application/json'], known);
      expect(found).toEqual(tags ?? found);
      tags = found;
    }
    expect(known.size).toBe(3);
  });

  it('R5, R73: over all variants of a list, filtered too', async () => {
    for (const query of ['', '?filter[n][gte]=0&sort=-n']) {
      const place = await bench.collection('{"indexes":["n"]}');
      const tags = await throughStates(`${place.list}${query}`, ALL, [
        ...changesOf(bench.client, place.document('a')),
        () => create(bench.client, place.document('b'), large(5)),
        () => remove(bench.client, place.document('a')),
      ]);
      expect(tags).toBe(6 * 12);
    }
  });

  it('R5, R73: over all variants of the list of collections', async () => {
    const places: Place[] = [];
    const tags = await throughStates('/v1/collections', PAIR, [
      async () => void places.push(await bench.collection()),
      () => create(bench.client, `${places[0]?.document('a')}`),
      () => replace(bench.client, `${places[0]?.uri}`, '{"indexes":["n"]}'),
      () => bench.collection(),
    ]);
    expect(tags).toBe(4 * 6);
  });

  it('R5, R73: over all variants of a collection', async () => {
    const { uri } = bench.place();
    const { client } = bench;
    const tags = await throughStates(uri, PAIR, [
      () => create(client, uri, settings(1)),
      () => replace(client, uri, settings(2)),
      async () => {
        await remove(client, uri);
        await create(client, uri, settings(1));
      },
    ]);
    expect(tags).toBe(3 * 6);
  });

  it('R4: the settings of a collection that its page shows change the tag of the list as HTML only', async () => {
    const place = await bench.collection('{"indexes":["a"]}');
    const tags = () => collect(place.list, ALL, new Map());
    const before = await tags();
    await replace(bench.client, place.uri, '{"indexes":["b"]}');
    const after = await tags();
    expect(after.filter((tag) => !before.includes(tag))).toEqual(
      after.filter((tag) => tag.includes('-html')),
    );
  });
});

describe('9110 13.1.1 the tag of any variant guards a write, as each names the same state', () => {
  it('R26: of a document: PUT 204 with each, 412 with each of the one before', async () => {
    const place = await bench.collection();
    const uri = place.document('a');
    await create(bench.client, uri, large(0));
    let earlier: readonly string[] = [];
    for (let n = 1; n <= PAIR.length * CODINGS.length; n++) {
      const tags = await collect(uri, PAIR, new Map());
      const put = (tag = '') => bench.client.put(uri, large(n), { 'If-Match': tag });
      for (const tag of earlier) expect(told(await put(tag))).toBe('412 precondition-failed');
      expect([n, told(await put(tags[n - 1]))]).toEqual([n, '204']);
      earlier = tags;
    }
  });

  it('R26: of a collection: PATCH 200 with the tag of its page', async () => {
    const { uri } = await bench.collection();
    const { etag } = await bench.client.get(uri, { Accept: 'text/html', 'Accept-Encoding': 'gzip' });
    expect(etag).toContain('-html1-gzip');
    const patch = (n: number) => bench.client.patch(uri, `{"history":{"keep":${n}}}`, { 'If-Match': etag });
    expect(told(await patch(2))).toBe('200');
    expect(told(await patch(3))).toBe('412 precondition-failed');
  });

  it('R26: of a list: POST 201 with each, 412 with the same one again', async () => {
    const place = await bench.collection();
    const count = ALL.length * CODINGS.length;
    for (let index = 0; index < count; index++) {
      const tag = (await collect(place.list, ALL, new Map()))[index] ?? '';
      const post = () => bench.client.post(place.list, '{}', { 'If-Match': tag });
      expect([index, told(await post()), told(await post())]).toEqual([
        index,
        '201',
        '412 precondition-failed',
      ]);
    }
  });
});
