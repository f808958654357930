// 7240 4.3: `Prefer: wait` with If-None-Match holds a read back until there is something new.
import { once } from 'node:events';
import { type Answer } from '../support/client.js';
import { type LiveService, startLive } from './live-service.js';
import { create, placeNamed, remove, replace, told } from './support.js';
import { Wire } from './wire.js';

let live: LiveService;
let places = 0;

beforeAll(async () => {
  live = await startLive();
});
afterAll(() => live.stop());
// Whatever a test leaves waiting is a leak.
afterEach(() => {
  if (live.wakeUps.readers > 0) throw new Error(`${live.wakeUps.readers} readers were left waiting`);
});

async function collection(settings?: string) {
  places += 1;
  const place = placeNamed(`w${places}`);
  await live.client.makeCollection(place.name, settings);
  return { ...place, feed: `${place.uri}/changes` };
}

const waiting = (tag: string, wait: string | number = 30) => ({
  'If-None-Match': tag,
  Prefer: `wait=${wait}`,
});

/** Lets the event loop turn until `holds`. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Sends reads that wait; resolves when all of them do. The answers are to come. */
async function hold(
  uris: readonly string[],
  headers: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<{ readonly answers: Promise<Answer[]>; readonly settled: () => number }> {
  const before = live.wakeUps.readers;
  let settled = 0;
  const answers = Promise.all(
    uris.map(async (uri) => {
      const answer = await live.client.send(method, uri, { headers });
      settled += 1;
      return answer;
    }),
  );
  await until(() => live.wakeUps.readers === before + uris.length);
  return { answers, settled: () => settled };
}

const many = (uri: string, count: number) => Array.from({ length: count }, () => uri);

/** The one answer of a {@link hold}. */
async function only({ answers }: { readonly answers: Promise<Answer[]> }): Promise<Answer> {
  const [answer] = await answers;
  if (answer === undefined) throw new Error('there was no request');
  return answer;
}

interface Resource {
  readonly uri: string;
  readonly tag: string;
  /** What chooses the variant. */
  readonly accept: Readonly<Record<string, string>>;
  /** Writes something that it shows. */
  readonly touch: () => Promise<unknown>;
}

/** Each resource that can be waited for. */
const RESOURCES: readonly (readonly [string, () => Promise<Resource>])[] = [
  ['a document', () => resource(({ document }) => document('a'))],
  [
    'a document as HTML in gzip',
    () => resource(({ document }) => document('a'), { Accept: 'text/html', 'Accept-Encoding': 'gzip' }),
  ],
  ['a list', () => resource(({ list }) => list)],
  ['a filtered list', () => resource(({ list }) => `${list}?filter[kind]=x`)],
  [
    'a list as CSV in br',
    () => resource(({ list }) => list, { Accept: 'text/csv', 'Accept-Encoding': 'br' }),
  ],
  ['the changes in gzip', () => resource(({ feed }) => feed, { 'Accept-Encoding': 'gzip' })],
  ['the changes', () => resource(({ feed }) => feed)],
  ['the changes since now', () => resource(({ feed }) => `${feed}?since=now`)],
];

async function resource(
  uriOf: (place: Awaited<ReturnType<typeof collection>>) => string,
  accept: Resource['accept'] = {},
): Promise<Resource> {
  const place = await collection();
  await create(live.client, place.document('a'), '{"kind":"x"}');
  await create(live.client, place.document('b'), '{"kind":"y"}');
  const uri = uriOf(place);
  const { etag: tag } = await live.client.get(uri, accept);
  return { uri, tag, accept, touch: () => replace(live.client, place.document('a'), '{"kind":"x","n":2}') };
}

describe.each(RESOURCES)('waiting for %s', (_, make) => {
  it('R71: is held until the tag no longer matches, then 200 with what is new', async () => {
    const { uri, tag, accept, touch } = await make();
    const held = await hold([uri], { ...accept, ...waiting(tag) });
    expect(held.settled()).toBe(0);
    await touch();
    const answer = await only(held);
    expect([answer.status, answer.headers['preference-applied']]).toEqual([200, 'wait']);
    const now = await live.client.get(uri, accept);
    expect([answer.etag, answer.text]).toEqual([now.etag, now.text]);
    expect(answer.etag).not.toBe(tag);
  });

  it('R71: is 304 after so many seconds, not before, with the tag that still matches', async () => {
    const { uri, tag, accept } = await make();
    const held = await hold([uri], { ...accept, ...waiting(tag, 7) });
    live.time.pass(6999);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(held.settled()).toBe(0);
    live.time.pass(300);
    const answer = await only(held);
    expect([answer.status, answer.etag, answer.text]).toEqual([304, tag, '']);
    expect(answer.headers['preference-applied']).toBe('wait');
  });

  it('what is committed between the first look and the wait is not missed', async () => {
    const { uri, tag, accept, touch } = await make();
    let touched = false;
    live.meanwhile = async () => {
      await touch();
      touched = true;
    };
    const answer = await live.client.get(uri, { ...accept, ...waiting(tag) });
    expect([touched, answer.status, answer.etag]).toEqual([
      true,
      200,
      (await live.client.get(uri, accept)).etag,
    ]);
  });

  it('HEAD waits as GET does', async () => {
    const { uri, tag, accept, touch } = await make();
    const held = await hold([uri], { ...accept, ...waiting(tag) }, 'HEAD');
    await touch();
    const answer = await only(held);
    expect([answer.status, answer.text, answer.etag]).toEqual([
      200,
      '',
      (await live.client.get(uri, accept)).etag,
    ]);
  });

  it('a tag that does not match is 200 at once', async () => {
    const { uri, accept } = await make();
    expect((await live.client.get(uri, { ...accept, ...waiting('"1.x"') })).status).toBe(200);
  });

  it('without If-None-Match, or with one that cannot be read, nobody waits', async () => {
    const { uri, tag, accept } = await make();
    const asked: Readonly<Record<string, string>>[] = [
      { Prefer: 'wait=30' },
      { Prefer: 'wait=30', 'If-None-Match': 'x' },
      { Prefer: 'wait=30', 'If-None-Match': '' },
      { Prefer: 'wait=30', 'If-Modified-Since': new Date(Date.now() + 5000).toUTCString() },
    ];
    for (const headers of asked) {
      const answer = await live.client.get(uri, { ...accept, ...headers });
      expect([200, 304]).toContain(answer.status);
      expect(answer.headers['preference-applied']).toBeUndefined();
    }
    expect(tag).not.toBe('');
  });

  it('is 410 as soon as the collection is deleted', async () => {
    const { uri, tag, accept } = await make();
    const held = await hold([uri], { ...accept, ...waiting(tag) });
    const [collectionUri = ''] = /^\/v1\/collections\/[^/]+/.exec(uri) ?? [];
    await live.client.delete(`${collectionUri}?recursive=true`, { 'If-Match': '*' });
    expect(told(await only(held))).toBe('410 gone');
  });
});

describe('Prefer: wait', () => {
  it.each(['wait=x', 'wait', 'wait=-1', 'wait=1.5', 'wait=""', 'waits=3', 'foo; wait=9'])(
    'R71: %s is ignored: 304 at once',
    async (prefer) => {
      const { feed } = await collection();
      const { etag } = await live.client.get(feed);
      const answer = await live.client.get(feed, { 'If-None-Match': etag, Prefer: prefer });
      expect([answer.status, answer.headers['preference-applied']]).toEqual([304, undefined]);
    },
  );

  it('R71: wait=0 is 304 at once', async () => {
    const { feed } = await collection();
    const { etag } = await live.client.get(feed);
    expect((await live.client.get(feed, waiting(etag, 0))).status).toBe(304);
  });

  it.each(['wait=1, wait=30', 'return=minimal, WAIT = 1', 'x="a,b"; y, wait="1"'])(
    '7240 2: %s waits for one second: the first counts, whatever the spelling',
    async (prefer) => {
      const { feed } = await collection();
      const { etag } = await live.client.get(feed);
      const held = await hold([feed], { 'If-None-Match': etag, Prefer: prefer });
      live.time.pass(1250);
      expect((await only(held)).status).toBe(304);
    },
  );

  it.each([56, 3600, '99999999999999999999'])('wait=%s waits for 55 seconds', async (wait) => {
    const { feed } = await collection();
    const { etag } = await live.client.get(feed);
    const held = await hold([feed], waiting(etag, wait));
    live.time.pass(54_999);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(held.settled()).toBe(0);
    live.time.pass(300);
    expect((await only(held)).status).toBe(304);
  });

  it('on a document that is deleted: 410; on one that never was: 404 at once', async () => {
    const { document } = await collection();
    const tag = await create(live.client, document('a'));
    const held = await hold([document('a')], waiting(tag));
    await remove(live.client, document('a'));
    expect(told(await only(held))).toBe('410 gone');
    expect(told(await live.client.get(document('b'), waiting('*')))).toBe('404 document-not-found');
    expect(told(await live.client.get(document('a'), waiting('*')))).toBe('410 gone');
  });

  it('If-None-Match: * waits until there is nothing any more', async () => {
    const { document } = await collection();
    await create(live.client, document('a'));
    const held = await hold([document('a')], waiting('*'));
    await replace(live.client, document('a'));
    await until(() => live.calls.head > 0);
    expect(held.settled()).toBe(0);
    await remove(live.client, document('a'));
    expect(told(await only(held))).toBe('410 gone');
  });

  it('a write that the document or the filter does not touch wakes, but answers nobody', async () => {
    const { list, document } = await collection();
    const tag = await create(live.client, document('a'), '{"kind":"x"}');
    const filtered = `${list}?filter[kind]=x`;
    const { etag } = await live.client.get(filtered);
    const one = await hold([document('a')], waiting(tag, 5));
    const two = await hold([filtered], waiting(etag, 5));
    const { head, listState } = live.calls;
    await create(live.client, document('b'), '{"kind":"y"}');
    await until(() => live.calls.head > head && live.calls.listState > listState);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([one.settled(), two.settled()]).toEqual([0, 0]);
    live.time.pass(5250);
    expect([(await only(one)).status, (await only(two)).status]).toEqual([304, 304]);
  });

  it('a topic that is never quiet does not hold anybody for longer than asked', async () => {
    const { document } = await collection();
    const tag = await create(live.client, document('a'));
    const held = await hold([document('a')], waiting(tag, 2));
    for (let n = 0; n < 5; n += 1) {
      await create(live.client, document(`b${n}`));
      live.time.pass(500);
    }
    expect((await only(held)).status).toBe(304);
  });

  it('a write does not wait, whatever it prefers', async () => {
    const { document } = await collection();
    const answer = await live.client.put(document('a'), '{}', { 'If-None-Match': '*', Prefer: 'wait=30' });
    expect([answer.status, answer.headers['preference-applied']]).toEqual([201, undefined]);
  });

  it('If-Match that is false is 412 at once', async () => {
    const { document } = await collection();
    const tag = await create(live.client, document('a'));
    const answer = await live.client.get(document('a'), { ...waiting(tag), 'If-Match': '"1.x"' });
    expect(told(answer)).toBe('412 precondition-failed');
  });
});

describe('many readers', () => {
  it('1000 that wait for one thing are answered together, and it is read a few times, not 1000 times', async () => {
    const { feed, list, document } = await collection();
    const tag = await create(live.client, document('a'), '{"kind":"x"}');
    const filtered = `${list}?filter[kind]=x`;
    const { etag: listTag } = await live.client.get(filtered);
    const { etag: feedTag } = await live.client.get(feed);
    const held = [
      await hold(many(document('a'), 400), waiting(tag)),
      await hold(many(filtered, 200), waiting(listTag)),
      await hold(many(feed, 400), waiting(feedTag)),
    ];
    expect(live.wakeUps.readers).toBe(1000);
    expect(live.time.timers).toBe(1);
    const before = { ...live.calls };
    await replace(live.client, document('a'), '{"kind":"x","n":2}');
    const answers = (await Promise.all(held.map((some) => some.answers))).flat();
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    for (const name of ['head', 'listState', 'list', 'feedState', 'changes'] as const) {
      expect([name, live.calls[name] - before[name] <= 2]).toEqual([name, true]);
    }
    live.time.pass(60_000);
    expect(live.time.timers).toBe(0);
  });

  it('a client that goes away is forgotten at once, and so is its deadline', async () => {
    const { feed } = await collection();
    const { etag } = await live.client.get(feed);
    const wires = await Promise.all(Array.from({ length: 50 }, () => Wire.open(live.url)));
    for (const wire of wires) await wire.ask(`GET ${feed}`, `If-None-Match: ${etag}`, 'Prefer: wait=55');
    await until(() => live.wakeUps.readers === 50);
    wires.forEach((wire, index) => (index % 2 === 0 ? wire.close() : wire.socket.resetAndDestroy()));
    await until(() => live.wakeUps.readers === 0);
    live.time.pass(250);
    expect(live.time.timers).toBe(0);
  });

  it('one whose request has content that never ends is noticed when it leaves, too', async () => {
    const { feed } = await collection();
    const { etag } = await live.client.get(feed);
    const wire = await Wire.open(live.url);
    await wire.ask(`GET ${feed}`, `If-None-Match: ${etag}`, 'Prefer: wait=55', 'Content-Length: 200000');
    await wire.write('x'.repeat(150_000));
    await until(() => live.wakeUps.readers === 1);
    wire.close();
    await until(() => live.wakeUps.readers === 0);
    live.time.pass(250);
    expect(live.time.timers).toBe(0);
  });

  it('a pipelined request waits behind a reader that waits, and no other connection does', async () => {
    const { feed, document } = await collection();
    const { etag } = await live.client.get(feed);
    const wire = await Wire.open(live.url);
    await wire.ask(`GET ${feed}`, `If-None-Match: ${etag}`, 'Prefer: wait=55');
    await wire.ask(`GET ${feed}?since=now`);
    await until(() => live.wakeUps.readers === 1);
    expect(wire.silent).toBe(true);
    await create(live.client, document('a'));
    expect((await wire.answer()).body).toContain('"sequence":1');
    expect((await wire.answer()).body).toBe('{"changes":[],"last":1,"more":false}');
    wire.close();
    await once(wire.socket, 'close');
  });
});
