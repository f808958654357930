// F4: no increment is ever lost, and none is counted twice.
import { ChildService, create, read, replace, revisionOf } from './child-service.js';
import { describeOnEachEngine } from './engines.js';
import { Turnstile } from './turnstile.js';
import type { Wire } from './wire.js';

const CLIENTS = 16;
const PATH = '/v1/collections/counters/documents/one';

interface Counter {
  readonly count: number;
}

describeOnEachEngine((engine) => {
  const increments = engine.rounds(200);
  let service: ChildService;

  beforeAll(async () => {
    service = await ChildService.start(await engine.environment());
    await service.makeCollection('counters');
  });

  afterAll(() => service.remove());

  it(`R45: 16 clients that increment ${increments} times each, trying again on 412, arrive at ${CLIENTS * increments} and the revision behind that`, async () => {
    const wires = await service.wires(CLIENTS);
    await create(await service.wire(), PATH, '{"count":0}');
    // All 16 at once would lose 15 tries for each one that wins: the same race, but eight times as long.
    const turnstile = new Turnstile(2);
    const statuses = new Map<number, number>();
    const acknowledged: string[] = [];

    const increment = async (wire: Wire): Promise<boolean> => {
      const now = await read(wire, PATH);
      const { count } = JSON.parse(now.text) as Counter;
      const written = await replace(wire, PATH, JSON.stringify({ count: count + 1 }), now.etag);
      statuses.set(written.status, (statuses.get(written.status) ?? 0) + 1);
      if (written.status !== 204) return false;
      acknowledged.push(`${count + 1} ${written.etag}`);
      return true;
    };
    await Promise.all(
      wires.map(async (wire) => {
        for (let done = 0; done < increments;) if (await turnstile.pass(() => increment(wire))) done++;
      }),
    );

    const final = await read(await service.wire(), PATH);
    expect(new Set(statuses.keys())).toEqual(new Set([204, 412]));
    expect(statuses.get(204)).toBe(CLIENTS * increments);
    expect(JSON.parse(final.text)).toEqual({ count: CLIENTS * increments });
    expect(revisionOf(final.etag)).toBe(CLIENTS * increments + 1);
    // Each value was written by exactly one client, under the revision that belongs to it.
    expect(new Set(acknowledged).size).toBe(CLIENTS * increments);
    expect(
      acknowledged.filter((line) => revisionOf(line.split(' ')[1] ?? '') !== Number.parseInt(line) + 1),
    ).toEqual([]);
    expect(service.failures).toEqual([]);
  });
});
