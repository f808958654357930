// Contract 4, "Changes": a collection's feed as a stream of events (HTML 9.2).
import { EventReader } from './event-stream.js';
import { type LiveService, startLive } from './live-service.js';
import { parseCollectionName, type Revision, type Sequence } from '../../src/store/index.js';
import { create, placeNamed, remove, replace, told } from './support.js';
import { Wire } from './wire.js';

let live: LiveService;
let places = 0;
const open: EventReader[] = [];

beforeAll(async () => {
  live = await startLive();
});
afterAll(() => live.stop());
afterEach(async () => {
  for (const reader of open.splice(0)) reader.cut();
  await until(() => live.wakeUps.readers === 0);
});

/** Lets the event loop turn until `holds`. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

async function collection() {
  places += 1;
  const place = placeNamed(`s${places}`);
  await live.client.makeCollection(place.name);
  return { ...place, feed: `${place.uri}/changes` };
}

/** The same with four changes: a created, replaced, b created, deleted. */
async function written() {
  const place = await collection();
  await create(live.client, place.document('a'));
  await replace(live.client, place.document('a'));
  await create(live.client, place.document('b'));
  await remove(live.client, place.document('b'));
  return place;
}

async function listen(uri: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const reader = await EventReader.open(`${live.url}${uri}`, headers);
  open.push(reader);
  return reader;
}

describe('a stream of changes', () => {
  it('has an event named change for each, its id the sequence, its data the item of the page', async () => {
    const { feed } = await written();
    const { changes } = (await live.client.get(feed)).json<{ changes: { sequence: number }[] }>();
    const reader = await listen(`${feed}?since=0`);
    await reader.until(() => reader.events.length === 4);
    expect(reader.events).toEqual(
      changes.map((data) => ({ id: String(data.sequence), event: 'change', data })),
    );
  });

  it('tells of a change when it is committed', async () => {
    const { feed, document } = await written();
    const reader = await listen(feed);
    expect(reader.events).toEqual([]);
    const etag = await create(live.client, document('c'));
    await reader.until(() => reader.events.length === 1);
    expect(reader.events[0]).toMatchObject({
      id: '5',
      data: { sequence: 5, id: 'c', etag, operation: 'create' },
    });
  });

  it('is no-store, uncompressed, and asks proxies not to hold it back', async () => {
    const { feed } = await written();
    const { headers } = await listen(feed, { 'Accept-Encoding': 'br, gzip' });
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      vary: 'Accept, Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
    for (const name of ['etag', 'content-encoding', 'content-length', 'last-modified']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('HEAD has the same fields, no content, and leaves nobody waiting', async () => {
    const { feed } = await written();
    const answer = await live.client.head(feed, { Accept: 'text/event-stream' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    expect(live.wakeUps.readers).toBe(0);
  });

  it.each([
    ['nothing', '', {}, '4', []],
    ['since=now', '?since=now', {}, '4', []],
    ['since', '?since=2', {}, '2', [3, 4]],
    ['since=0', '?since=0', {}, '0', [1, 2, 3, 4]],
    ['Last-Event-ID', '', { 'Last-Event-ID': '3' }, '3', [4]],
    ['Last-Event-ID 0', '', { 'Last-Event-ID': '0' }, '0', [1, 2, 3, 4]],
    ['both: Last-Event-ID wins', '?since=0', { 'Last-Event-ID': '2' }, '2', [3, 4]],
    ['an empty Last-Event-ID', '?since=3', { 'Last-Event-ID': '' }, '3', [4]],
  ] as const)(
    'asked with %s begins in the right place, and says so at once',
    async (_, query, headers, id, seen) => {
      const { feed, document } = await written();
      const reader = await listen(feed + query, headers);
      // An id without data: no event, but a reader that is cut off now comes back with it.
      expect(reader.text).toMatch(new RegExp(`^id: ${id}\\nretry: [12]\\d{3}\\n\\n`));
      await create(live.client, document('c'));
      await reader.until(() => reader.events.length === seen.length + 1);
      expect(reader.sequences).toEqual([...seen, 5]);
    },
  );

  it('include=data shows each document on one line, whatever its line breaks', async () => {
    const { feed, document } = await collection();
    const reader = await listen(`${feed}?include=data`);
    await create(live.client, document('a'), '{\r\n  "text": "a\\nb",\n\r"n": 1\n}');
    await remove(live.client, document('a'));
    await reader.until(() => reader.events.length === 2);
    expect(reader.events.map(({ data }) => data.data)).toEqual([{ text: 'a\nb', n: 1 }, undefined]);
    expect(reader.text).toContain('"data":{    "text": "a\\nb",  "n": 1 }}\n\n');
  });

  it('an Accept field that likes JSON as much gets the page; one that likes the stream more gets that', async () => {
    const { feed } = await written();
    const typeOf = async (accept: string) =>
      (await live.client.head(feed, { Accept: accept })).headers['content-type'];
    expect(await typeOf('*/*')).toBe('application/json');
    expect(await typeOf('text/event-stream, application/json')).toBe('application/json');
    expect(await typeOf('text/event-stream, application/json;q=0.9')).toBe('text/event-stream');
    expect(await typeOf('text/*')).toBe('text/event-stream');
  });

  it('a comment comes after 15 seconds of silence, and again, and only then', async () => {
    const { feed, document } = await written();
    const reader = await listen(feed);
    await until(() => live.time.timers === 1);
    live.time.pass(14_900);
    await create(live.client, document('c'));
    await reader.until(() => reader.events.length === 1);
    expect(reader.comments).toBe(0);
    // The silence begins anew with each event.
    await until(() => live.wakeUps.readers === 1);
    live.time.pass(14_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(reader.comments).toBe(0);
    live.time.pass(1500);
    await reader.until(() => reader.comments === 1);
    live.time.pass(15_500);
    await reader.until(() => reader.comments === 2);
    expect(reader.text).toContain('\n\n:\n\n:\n\n');
  });

  it('ends when its collection is deleted, after what went with it or before: coming back is 410', async () => {
    const { feed, uri } = await written();
    const reader = await listen(feed);
    await live.client.delete(`${uri}?recursive=true`, { 'If-Match': '*' });
    expect(await reader.ended).toBe('whole');
    await expect(listen(feed, { 'Last-Event-ID': reader.lastEventId })).rejects.toThrow('no stream but 410');
  });

  it('a reader that goes away is forgotten at once', async () => {
    const { feed } = await written();
    const readers = await Promise.all(Array.from({ length: 20 }, () => listen(feed)));
    expect(live.wakeUps.readers).toBe(20);
    for (const reader of readers) reader.cut();
    await until(() => live.wakeUps.readers === 0);
    live.time.pass(250);
    expect(live.time.timers).toBe(0);
  });

  it('300 readers at one place have the change read for all of them at once', async () => {
    const { feed, document } = await written();
    const readers = await Promise.all(Array.from({ length: 300 }, () => listen(`${feed}?include=data`)));
    const { changes } = live.calls;
    await create(live.client, document('c'));
    for (const reader of readers) await reader.until(() => reader.events.length === 1);
    expect(live.calls.changes - changes).toBeLessThanOrEqual(3);
  });

  it('F42: cut after each k events and resumed from the last id: nothing is lost, nothing doubled', async () => {
    const { feed, document } = await collection();
    let writing = true;
    const writer = (async () => {
      for (let n = 0; n < 60; n += 1) await create(live.client, document(`d${n}`));
      writing = false;
    })();
    for (const k of [1, 2, 3, 7]) {
      const seen: number[] = [];
      let last = '0';
      while (seen.length < 60) {
        const reader = await listen(`${feed}?include=data`, { 'Last-Event-ID': last });
        const wanted = Math.min(k, 60 - seen.length);
        await reader.until(() => reader.events.length >= wanted);
        reader.cut();
        // What had arrived beyond the cut was not handled: it comes again.
        const handled = reader.events.slice(0, wanted);
        seen.push(...handled.map(({ data }) => data.sequence));
        last = handled.at(-1)?.id ?? last;
      }
      expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    }
    await writer;
    expect(writing).toBe(false);
  });
});

describe('a feed whose beginning was pruned', () => {
  it('F41: goes on from what is complete; from before that it is 410, as page and as stream, never a gap', async () => {
    const { feed, name } = await written();
    const { etag } = await live.client.get(`${feed}?since=3`);
    const collectionName = parseCollectionName(name);
    if (collectionName === undefined) throw new Error(name);
    await live.storage.history.prune({
      collection: collectionName,
      settings: 1 as Revision,
      retention: { kind: 'revisions', count: 1 },
      after: 0 as Sequence,
      // Commit times can run ahead of the clock by a little.
      spare: -60_000,
      rows: 100,
    });
    // Gone are the first revisions of a and b: changes 1 and 3.
    for (const since of [0, 1, 2]) {
      const answer = await live.client.get(`${feed}?since=${since}&include=data`, { 'If-None-Match': '*' });
      expect([told(answer), answer.json()['oldest']]).toEqual(['410 cursor-lost', 3]);
      await expect(listen(feed, { 'Last-Event-ID': String(since) })).rejects.toThrow('no stream but 410');
    }
    const rest = await live.client.get(`${feed}?since=3`, { 'If-None-Match': etag });
    expect(rest.json<{ changes: { sequence: number }[] }>().changes.map(({ sequence }) => sequence)).toEqual([
      4,
    ]);
    const reader = await listen(feed, { 'Last-Event-ID': '3' });
    await reader.until(() => reader.events.length === 1);
    expect(reader.sequences).toEqual([4]);
  });
});

describe('a reader that does not read', () => {
  it('is dropped after half a minute with little held in memory; the others go on meanwhile', async () => {
    const { feed, document } = await collection();
    const known = new Set(live.sockets);
    const wire = await Wire.open(live.url);
    wire.socket.pause();
    await wire.ask(`GET ${feed}?include=data`, 'Accept: text/event-stream');
    await until(() => live.wakeUps.readers === 1);
    const server = [...live.sockets].find((socket) => !known.has(socket));
    if (server === undefined) throw new Error('the service has no such connection');
    const other = await listen(`${feed}?include=data`);
    const text = 'x'.repeat(1_000_000);
    for (let n = 0; n < 24; n += 1)
      await create(live.client, document(`d${n}`), `{"n":${n},"text":"${text}"}`);
    await other.until(() => other.events.length === 24);
    expect(other.sequences).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    expect(server.destroyed).toBe(false);
    expect(server.writableNeedDrain).toBe(true);
    expect(server.writableLength).toBeLessThan(512 * 1024);
    live.time.pass(29_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(server.destroyed).toBe(false);
    live.time.pass(1500);
    await until(() => server.destroyed && live.wakeUps.readers === 1);
    await create(live.client, document('after'));
    await other.until(() => other.events.length === 25);
    wire.close();
  });

  it('one that is slow, but reads, gets everything', async () => {
    const { feed, document } = await collection();
    const text = 'y'.repeat(400_000);
    for (let n = 0; n < 10; n += 1) await create(live.client, document(`d${n}`), `{"text":"${text}é"}`);
    const reader = await listen(`${feed}?since=0&include=data`);
    await reader.until(() => reader.events.length === 10);
    expect(reader.events.every(({ data }) => data.data?.['text'] === `${text}é`)).toBe(true);
  });
});
