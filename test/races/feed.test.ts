// R11, F20, F42: every reader of the feed sees every change exactly once, in order, however it reads.
import { EventReader } from '../http/event-stream.js';
import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { Chance, SEED } from './chance.js';
import { describeOnEachEngine } from './engines.js';

const FEED = '/v1/collections/feed/changes';
const LIST = '/v1/collections/feed/documents';
const WRITERS = 8;

interface Page {
  readonly changes: readonly { sequence: number; id: string; operation: string; data?: unknown }[];
  readonly last: number;
  readonly more: boolean;
}

describeOnEachEngine((engine) => {
  const turns = Math.max(6, engine.rounds(25));
  const all = Array.from({ length: WRITERS * turns }, (_, index) => index + 1);
  const { replicas } = engine;
  let services: TestService[];
  let clients: Client[];

  beforeEach(async () => {
    const environment = await engine.environment();
    services = await Promise.all(Array.from({ length: replicas }, () => startService(environment)));
    clients = services.map(({ url }) => new Client(url));
    await on(0).makeCollection('feed');
  });

  afterEach(async () => {
    for (const client of clients) client.close();
    await Promise.all(services.map((service) => service.stop()));
    const failures = services.flatMap((service) => service.failures);
    if (failures.length > 0) throw new Error(failures.join('\n'));
  });

  /** A client of one replica after the other. */
  const on = (turn: number): Client => clients[turn % replicas] as Client;

  /** One writer: creates, replaces, deletes and makes again what is its own. */
  async function write(number: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      const uri = `${LIST}/w${number}-${turn % 3}`;
      const body = `{"writer":${number},"turn":${turn}}`;
      // Asked of another replica than the write is sent to.
      const client = on(number + turn);
      const exists = (await on(number + turn + 1).head(uri)).status === 200;
      const answer =
        exists && turn % 4 === 3
          ? await client.delete(uri, { 'If-Match': '*' })
          : await client.put(uri, body, exists ? { 'If-Match': '*' } : { 'If-None-Match': '*' });
      if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
    }
  }

  let reads = 0;
  const page = async (query: string) => (await on(reads++).get(`${FEED}?${query}`)).json<Page>();

  /** Reads page by page, in pages of random size. */
  async function readPages(seed: number): Promise<number[]> {
    const chance = new Chance(SEED + seed);
    const seen: number[] = [];
    let last = 0;
    while (last < all.length) {
      const { changes, last: next } = await page(`since=${last}&limit=${1 + chance.below(9)}`);
      seen.push(...changes.map(({ sequence }) => sequence));
      last = next;
    }
    return seen;
  }

  /** Long-polls with whatever tag the page before had, as a simple client does. */
  async function poll(limit: number): Promise<number[]> {
    const seen: number[] = [];
    let last = 0;
    let etag = '"none"';
    while (last < all.length) {
      const answer = await on(reads++).get(`${FEED}?since=${last}&limit=${limit}`, {
        'If-None-Match': etag,
        Prefer: 'wait=20',
      });
      if (answer.status === 304) continue;
      const next = answer.json<Page>();
      seen.push(...next.changes.map(({ sequence }) => sequence));
      ({ last } = next);
      ({ etag } = answer);
    }
    return seen;
  }

  /** Listens, breaks off after a random number of events, and comes back with the id of the last one. */
  async function listen(seed: number): Promise<number[]> {
    const chance = new Chance(SEED + seed);
    const seen: number[] = [];
    while (seen.length < all.length) {
      const reader = await EventReader.open(`${on(reads++).base}${FEED}?since=0&include=data`, {
        ...(seen.length > 0 && { 'Last-Event-ID': String(seen.at(-1)) }),
      });
      const wanted = Math.min(1 + chance.below(20), all.length - seen.length);
      await reader.until(() => reader.events.length >= wanted);
      reader.cut();
      seen.push(...reader.sequences.slice(0, wanted));
    }
    return seen;
  }

  it(`8 writers, and readers by page, long poll and stream with random cuts: each sees every change once, in order (SEED=${SEED})`, async () => {
    const readers = [readPages(1), readPages(2), poll(3), poll(100), listen(3), listen(4)];
    await Promise.all(Array.from({ length: WRITERS }, (_, number) => write(number)));
    for (const seen of await Promise.all(readers)) expect(seen).toEqual(all);
  });

  it('since=now first, then the list, then the changes from there: a copy that has missed nothing', async () => {
    const writers = Promise.all(Array.from({ length: WRITERS }, (_, number) => write(number)));
    const copies = await Promise.all(
      [0, 5, 15, 30].map(async (pause) => {
        await new Promise((resolve) => setTimeout(resolve, pause));
        const { last } = await page('since=now');
        const copy = new Map<string, unknown>();
        let uri: string | null = `${LIST}?limit=3`;
        while (uri !== null) {
          const list: { items: { id: string; data: unknown }[]; next: string | null } = (
            await on(reads++).get(uri)
          ).json();
          for (const { id, data } of list.items) copy.set(id, data);
          uri = list.next;
        }
        return { copy, last };
      }),
    );
    await writers;
    const { items } = (await on(0).get(`${LIST}?limit=200`)).json<{
      items: { id: string; data: unknown }[];
    }>();
    const truth = new Map(items.map(({ id, data }) => [id, data]));
    for (const { copy, last } of copies) {
      const { changes } = await page(`since=${last}&limit=1000&include=data`);
      for (const { id, operation, data } of changes) {
        if (operation === 'delete') copy.delete(id);
        else copy.set(id, data);
      }
      expect(copy).toEqual(truth);
    }
  });

  it('R5: a long poll that answers after a write was acknowledged shows that write', async () => {
    for (let round = 0; round < Math.max(6, engine.rounds(30)); round += 1) {
      const { etag } = await on(round).get(FEED);
      const held = on(round + 1).get(`${FEED}?since=${round}`, { 'If-None-Match': etag, Prefer: 'wait=20' });
      // Sometimes before the reader waits, sometimes after: it is never missed.
      if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      await on(round).put(`${LIST}/r${round}`, '{}', { 'If-None-Match': '*' });
      const answer = await held;
      expect([answer.status, answer.json<Page>().last]).toEqual([200, round + 1]);
    }
  });
});
