import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type ProblemBody, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const LIMIT = 20;
const bench = useService({ CONNECTION_LIMIT: String(LIMIT) });

/** Asks on a connection; resolves with the status. */
async function statusOn(wire: Wire): Promise<number> {
  await wire.ask('GET /v1/collections');
  return (await wire.answer()).status;
}

/** Opens connections that are accepted. Those of the test before may still be on their way out. */
async function openMany(count: number): Promise<Wire[]> {
  const wires: Wire[] = [];
  while (wires.length < count) {
    const wire = await Wire.open(bench.url);
    if ((await statusOn(wire)) === 200) wires.push(wire);
  }
  return wires;
}

describe('F29: CONNECTION_LIMIT', () => {
  it('R88: one connection more gets 503 with Retry-After and is closed; when one has gone, the next is served', async () => {
    const wires = await openMany(LIMIT);
    const refused = await Wire.open(bench.url);
    const answer = await refused.answer();
    expect([answer.status, slugOf(answer)]).toEqual([503, 'too-many-connections']);
    expect([answer.fields.get('retry-after'), answer.fields.get('connection')]).toEqual(['1', 'close']);
    expect((JSON.parse(answer.body) as ProblemBody).detail).toContain('Nothing was read');
    refused.socket.end();
    expect(await refused.closed()).toBe('');

    wires.pop()?.close();
    wires.push(...(await openMany(1)));
    for (const wire of wires) wire.close();
  });

  it('of 300 at once beyond it each is refused or just closed, and those that were there are served: 200', async () => {
    const wires = await openMany(LIMIT);
    const crowd = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const socket = connect(Number(new URL(bench.url).port), '127.0.0.1');
        let received = '';
        socket.on('data', (piece: Buffer) => (received += piece.toString())).on('error', () => {});
        await once(socket, 'close');
        return received === '' ? 'closed' : /^HTTP\/1\.1 (\d+)/.exec(received)?.[1];
      }),
    );
    expect(crowd).toContain('503');
    expect(crowd.filter((result) => result !== '503' && result !== 'closed')).toEqual([]);
    for (const wire of wires) {
      expect(await statusOn(wire)).toBe(200);
      wire.close();
    }
  });
});
