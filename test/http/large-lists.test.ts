import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { ChildService } from '../races/child-service.js';
import { Client } from '../support/client.js';

// A page of 200 documents of 1 MiB streams: what the service holds does not grow with what it sends.

const DOCUMENTS = 200;
const MEBIBYTE = 1024 ** 2;
const LIST = '/v1/collections/large/documents';
/** Growth that is allowed: a few documents on their way, buffers of sockets and coders, garbage not yet collected. */
const BOUND = 100;

let service: ChildService;

/** A document of exactly 1 MiB whose text differs from the others'. */
function documentOf(n: number): string {
  const start = `{"n":${n},"text":"`;
  return `${start}${`${n} lorem ipsum `.repeat(MEBIBYTE / 10).slice(0, MEBIBYTE - start.length - 2)}"}`;
}

beforeAll(async () => {
  service = await ChildService.start();
  const client = new Client(service.url);
  await client.makeCollection('large');
  const ids = Array.from({ length: DOCUMENTS }, (_, n) => n);
  const write = async () => {
    for (let n = ids.pop(); n !== undefined; n = ids.pop())
      await client.put(`${LIST}/d${n}`, documentOf(n), { 'If-None-Match': '*' });
  };
  await Promise.all([write(), write(), write(), write()]);
  client.close();
  // A process that has grown while it wrote would hide what reading takes.
  await service.end('SIGTERM');
  await service.again();
}, 30_000);

afterAll(() => service.remove());

/** What the service holds in MiB: now, or at most since its peak was forgotten. */
async function memory(field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${service.process.child.pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

function forgetPeak(): Promise<void> {
  return writeFile(`/proc/${service.process.child.pid}/clear_refs`, '5');
}

/** Asks for the whole list; resolves when the header section of the answer is there. */
async function open(headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  const asked = request(`${service.url}${LIST}?limit=200`, { headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

/** Reads an answer to its end, not until a while after it was begun; resolves with its decoded bytes, as sum and digest. */
async function read(response: IncomingMessage): Promise<{ length: number; digest: string }> {
  await wait(300);
  const decoder = response.headers['content-encoding'] === 'gzip' ? createGunzip() : undefined;
  const hash = createHash('sha256');
  let length = 0;
  for await (const piece of decoder === undefined ? response : response.pipe(decoder)) {
    length += (piece as Buffer).length;
    hash.update(piece as Buffer);
  }
  return { length, digest: hash.digest('hex') };
}

describe('F28: a page of 200 MiB', () => {
  const digests = new Map<string, string>();

  it.each([
    ['JSON', { Accept: 'application/json' }],
    ['NDJSON', { Accept: 'application/x-ndjson' }],
    ['JSON with gzip', { Accept: 'application/json', 'Accept-Encoding': 'gzip' }],
  ])(
    `as %s to a reader who is in no hurry: the service grows by less than ${BOUND} MiB`,
    async (name, headers) => {
      const before = await memory('VmRSS');
      await forgetPeak();
      const response = await open(headers);
      const { length, digest } = await read(response);
      digests.set(name, digest);
      expect(length).toBeGreaterThan(DOCUMENTS * MEBIBYTE);
      expect((await memory('VmHWM')) - before).toBeLessThan(BOUND);
    },
  );

  it('with gzip is the same text as without: equal digests', () => {
    expect(digests.get('JSON with gzip')).toBe(digests.get('JSON'));
  });
});
