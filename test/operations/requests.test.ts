// What the log and the answers say of a request: ids, one line each, never what is private, never a forged line.
import 'reflect-metadata';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { Log } from '../../src/operations/index.js';
import { openSqlite, type Storage } from '../../src/storage/index.js';
import { create } from '../http/support.js';
import { Wire } from '../http/wire.js';
import { Client } from '../support/client.js';

type Line = Readonly<Record<string, unknown>>;

let folder: string;
let storage: Storage;
const lines: string[] = [];
/** One that logs requests and tells times; one as it is by default. */
let loud: Client;
let quiet: Client;
const ends: (() => Promise<void>)[] = [];

async function start(environment: Readonly<Record<string, string>>): Promise<Client> {
  const log = new Log('info', (line) => lines.push(line));
  const app = await createApp(readConfig(environment), storage, log);
  const server: Server = app.getHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  ends.push(async () => {
    client.close();
    await app.close();
  });
  return client;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  storage = await openSqlite({ file: join(folder, 'etagere.db'), mode: 'serve' });
  loud = await start({ LOG_REQUESTS: 'on', SERVER_TIMING: 'on' });
  quiet = await start({});
  await quiet.makeCollection('books');
  await create(quiet, EMMA);
});

afterAll(async () => {
  for (const end of ends) await end();
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

const EMMA = '/v1/collections/books/documents/emma';

/** The lines that were logged while `act` ran. */
async function logged(act: () => Promise<unknown>): Promise<Line[]> {
  lines.splice(0);
  await act();
  return lines.map((line) => {
    if (!line.endsWith('\n') || line.indexOf('\n') !== line.length - 1)
      throw new Error(`not one line: ${line}`);
    return JSON.parse(line) as Line;
  });
}

it('each request is one line, under the id that its answer carries; without LOG_REQUESTS there is neither', async () => {
  const ids: unknown[] = [];
  const found = await logged(async () => {
    for (const path of [EMMA, `${EMMA}?x=1`, '/nowhere', '/v1/collections'])
      ids.push((await loud.get(path)).headers['x-request-id']);
  });
  const route = '/v1/collections/{collection}/documents/{id}';
  expect(
    found.map(({ level, event, method, path, route: taken, status }) => [
      level,
      event,
      method,
      path,
      taken,
      status,
    ]),
  ).toEqual([
    ['info', 'request', 'GET', EMMA, route, 200],
    // Without its query.
    ['info', 'request', 'GET', EMMA, route, 400],
    ['info', 'request', 'GET', '/nowhere', 'none', 404],
    ['info', 'request', 'GET', '/v1/collections', '/v1/collections', 200],
  ]);
  expect(found.map(({ id }) => id)).toEqual(ids);
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);

  expect(await logged(async () => ids.push(await quiet.get(EMMA)))).toEqual([]);
  expect(ids.pop()).toMatchObject({
    headers: expect.not.objectContaining({ 'x-request-id': expect.anything() }),
  });
});

it('no content, no query and no credential gets into the log', async () => {
  const secret = 'SECRET-c0ffee';
  const found = await logged(async () => {
    const headers = { Authorization: `Bearer ${secret}`, Cookie: `session=${secret}`, 'If-Match': '*' };
    await loud.put(EMMA, `{"password":"${secret}"}`, headers);
    await loud.put(EMMA, `{"password":"${secret}`, headers);
    await loud.get(`/v1/collections/books/documents?filter[password]=${secret}`, headers);
    await loud.put(EMMA, '{}', { ...headers, 'Idempotency-Key': secret });
  });
  expect(found).toHaveLength(4);
  expect(JSON.stringify(found)).not.toContain(secret);
});

it('an id of the client is taken and told if it is well-formed, else one is made: any text', async () => {
  const taken = /^[\w.~:+/=-]{1,128}$/;
  const text = fc.oneof(
    fc.stringMatching(/^[\w.~:+/=-]{1,128}$/),
    fc.string({
      minLength: 1,
      maxLength: 200,
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    }),
  );
  await fc.assert(
    fc.asyncProperty(text, async (id) => {
      const sent = id.trim();
      const [line] = await logged(async () => {
        const answer = await loud.get('/health/live', { 'X-Request-Id': sent });
        expect(answer.headers['x-request-id'] === sent).toBe(taken.test(sent));
      });
      expect(line?.['id'] === sent).toBe(taken.test(sent));
      const bare = (await quiet.get('/health/live', { 'X-Request-Id': sent })).headers['x-request-id'];
      expect(bare).toBe(taken.test(sent) ? sent : undefined);
    }),
    { numRuns: 40 },
  );
});

it('two ids in one request are none, and a line break in a target cannot begin a line of the log', async () => {
  const [line] = await logged(async () => {
    const wire = await Wire.open(loud.base);
    await wire.ask(
      'GET /v1/%0d%0a{"event":"forged"}',
      'X-Request-Id: a',
      'X-Request-Id: b',
      'Connection: close',
    );
    const { fields } = await wire.answer();
    expect(fields.get('x-request-id')).not.toBe('a, b');
    await wire.closed();
  });
  expect(line).toMatchObject({ event: 'request', status: 404 });
});

it.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '0af7651916cd43dd8448eb211c80319c'],
  ['01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', '0af7651916cd43dd8448eb211c80319c'],
  ['ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', undefined],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', undefined],
  ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', undefined],
  ['00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', undefined],
  ['rubbish', undefined],
])('traceparent %s: the line names the trace %s', async (traceparent, trace) => {
  const [line] = await logged(() => loud.get(EMMA, { traceparent }));
  expect(line?.['trace']).toBe(trace);
});

it('Server-Timing tells the milliseconds of every answer, 304 and problems too, where it is on, and nowhere else', async () => {
  const { etag } = await loud.get(EMMA);
  for (const answer of [
    await loud.get(EMMA),
    await loud.get(EMMA, { 'If-None-Match': etag }),
    await loud.get('/nowhere'),
  ])
    expect(answer.headers['server-timing']).toMatch(/^total;dur=\d+\.\d\d$/);
  expect((await quiet.get(EMMA)).headers['server-timing']).toBeUndefined();
});

it('a defect is logged under the id of its answer, which is made for that if need be', async () => {
  Object.assign(storage.documents, { read: () => Promise.reject(new Error('broken')) });
  try {
    for (const headers of [{}, { 'X-Request-Id': 'mine' }]) {
      let id: unknown;
      const [line] = await logged(async () => {
        const answer = await quiet.get(EMMA, headers);
        expect(answer.status).toBe(500);
        id = answer.headers['x-request-id'];
      });
      expect(id).toEqual(expect.any(String));
      expect(line).toMatchObject({ level: 'error', event: 'failure', message: 'broken', request: id });
    }
  } finally {
    Reflect.deleteProperty(storage.documents, 'read');
  }
});
