// F26, F31, F45: uploads that are cut off by their client, or by the end of the service, at any moment.
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import Database from 'better-sqlite3';
import { openSqlite } from '../../src/storage/index.js';
import { Chance, SEED } from '../races/chance.js';
import { ChildService } from '../races/child-service.js';
import { Client } from '../support/client.js';

const UPLOADS = 100;
const AT_ONCE = 10;
const NAMES = ['a', 'b', 'c', 'd'];
const LIST = '/v1/collections/shop/documents/d/attachments';
const PIECE = 40_000;

interface Upload {
  readonly name: string;
  readonly digest: string;
  outcome: 'acknowledged' | 'refused' | 'unknown';
}

const chance = new Chance();
const uploads: Upload[] = [];
let service: ChildService;

beforeAll(async () => {
  service = await ChildService.start();
  const client = new Client(service.url);
  await client.makeCollection('shop');
  await client.put('/v1/collections/shop/documents/d', '{}', { 'If-None-Match': '*' });
  client.close();
});

afterAll(() => service.remove());

/** Pours random bytes into an attachment, piece by piece; a client that goes leaves in the middle. */
async function upload(goes: boolean): Promise<void> {
  const bytes = randomBytes(100_000 + chance.below(600_000));
  const name = NAMES[chance.below(NAMES.length)] ?? 'a';
  const entry: Upload = {
    name,
    digest: createHash('sha256').update(bytes).digest('base64'),
    outcome: 'unknown',
  };
  uploads.push(entry);
  const leaves = goes ? chance.below(bytes.length) : Infinity;
  const sending = request(`${service.url}${LIST}/${name}`, {
    method: 'PUT',
    headers: {
      'Content-Length': bytes.length,
      ...(chance.below(2) === 0 ? { 'If-Match': '*' } : { 'If-None-Match': '*' }),
    },
    agent: false,
  });
  const answered = new Promise<void>((resolve) => {
    sending.on('response', (response) => {
      entry.outcome = (response.statusCode ?? 0) < 300 ? 'acknowledged' : 'refused';
      response
        .resume()
        .on('end', resolve)
        .on('error', () => resolve());
    });
    sending.on('error', () => resolve()).on('close', () => resolve());
  });
  for (let at = 0; at < bytes.length && !sending.destroyed; at += PIECE) {
    if (at > leaves) sending.destroy();
    else sending.write(bytes.subarray(at, at + PIECE));
    await new Promise((resolve) => setTimeout(resolve, chance.below(3)));
  }
  if (!sending.destroyed) sending.end();
  await answered;
}

/** Every attachment must be one of those that were sent, whole. Returns the names of those that are there. */
async function audit(): Promise<string[]> {
  const client = new Client(service.url);
  const { items } = (await client.get(LIST)).json<{
    items: { name: string; etag: string; digest: string; size: number }[];
  }>();
  for (const { name, etag, digest, size } of items) {
    const answer = await client.get(`${LIST}/${name}`);
    const actual = createHash('sha256').update(answer.bytes).digest('base64');
    expect([answer.status, answer.etag, answer.bytes.length]).toEqual([200, etag, size]);
    expect([digest, answer.headers['repr-digest']]).toEqual([`sha-256=:${actual}:`, `sha-256=:${actual}:`]);
    const source = uploads.find((entry) => entry.digest === actual);
    expect(source?.name).toBe(name);
    expect(source?.outcome).not.toBe('refused');
  }
  client.close();
  return items.map(({ name }) => name);
}

it(`after ${UPLOADS} uploads cut at random each attachment is wholly an old or a new one (seed ${SEED})`, async () => {
  for (let cycle = 0; cycle < UPLOADS / AT_ONCE; cycle += 1) {
    const running = Promise.all(Array.from({ length: AT_ONCE }, (_, index) => upload(index % 3 === 0)));
    if (cycle % 2 === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10 + chance.below(90)));
      await service.process.end('SIGKILL');
      await running;
      await service.again();
    } else await running;
    const names = await audit();
    // What was acknowledged is there.
    const acknowledged = new Set(
      uploads.filter(({ outcome }) => outcome === 'acknowledged').map(({ name }) => name),
    );
    expect(names).toEqual(expect.arrayContaining([...acknowledged]));
  }
  const count = (outcome: Upload['outcome']) => uploads.filter((entry) => entry.outcome === outcome).length;
  expect(uploads).toHaveLength(UPLOADS);
  expect(count('acknowledged')).toBeGreaterThan(5);
  expect(count('unknown')).toBeGreaterThan(20);
  expect(await service.end('SIGTERM')).toBe(0);
  expect(service.failures).toEqual([]);

  const storage = await openSqlite({ file: service.file, mode: 'serve' });
  for (;;) if ((await storage.attachments.sweep({ spare: 0, pieces: 50 })).removed === 0) break;
  await storage.close();
  const database = new Database(service.file, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  const held = database
    .prepare('SELECT sum((size + 262143) / 262144) FROM Attachment WHERE deleted = 0')
    .pluck()
    .get();
  expect(database.prepare('SELECT count(*) FROM AttachmentChunk').pluck().get()).toBe(held);
  expect(database.prepare("SELECT count(*) FROM AttachmentUpload WHERE state <> 'held'").pluck().get()).toBe(
    0,
  );
  const live = database.prepare('SELECT count(*) FROM Attachment WHERE upload IS NOT NULL').pluck().get();
  expect(database.prepare('SELECT count(*) FROM AttachmentUpload').pluck().get()).toBe(live);
  database.close();
});

it('F26: SIGTERM lets an upload that has begun finish; one that takes longer than the grace leaves nothing', async () => {
  const child = await ChildService.start({ SHUTDOWN_GRACE: '1' });
  const client = new Client(child.url);
  await client.makeCollection('shop');
  await client.put('/v1/collections/shop/documents/d', '{}', { 'If-None-Match': '*' });
  client.close();
  const begin = async (name: string) => {
    const sending = request(`${child.url}${LIST}/${name}`, {
      method: 'PUT',
      headers: { 'If-None-Match': '*', 'Content-Length': 600_000, Expect: '100-continue' },
      agent: false,
    });
    sending.on('error', () => {});
    sending.flushHeaders();
    await once(sending, 'continue');
    sending.write(Buffer.alloc(300_000));
    return sending;
  };
  const [quick] = await Promise.all([begin('quick'), begin('slow')]);
  const ended = child.end('SIGTERM');
  quick.end(Buffer.alloc(300_000));
  const [response] = (await once(quick, 'response')) as [{ statusCode: number }];
  expect(response.statusCode).toBe(201);
  expect(await ended).toBe(0);
  expect(child.failures).toEqual([]);
  await child.again();
  const again = new Client(child.url);
  const { items } = (await again.get(LIST)).json<{ items: { name: string }[] }>();
  expect(items.map(({ name }) => name)).toEqual(['quick']);
  again.close();
  await child.remove();
});

it('what a client left behind is swept by the next process, in the background', async () => {
  const child = await ChildService.start();
  const client = new Client(child.url);
  await client.makeCollection('shop');
  await client.put('/v1/collections/shop/documents/d', '{}', { 'If-None-Match': '*' });
  const kept = Buffer.alloc(300_000, 'kept');
  await client.send('PUT', `${LIST}/kept`, { body: kept, headers: { 'If-None-Match': '*' } });
  const sending = request(`${child.url}${LIST}/left`, {
    method: 'PUT',
    headers: { 'If-None-Match': '*', 'Content-Length': 600_000 },
    agent: false,
  });
  sending.on('error', () => {});
  sending.write(Buffer.alloc(300_000));
  const count = (sql: string): unknown => {
    const database = new Database(child.file, { readonly: true });
    const value = database.prepare(sql).pluck().get();
    database.close();
    return value;
  };
  const until = async (sql: string, wanted: number) => {
    while (count(sql) !== wanted) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await until("SELECT count(*) FROM AttachmentUpload WHERE state = 'staged'", 1);
  sending.destroy();
  await until("SELECT count(*) FROM AttachmentUpload WHERE state = 'released'", 1);
  client.close();
  await child.end('SIGKILL');
  await child.again();
  await until('SELECT count(*) FROM AttachmentUpload', 1);
  expect(count('SELECT count(*) FROM AttachmentChunk')).toBe(2);
  const again = new Client(child.url);
  expect((await again.get(`${LIST}/kept`)).bytes.equals(kept)).toBe(true);
  again.close();
  expect(child.failures).toEqual([]);
  await child.remove();
});
