import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { ChildService } from '../races/child-service.js';
import { Wire } from './wire.js';

// F28, F33: what one connection can have the service keep is bounded, however much it sends ahead.

let service: ChildService;

beforeAll(async () => {
  service = await ChildService.start({ IDLE_TIMEOUT: '1' });
});

afterAll(() => service.remove());

/** What the service held at most so far, in MiB. */
async function peak(): Promise<number> {
  const status = await readFile(`/proc/${service.process.child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const REQUEST = 'GET /v1/collections?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('9112 9.3.2 requests sent ahead', () => {
  it('R45: 1000 in one piece are all answered', async () => {
    const wire = await Wire.open(service.url);
    const sent = wire.write(REQUEST.repeat(1000));
    for (let n = 0; n < 1000; n++) expect((await wire.answer()).status).toBe(200);
    await sent;
    expect(wire.silent).toBe(true);
    wire.close();
  });

  it('400,000 by a client that reads no answer: it is cut off, and the service grew by less than 200 MiB', async () => {
    const before = await peak();
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    socket.on('error', () => {}).pause();
    const piece = REQUEST.repeat(1000);
    for (let n = 0; n < 400; n++) socket.write(piece);
    // Only a write that fails tells a client that does not read.
    await new Promise((resolve) => socket.once('close', resolve));
    expect((await peak()) - before).toBeLessThan(200);
    const wire = await Wire.open(service.url);
    await wire.write(REQUEST);
    expect((await wire.answer()).status).toBe(200);
    wire.close();
    expect(service.failures).toEqual([]);
  }, 30_000);
});
