// F25, F18: a service that is told to stop finishes what it has received, and only one process serves a database.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { ChildService, create, read } from '../races/child-service.js';
import { tally } from '../races/volley.js';
import { requestText, Wire } from '../races/wire.js';
import { holdGet, holdPut, refusesConnections } from './held-request.js';
import { type End, killSpawned, spawnMain, startAndEnd } from './main-process.js';
import { storedDocuments } from './stored.js';

const LIST = '/v1/collections/shop/documents';
/** Milliseconds; an end that takes as long was not an end in order. */
const GRACE = 8000;
const NONE = { 'If-None-Match': '*' };

let service: ChildService;
let first: ChildService;
/** The end of a second process on the database of the first: it takes its time, while the other tests run. */
let second: Promise<End>;

beforeAll(async () => {
  first = await ChildService.start();
  second = startAndEnd({ DATABASE_URL: `file:${first.file}` });
});

afterAll(async () => {
  killSpawned();
  await first.remove();
});

async function start(grace = GRACE): Promise<void> {
  service = await ChildService.start({ SHUTDOWN_GRACE: String(grace / 1000) });
  await service.makeCollection('shop');
}

afterEach(() => service.remove());

const half = (body: string) => body.length / 2;

describe.each(['SIGTERM', 'SIGINT'] as const)('%s with 100 requests in flight', (signal) => {
  it('each gets its real answer, the exit code is 0 at once, and what was acknowledged is there', async () => {
    await start();
    const observer = await service.wire();
    const shared = await create(observer, `${LIST}/shared`, '{"n":0}');
    const [silent, ...wires] = await service.wires(101);
    const put = (index: number, length: (body: string) => number, body = `{"n":${index},"half":"half"}`) => {
      const request = { method: 'PUT', path: `${LIST}/d${index}`, fields: NONE, body };
      return (wire: Wire) => holdPut(wire, request, length(body));
    };
    const race = (index: number) => {
      const fields = { 'If-Match': shared.etag };
      const request = { method: 'PUT', path: `${LIST}/shared`, fields, body: `{"n":${index}}` };
      return (wire: Wire) => holdPut(wire, request, 3);
    };
    const held = await Promise.all(
      wires.map((wire, index) => {
        if (index < 40) return put(index, half)(wire);
        if (index < 50) return put(index, half, '{"malformed": }')(wire);
        if (index < 60) return race(index)(wire);
        if (index < 70) return holdGet(wire, `${LIST}/shared`);
        return put(index, (body) => body.length - 1)(wire);
      }),
    );
    // The last 30 are whole before the signal: they wait for the write lock, which this process holds.
    const lock = new Database(service.file);
    lock.exec('BEGIN IMMEDIATE');
    const waiting = held.slice(70).map(({ finish }) => finish());

    const started = performance.now();
    const ended = service.process.end(signal);
    await refusesConnections(service.url);
    lock.exec('COMMIT');
    lock.close();
    const rest = held.slice(0, 70).map(({ finish }) => finish());
    const answers = await Promise.all([...rest, ...waiting]);

    expect(await ended).toBe(0);
    expect(performance.now() - started).toBeLessThan(GRACE);
    // One that was idle after an answer, and one that never sent a byte.
    await Promise.all([observer.closed, silent?.closed]);
    expect(tally(answers.slice(0, 40))).toEqual({ 201: 40 });
    expect(tally(answers.slice(40, 50))).toEqual({ 400: 10 });
    expect(tally(answers.slice(50, 60))).toEqual({ 204: 1, 412: 9 });
    expect(tally(answers.slice(60, 70))).toEqual({ 200: 10 });
    // On a machine that stalls, the lock may outlast the patience with it; that is a real answer, too.
    expect(answers.slice(70).filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);

    const stored = storedDocuments(service.file);
    const wrong: string[] = [];
    for (const [index, { path, body }] of held.entries()) {
      const { status = 0 } = answers[index] ?? {};
      const text = stored.get(path.slice(LIST.length + 1));
      if (status < 300 ? text !== body : text === body) wrong.push(`${path}: ${status}, but then ${text}`);
    }
    // Ten GETs were answered with what was then replaced.
    expect(wrong.filter((line) => !line.startsWith(`${LIST}/shared: 200`))).toEqual([]);
    expect(service.failures).toEqual([]);
  });
});

it('a second signal ends it at once', async () => {
  await start();
  await holdPut(await service.wire(), { method: 'PUT', path: `${LIST}/a`, fields: NONE, body: '{}' }, 1);
  const { child, url } = service.process;
  const ended = service.process.end('SIGTERM');
  await refusesConnections(url);
  child.kill('SIGTERM');
  expect([await ended, child.signalCode]).toEqual([null, 'SIGTERM']);
});

it('a request behind one that is answered with "Connection: close" while it stops is not performed', async () => {
  await start();
  const wire = await service.wire();
  const later = { method: 'PUT', path: `${LIST}/later`, fields: NONE, body: '{}' };
  const held = await holdGet(wire, LIST);
  const ended = service.process.end('SIGTERM');
  await refusesConnections(service.url);
  const answer = wire.answer();
  await wire.write(held.rest + requestText(later));
  expect([(await answer).status, (await answer).fields.get('connection')]).toEqual([200, 'close']);
  await wire.closed;
  expect(await ended).toBe(0);
  expect(storedDocuments(service.file)).toEqual(new Map());
});

it('half a request that stays half is cut off when the grace is over: exit 0, nothing of it is stored', async () => {
  await start(1000);
  const wire = await service.wire();
  await holdPut(wire, { method: 'PUT', path: `${LIST}/half`, fields: NONE, body: '{"n":1}' }, 6);
  expect(await service.process.end('SIGTERM')).toBe(0);
  await wire.closed;
  expect(storedDocuments(service.file)).toEqual(new Map());
  expect(service.failures).toEqual([]);
});

it('a second process takes over when the first is stopped, and a third when that one is killed', async () => {
  await start();
  await create(await service.wire(), `${LIST}/heirloom`, '{"worth":"keeping"}');
  const inherit = async (end: () => Promise<unknown>) => {
    const heir = spawnMain({ DATABASE_URL: `file:${service.file}` });
    await hasLoadedSqlite(heir.child.pid);
    await end();
    const wire = await Wire.open(await heir.listening);
    const { text } = await read(wire, `${LIST}/heirloom`);
    wire.close();
    return { heir, text };
  };
  const { heir, ...stopped } = await inherit(() => service.end('SIGTERM'));
  const { heir: last, ...killed } = await inherit(async () => heir.child.kill('SIGKILL'));
  last.child.kill('SIGTERM');
  expect([stopped.text, killed.text]).toEqual(['{"worth":"keeping"}', '{"worth":"keeping"}']);
  expect(await last.ended).toMatchObject({ code: 0, stderr: '' });
});

it('a second process waits 5 seconds for the first, then exits with 1 and says in one line why', async () => {
  const { code, stdout, stderr, lasted } = await second;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^etagere: [^\n]*etagere\.db is in use by another process[^\n]*\n$/);
  expect(lasted).toBeGreaterThan(5000);
  expect(first.failures).toEqual([]);
});

/** Resolves when the process is as far as its database: it then waits for the lock. Where /proc is not, at once. */
async function hasLoadedSqlite(pid = 0): Promise<void> {
  const maps = `/proc/${pid}/maps`;
  while (existsSync(maps) && !(await readFile(maps, 'utf8')).includes('better_sqlite3')) await pause(5);
}
