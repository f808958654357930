// F13: something else holds the write lock of the database.
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openSqlite, type Storage } from '../../src/storage/index.js';
import { type Revision, StoreFailure } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { fill, KEY, TEXT } from '../support/storage-parts.js';

const LIMIT = 400;

const folder = temporaryFolder();
let storage: Storage;
let foreign: Database.Database;
let files = 0;

beforeEach(async () => {
  files += 1;
  const file = `${folder.path}/store-${files}.db`;
  storage = await openSqlite({ file, mode: 'serve', busyLimit: LIMIT });
  await fill(storage);
  foreign = new Database(file);
});

afterEach(async () => {
  foreign.close();
  await storage.close();
});

/** Replaces the document that was judged at `revision`; resolves with what came of it and when. */
async function replace(revision = 1): Promise<{ result: string; took: number }> {
  const began = performance.now();
  const expected = { revision: revision as Revision, settings: 1 as Revision };
  const change = { key: KEY, operation: 'replace', text: '{}', author: null, expected } as const;
  const result = await storage.documents.commit(change).then(
    ({ kind }) => kind,
    (error: unknown) => (error instanceof StoreFailure ? error.reason : String(error)),
  );
  return { result, took: performance.now() - began };
}

it('a write is refused as busy after about the limit, and nothing of it was applied', async () => {
  foreign.exec('BEGIN IMMEDIATE');
  const { result, took } = await replace();
  expect(result).toBe('busy');
  expect(took).toBeGreaterThan(LIMIT * 0.9);
  expect(took).toBeLessThan(LIMIT * 2.5);
  expect(await storage.documents.read(KEY)).toMatchObject({ head: { revision: 1 }, text: TEXT });
});

it('however many writes wait, all are refused after about the limit', async () => {
  foreign.exec('BEGIN IMMEDIATE');
  const results = await Promise.all(Array.from({ length: 1000 }, () => replace()));
  expect(new Set(results.map(({ result }) => result))).toEqual(new Set(['busy']));
  expect(Math.max(...results.map(({ took }) => took))).toBeLessThan(LIMIT * 2.5);
});

it('the event loop goes on while a write waits, and reads are answered', async () => {
  foreign.exec('BEGIN IMMEDIATE');
  const waiting = new AbortController();
  const write = replace().finally(() => waiting.abort());
  const gaps: number[] = [];
  const reads: unknown[] = [];
  let last = performance.now();
  while (!waiting.signal.aborted) {
    await nextTurn();
    gaps.push(performance.now() - last);
    last = performance.now();
    reads.push((await storage.documents.head(KEY)).kind);
    reads.push(
      (await storage.documents.list(KEY.collection, { conditions: [], sort: [], after: undefined, limit: 1 }))
        .kind,
    );
  }
  expect(await write).toMatchObject({ result: 'busy' });
  expect(Math.max(...gaps)).toBeLessThan(250);
  expect(new Set(reads)).toEqual(new Set(['live', 'page']));
  expect(reads.length).toBeGreaterThan(20);
});

it('a write that waits is committed when the lock is given back in time', async () => {
  foreign.exec('BEGIN IMMEDIATE');
  const write = replace();
  // Two turns later it has been tried and waits.
  await nextTurn();
  await nextTurn();
  foreign.exec('ROLLBACK');
  expect(await write).toMatchObject({ result: 'committed' });
});

it('writing goes on after a refusal as soon as the lock is gone', async () => {
  foreign.exec('BEGIN IMMEDIATE');
  expect(await replace()).toMatchObject({ result: 'busy' });
  foreign.exec('COMMIT');
  expect(await replace()).toMatchObject({ result: 'committed' });
  expect(await storage.documents.head(KEY)).toMatchObject({ head: { revision: 2, sequence: 2 } });
});

it('what the other one committed meanwhile is what a waiting write is judged against', async () => {
  foreign.exec('BEGIN IMMEDIATE');
  const write = replace();
  await nextTurn();
  await nextTurn();
  foreign.exec('UPDATE Revision SET revision = 2; UPDATE Document SET revision = 2; COMMIT');
  expect(await write).toMatchObject({ result: 'superseded' });
  expect(await replace(2)).toMatchObject({ result: 'committed' });
});

it('a foreign reader that holds a snapshot stops neither writes nor other reads (F14)', async () => {
  foreign.exec('BEGIN');
  const revision = foreign.prepare('SELECT revision FROM Document').pluck();
  expect(revision.get()).toBe(1);
  for (let turn = 1; turn <= 20; turn += 1) {
    expect(await replace(turn)).toMatchObject({ result: 'committed' });
  }
  expect(revision.get()).toBe(1);
  expect(await storage.documents.head(KEY)).toMatchObject({ head: { revision: 21 } });
  foreign.exec('COMMIT');
  expect(revision.get()).toBe(21);
});

it('close() ends a wait for the lock no later than the limit', async () => {
  foreign.exec('BEGIN IMMEDIATE');
  const write = replace();
  await storage.close();
  expect(await write).toMatchObject({ result: 'busy' });
});
