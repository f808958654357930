// The delay of the event loop is watched, and far beyond its bound work is turned away: F48.
import { setImmediate as turn } from 'node:timers/promises';
import { type Delays, EventLoop } from '../../src/operations/event-loop.js';
import { create, type Place, told, useService } from '../http/support.js';
import { samples } from './metrics-text.js';

const bench = useService({ EVENT_LOOP_LIMIT: '50' });

/** An event loop whose delays a test names, one for each look; and what was told of it. */
function watched(limit: number): { loop: EventLoop; see: (...means: number[]) => string[] } {
  const heard: string[] = [];
  let now: Delays = { mean: 0, longest: 0 };
  const loop = new EventLoop(
    limit,
    {
      slow: (milliseconds) => heard.push(`slow ${milliseconds}`),
      recovered: () => heard.push('recovered'),
      overloaded: (milliseconds) => heard.push(`overloaded ${milliseconds}`),
      relieved: () => heard.push('relieved'),
    },
    { measure: () => now },
  );
  const see = (...means: number[]): string[] => {
    for (const mean of means) {
      now = { mean, longest: mean * 2 };
      loop.look();
    }
    return heard.splice(0);
  };
  return { loop, see };
}

describe('an event loop', () => {
  it('that is late once is nothing; twice in a row is told, once, and so is its recovery', () => {
    const { see } = watched(1000);
    expect(see(0, 900, 0, 900, 100)).toEqual([]);
    expect(see(300, 400, 500)).toEqual(['slow 400']);
    // Not yet: it would be told again and again around its bound.
    expect(see(150)).toEqual([]);
    expect(see(90, 0)).toEqual(['recovered']);
  });

  it('beyond its limit twice in a row is overloaded, until it is below half of it', () => {
    const { loop, see } = watched(1000);
    expect([see(2000), loop.overloaded]).toEqual([[], false]);
    expect([see(2000), loop.overloaded]).toEqual([['slow 2000', 'overloaded 2000'], true]);
    expect([see(600), loop.overloaded]).toEqual([[], true]);
    expect([see(400), loop.overloaded]).toEqual([['relieved'], false]);
  });

  it('without a limit is never overloaded', () => {
    const { loop, see } = watched(0);
    expect([see(60_000, 60_000), loop.overloaded]).toEqual([['slow 60000'], false]);
  });

  it('counts the longest delay of each look, in seconds', () => {
    const { loop, see } = watched(1000);
    see(1, 100, 100);
    expect([loop.delays.count, loop.delays.sum]).toEqual([3, 0.402]);
  });
});

describe('F48: while the event loop is held', () => {
  let place: Place;
  const holding = new AbortController();

  /** Keeps the process busy, with a turn of the event loop in between, until it is told to stop. */
  async function hold(): Promise<void> {
    while (!holding.signal.aborted) {
      const end = performance.now() + 100;
      while (performance.now() < end);
      await turn();
    }
  }

  it('new work is 503 with Retry-After, single documents and health go on; afterwards all is taken again', async () => {
    const { client } = bench;
    place = await bench.collection();
    const etag = await create(client, place.document('a'));
    const write = () => client.put(place.document('a'), '{"n":2}', { 'If-Match': etag });
    const held = hold();
    while ((await samples(client)).get('etagere_overloaded') !== 1);
    const [put, list, post, read, unchanged, live] = await Promise.all([
      write(),
      client.get(place.list),
      client.post(place.list, '{}'),
      client.get(place.document('a')),
      client.get(place.document('a'), { 'If-None-Match': etag }),
      client.get('/health/live'),
    ]);
    holding.abort();
    await held;
    expect([put, list, post].map(told)).toEqual(Array(3).fill('503 overloaded'));
    expect([put, list, post].map(({ headers }) => headers['retry-after'])).toEqual(['1', '1', '1']);
    expect([read.status, unchanged.status, live.status]).toEqual([200, 304, 200]);
    while ((await samples(client)).get('etagere_overloaded') !== 0);
    // Nothing of what was refused was applied.
    expect((await client.get(place.list)).json()['total']).toBe(1);
    expect((await write()).status).toBe(204);
  });
});
