// F25, F42: a service that is told to stop answers who waits and ends its streams, and does not wait for either.
import { once } from 'node:events';
import { connect } from 'node:net';
import { EventReader } from '../http/event-stream.js';
import { ChildService, create } from '../races/child-service.js';
import { tally } from '../races/volley.js';

const FEED = '/v1/collections/shop/changes';
const DOCUMENT = '/v1/collections/shop/documents/a';
/** Seconds that the service may take; it must need next to none of them. */
const GRACE = 30;

let service: ChildService;

beforeEach(async () => {
  service = await ChildService.start({ SHUTDOWN_GRACE: String(GRACE) });
  await service.makeCollection('shop');
});

afterEach(() => service.remove());

const ended = (signal: NodeJS.Signals) => {
  const started = performance.now();
  // Not `end`, which would close the test's own connections first.
  const exit = once(service.process.child, 'exit') as Promise<[number | null]>;
  service.process.child.kill(signal);
  return exit.then(([code]) => ({ code, milliseconds: performance.now() - started }));
};

it.each(['SIGTERM', 'SIGINT'] as const)(
  '%s with 50 streams and 50 long polls: the polls are 304, the streams end whole, and the exit code is 0 at once',
  async (signal) => {
    const writer = await service.wire();
    const { etag } = await create(writer, DOCUMENT, '{"n":1}');
    const wires = await service.wires(50);
    const streams = await Promise.all(
      Array.from({ length: 50 }, () => EventReader.open(service.url + FEED, { 'Last-Event-ID': '0' })),
    );
    const polls = wires.map((wire) =>
      wire.send({ method: 'GET', path: DOCUMENT, fields: { 'If-None-Match': etag, Prefer: 'wait=55' } }),
    );
    await Promise.all(streams.map((stream) => stream.until(() => stream.events.length === 1)));
    // Requests of one process arrive in order: when this one is answered, those before it were received.
    expect((await writer.send({ method: 'GET', path: DOCUMENT })).status).toBe(200);

    const { code, milliseconds } = await ended(signal);
    const answers = await Promise.all(polls);
    expect(tally(answers)).toEqual({ 304: 50 });
    expect(new Set(answers.map((answer) => answer.fields.get('preference-applied')))).toEqual(
      new Set(['wait']),
    );
    expect(await Promise.all(streams.map((stream) => stream.ended))).toEqual(streams.map(() => 'whole'));
    expect(streams.map(({ lastEventId }) => lastEventId)).toEqual(streams.map(() => '1'));
    expect(code).toBe(0);
    expect(milliseconds).toBeLessThan(5000);
    expect(service.failures).toEqual([]);
  },
);

it('F42: a stream that ended with the service goes on with the next one: nothing is lost, nothing doubled', async () => {
  const writer = await service.wire();
  for (let n = 1; n <= 5; n += 1) await create(writer, `${DOCUMENT}${n}`, '{}');
  const first = await EventReader.open(`${service.url}${FEED}?since=2`);
  await first.until(() => first.events.length === 3);
  expect((await ended('SIGTERM')).code).toBe(0);
  expect(await first.ended).toBe('whole');
  await service.again();
  const again = await service.wire();
  await create(again, `${DOCUMENT}6`, '{}');
  const second = await EventReader.open(`${service.url}${FEED}`, { 'Last-Event-ID': first.lastEventId });
  await second.until(() => second.events.length === 1);
  expect([...first.sequences, ...second.sequences]).toEqual([3, 4, 5, 6]);
  second.cut();
});

it('a reader that does not read does not hold the end up', async () => {
  const writer = await service.wire();
  const { hostname, port } = new URL(service.url);
  const silent = connect(Number(port), hostname);
  silent.pause();
  silent.on('error', () => {});
  await once(silent, 'connect');
  silent.write(`GET ${FEED}?include=data HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`);
  const text = 'x'.repeat(1_000_000);
  for (let n = 0; n < 12; n += 1) await create(writer, `${DOCUMENT}${n}`, `{"text":"${text}"}`);
  const { code, milliseconds } = await ended('SIGTERM');
  expect(code).toBe(0);
  expect(milliseconds).toBeLessThan(6000);
  silent.destroy();
});
