// Attachments stream: memory does not grow with their size or with their readers.
import { Buffer } from 'node:buffer';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { ChildService } from '../races/child-service.js';
import { Client } from '../support/client.js';

const SIZE = 64 * 1024 * 1024;
const READERS = 20;
/** Bytes more than idle that the process may take. */
const ALLOWED = 100 * 1024 * 1024;
const URI = '/v1/collections/shop/documents/d/attachments/large';

let service: ChildService;
beforeAll(async () => {
  service = await ChildService.start();
});
afterAll(() => service.remove());

const processFile = (name: string) => `/proc/${service.process.child.pid}/${name}`;

/** A figure of the process's memory in bytes. */
function memory(name: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] =
    new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(processFile('status'), 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}

/** Sends `SIZE` bytes as fast as they are taken; resolves with the status. */
function pour(): Promise<number | undefined> {
  const piece = Buffer.alloc(65_536, 7);
  return new Promise((resolve, reject) => {
    const headers = { 'If-None-Match': '*', 'Content-Length': SIZE };
    const sending = request(`${service.url}${URI}`, { method: 'PUT', headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sending.on('error', reject);
    let left = SIZE / piece.length;
    const go = (): void => {
      while (left > 0) {
        left -= 1;
        if (!sending.write(piece)) {
          sending.once('drain', go);
          return;
        }
      }
      sending.end();
    };
    go();
  });
}

/** Reads the attachment and throws the bytes away; resolves with their number. */
function drink(): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${service.url}${URI}`, { agent: new Agent() }, (response) => {
      let length = 0;
      response.on('data', (piece: Buffer) => (length += piece.length));
      response.on('end', () => resolve(length)).on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

const measurable = existsSync('/proc/self/clear_refs');

(measurable ? describe : describe.skip)('the memory of the service', () => {
  it(`${SIZE} bytes in, and out to ${READERS} readers at once, take less than ${ALLOWED} bytes more than idle`, async () => {
    const client = new Client(service.url);
    await client.makeCollection('shop');
    await client.put('/v1/collections/shop/documents/d', '{}', { 'If-None-Match': '*' });
    // The highest so far is of no interest: from here on.
    writeFileSync(processFile('clear_refs'), '5');
    const idle = memory('VmRSS');
    expect(await pour()).toBe(201);
    const lengths = await Promise.all(Array.from({ length: READERS }, drink));
    expect(new Set(lengths)).toEqual(new Set([SIZE]));
    expect(memory('VmHWM') - idle).toBeLessThan(ALLOWED);
    client.close();
  });
});
