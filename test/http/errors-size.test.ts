import { Buffer } from 'node:buffer';
import { Client } from '../support/client.js';
import { create, type ProblemBody, told, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';

const bench = useService();

const LIMIT = 1024 ** 2;
const HUGE = Buffer.alloc(20 * LIMIT, 0x20);
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** A document of exactly `length` bytes. */
function ofLength(length: number): string {
  return `{"a":"${'x'.repeat(length - 8)}"}`;
}

describe('9110 15.5.14 content beyond the limit of 1 MiB', () => {
  it('R41: 20 MB declared: 413 that names the limit, and the client gets to read it', async () => {
    const place = await bench.collection();
    for (const answer of [
      await bench.client.post(place.list, HUGE),
      await bench.client.put(place.document('a'), HUGE, { 'If-None-Match': '*' }),
      await bench.client.put(place.uri, HUGE, { 'If-Match': '*' }),
    ]) {
      expect(told(answer)).toBe('413 content-too-large');
      expect(answer.json<ProblemBody>()['limit']).toBe(LIMIT);
    }
    expect(told(await bench.client.get(place.document('a')))).toBe('404 document-not-found');
  });

  it('R41: exactly the limit is taken, one byte more is not: 201, 413', async () => {
    const place = await bench.collection();
    expect(await create(bench.client, place.document('a'), ofLength(LIMIT))).toMatch(/^"1\./);
    expect((await bench.client.get(place.document('a'))).bytes).toHaveLength(LIMIT);
    const over = await bench.client.put(place.document('b'), ofLength(LIMIT + 1), { 'If-None-Match': '*' });
    expect(told(over)).toBe('413 content-too-large');
  });

  it.each([
    ['declared', `Content-Length: ${HUGE.length}`, HUGE],
    ['in chunks', 'Transfer-Encoding: chunked', inChunks(HUGE)],
  ])(
    'R41: a client that reads only when all 20 MB are sent (%s) reads 413, then goes on',
    async (_, field, content) => {
      const place = await bench.collection();
      const wire = await Wire.open(bench.url);
      wire.socket.pause();
      await wire.ask(
        `PUT ${place.document('a')}`,
        'Content-Type: application/json',
        'If-None-Match: *',
        field,
      );
      await wire.write(content);
      wire.socket.resume();
      const answer = await wire.answer();
      expect([answer.status, slugOf(answer)]).toEqual([413, 'content-too-large']);
      await wire.ask(`GET ${place.document('a')}`);
      expect((await wire.answer()).status).toBe(404);
      wire.close();
    },
  );

  it('R41: the limit in chunks is taken, one byte more is not: 201, 413', async () => {
    const place = await bench.collection();
    const wire = await Wire.open(bench.url);
    for (const [id, length, status] of [
      ['a', LIMIT, 201],
      ['b', LIMIT + 1, 413],
    ] as const) {
      const fields = ['Content-Type: application/json', 'If-None-Match: *', 'Transfer-Encoding: chunked'];
      await wire.ask(`PUT ${place.document(id)}`, ...fields);
      await wire.write(inChunks(Buffer.from(ofLength(length)), 10_000));
      expect((await wire.answer()).status).toBe(status);
    }
    wire.close();
  });

  it('R41: fetch reads it too, while it streams: 413', async () => {
    const place = await bench.collection();
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += LIMIT;
        if (sent > HUGE.length) controller.close();
        else controller.enqueue(new Uint8Array(LIMIT));
      },
    });
    const request = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' } as const;
    const answer = await fetch(`${bench.url}${place.list}`, request);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ status: 413, limit: LIMIT });
  });

  it('R41: five clients at once that send too much do not keep a sixth from writing: 201', async () => {
    const place = await bench.collection();
    const clients = Array.from({ length: 5 }, () => new Client(bench.url));
    const refused = clients.map((client) => client.post(place.list, HUGE));
    expect(told(await bench.client.post(place.list, '{}'))).toBe('201');
    expect((await Promise.all(refused)).map(told)).toEqual(clients.map(() => '413 content-too-large'));
    for (const client of clients) client.close();
    expect((await bench.client.get(place.list)).json()['total']).toBe(1);
  });
});
