// F13: another program holds the write lock of the database. Reads go on; writes wait a little, then are refused.
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { ChildService, create, read, replace, revisionOf } from '../races/child-service.js';
import { tally } from '../races/volley.js';
import type { WireAnswer } from '../races/wire.js';

const LIST = '/v1/collections/shop/documents';
const PATH = `${LIST}/a`;

let service: ChildService;
/** A connection of this process: to the service, a foreign one. */
let foreign: Database.Database;
let etag: string;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('shop');
  ({ etag } = await create(await service.wire(), PATH, '{"n":0}'));
  foreign = new Database(service.file);
});

afterEach(() => {
  if (foreign.inTransaction) foreign.exec('ROLLBACK');
});

afterAll(async () => {
  foreign.close();
  await service.remove();
});

/** Milliseconds from now to the answer. */
async function timed(answer: Promise<WireAnswer>): Promise<{ answer: WireAnswer; took: number }> {
  const started = performance.now();
  const settled = await answer;
  return { answer: settled, took: settled.at - started };
}

it('writes are refused with 503 and Retry-After in about a second; reads finish long before', async () => {
  const [writers, readers] = [await service.wires(20), await service.wires(20)];
  foreign.exec('BEGIN IMMEDIATE');
  const writes = Promise.all(writers.map((wire) => timed(replace(wire, PATH, '{"n":1}', etag))));
  const reads = await Promise.all(readers.map((wire) => timed(read(wire, PATH))));
  const lists = await Promise.all(readers.map((wire) => timed(read(wire, LIST))));
  const refusals = await writes;
  foreign.exec('ROLLBACK');

  expect(tally([...reads, ...lists].map(({ answer }) => answer))).toEqual({ 200: 40 });
  const lastRead = Math.max(...reads.map(({ answer }) => answer.at));
  expect(Math.min(...refusals.map(({ answer }) => answer.at))).toBeGreaterThan(lastRead);
  expect(tally(refusals.map(({ answer }) => answer))).toEqual({ 503: 20 });
  expect(new Set(refusals.map(({ answer }) => answer.fields.get('retry-after')))).toEqual(new Set(['1']));
  const types = refusals.map(({ answer }) => (JSON.parse(answer.text) as { type: string }).type);
  expect(new Set(types)).toEqual(new Set(['/problems/store-busy']));
  expect(Math.max(...refusals.map(({ took }) => took))).toBeLessThan(2000);
});

it('a refused write was not applied, and works when the lock is gone', async () => {
  const wire = await service.wire();
  foreign.exec('BEGIN IMMEDIATE');
  expect((await replace(wire, PATH, '{"n":2}', etag)).status).toBe(503);
  expect((await read(wire, PATH)).text).toBe('{"n":0}');
  foreign.exec('ROLLBACK');
  const again = await replace(wire, PATH, '{"n":2}', etag);
  expect([again.status, revisionOf(again.etag)]).toEqual([204, revisionOf(etag) + 1]);
  ({ etag } = again);
});

it('a write that waits when the lock is given back in time succeeds', async () => {
  const [writer, reader] = [await service.wire(), await service.wire()];
  foreign.exec('BEGIN IMMEDIATE');
  const written = replace(writer, PATH, '{"n":3}', etag);
  // By the time that this is answered, the write was tried at least once.
  await read(reader, PATH);
  await read(reader, PATH);
  foreign.exec('ROLLBACK');
  expect((await written).status).toBe(204);
  ({ etag } = await written);
});

it('a write that comes while others wait already does not wait for their second and its own', async () => {
  const wires = await service.wires(8);
  foreign.exec('BEGIN IMMEDIATE');
  const waiting: Promise<{ answer: WireAnswer; took: number }>[] = [];
  for (const wire of wires) {
    waiting.push(timed(replace(wire, PATH, '{"n":4}', etag)));
    await pause(100);
  }
  const [first, ...later] = await Promise.all(waiting);
  expect(tally(later.map(({ answer }) => answer))).toEqual({ 503: 7 });
  expect(Math.max(...later.map(({ took }) => took))).toBeLessThan((first?.took ?? 0) * 1.5);
});

it('after all that the service has reported no failure', () => {
  expect(service.failures).toEqual([]);
});
