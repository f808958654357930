// /health: whether the process answers, and whether it can write and read; F17 for what happens to the file under it.
import { Buffer } from 'node:buffer';
import { setTimeout as pause } from 'node:timers/promises';
import { copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { create, observe, type Place, told, useService } from '../http/support.js';
import { Readiness } from '../../src/operations/readiness.js';
import { StoreFailure } from '../../src/store/index.js';
import type { Answer } from '../support/client.js';
import { samples } from './metrics-text.js';

const bench = useService();
const SILENT = { event: () => {}, failure: () => {} };

let place: Place;
let file: string;

beforeAll(async () => {
  place = await bench.collection();
  await create(bench.client, place.document('a'));
  file = `${bench.service.folder}/etagere.db`;
});

/** The answer of /health/ready as soon as it is of a probe that was begun now or later. */
async function readyAnswer(wanted: number): Promise<{ told: string; reason: unknown }> {
  for (;;) {
    const answer = await bench.client.get('/health/ready');
    if (answer.status === wanted) return { told: told(answer), reason: answer.json()['reason'] };
    await pause(20);
  }
}

/** What clients can see of the collection. */
function seen(): Promise<unknown> {
  const { uri, list, document } = place;
  const a = document('a');
  return observe(bench.client, '/v1/collections', uri, list, a, `${uri}/changes`, `${a}/revisions`);
}

async function commits(): Promise<number> {
  return (await samples(bench.client)).get('etagere_commit_seconds_count') ?? 0;
}

function readLog(): Buffer {
  return readFileSync(`${file}-wal`);
}

function putB(): Promise<Answer> {
  return bench.client.put(place.document('b'), '{}', { 'If-None-Match': '*' });
}

it('a flood of questions makes one probe; it is written to the log, and changes no tag, no list and no feed', async () => {
  const [before, first, written] = [await seen(), await commits(), readLog()];
  const answers = await Promise.all(Array.from({ length: 50 }, () => bench.client.get('/health/ready')));
  expect(new Set(answers.map(told))).toEqual(new Set(['200']));
  expect([await commits(), await seen()]).toEqual([first + 1, before]);
  // A commit that changes nothing would write nothing, and show nothing.
  expect(readLog().equals(written)).toBe(false);
});

it('both are 200, told apart by their content, and never stored', async () => {
  for (const [path, status] of [
    ['/health/live', 'live'],
    ['/health/ready', 'ready'],
  ] as const) {
    const answer = await bench.client.get(path);
    expect([answer.status, answer.json()]).toEqual([200, { status }]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await bench.client.head(path)).status).toBe(200);
    expect(told(await bench.client.get(`${path}?x=1`))).toBe('400 invalid-parameter');
    expect(told(await bench.client.post(path, '{}'))).toBe('405 method-not-allowed');
  }
});

describe('F17: the database file, while the service runs,', () => {
  it.each([
    ['is moved away', () => renameSync(file, `${file}.kept`), () => renameSync(`${file}.kept`, file)],
    [
      'is replaced by a copy',
      () => {
        copyFileSync(file, `${file}.copy`);
        renameSync(file, `${file}.kept`);
        renameSync(`${file}.copy`, file);
      },
      () => renameSync(`${file}.kept`, file),
    ],
    [
      'loses its log',
      () => renameSync(`${file}-wal`, `${file}.log`),
      () => renameSync(`${file}.log`, `${file}-wal`),
    ],
  ])('%s: writes are refused until the file is back; reads go on', async (_, harm, mend) => {
    harm();
    expect(told(await putB())).toBe('503 store-unavailable');
    expect((await bench.client.get(place.document('a'))).status).toBe(200);
    mend();
    expect((await putB()).status).toBe(201);
    await bench.client.delete(place.document('b'), { 'If-Match': '*' });
  });

  it('is moved away: it is not ready, for that reason, until the file is back', async () => {
    renameSync(file, `${file}.kept`);
    expect(await readyAnswer(503)).toEqual({ told: '503 not-ready', reason: 'replaced' });
    renameSync(`${file}.kept`, file);
    expect((await readyAnswer(200)).told).toBe('200');
  });
});

describe('readiness', () => {
  it('is probed once for a flood of questions, and again when the result is old', async () => {
    let probes = 0;
    const readiness = new Readiness(async () => void (probes += 1), SILENT, { lifetime: 60_000 });
    await Promise.all(Array.from({ length: 100 }, () => readiness.check()));
    await readiness.check();
    expect(probes).toBe(1);
    const impatient = new Readiness(async () => void (probes += 1), SILENT, { lifetime: 0 });
    await impatient.check();
    await impatient.check();
    expect(probes).toBe(3);
  });

  it('is lost for the reason of the store, is told once, and comes back', async () => {
    const events: string[] = [];
    const log = { ...SILENT, event: (_level: string, event: string) => void events.push(event) };
    let failure: Error | undefined = new StoreFailure('full');
    const readiness = new Readiness(
      () => (failure === undefined ? Promise.resolve() : Promise.reject(failure)),
      log,
      { lifetime: 0 },
    );
    for (let n = 0; n < 3; n += 1) {
      expect(await readiness.check()).toMatchObject({ problem: { members: { reason: 'full' } } });
    }
    failure = undefined;
    expect(await readiness.check()).toBeUndefined();
    expect(events).toEqual(['not-ready', 'ready']);
  });

  it('does not wait for a probe that hangs, starts no other beside it, and takes its result when it comes', async () => {
    let probes = 0;
    const pending: (() => void)[] = [];
    const hanging = () => {
      probes += 1;
      return new Promise<void>((resolve) => pending.push(resolve));
    };
    const readiness = new Readiness(hanging, SILENT, { lifetime: 60_000, patience: 5 });
    expect(await readiness.check()).toMatchObject({ problem: { members: { reason: 'slow' } } });
    expect(await readiness.check()).toMatchObject({ problem: { members: { reason: 'slow' } } });
    for (const answer of pending) answer();
    while ((await readiness.check()) !== undefined);
    expect(probes).toBe(1);
  });

  it('a defect in a probe is logged with its cause', async () => {
    const failures: unknown[] = [];
    const defect = new TypeError('a defect');
    const readiness = new Readiness(() => Promise.reject(defect), {
      ...SILENT,
      failure: (error: unknown) => void failures.push(error),
    });
    expect(await readiness.check()).toMatchObject({ problem: { members: { reason: 'defect' } } });
    expect(failures).toEqual([defect]);
  });

  it('ends when the service is told to stop, without a probe', async () => {
    const readiness = new Readiness(() => Promise.reject(new Error('not asked')), SILENT);
    readiness.stop();
    expect(await readiness.check()).toMatchObject({ problem: { members: { reason: 'stopping' } } });
  });
});

it('a file that is removed for good: nothing more is acknowledged', async () => {
  rmSync(file);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      bench.client.put(place.document(`lost-${n}`), '{}', { 'If-None-Match': '*' }),
    ),
  );
  expect(new Set(answers.map(told))).toEqual(new Set(['503 store-unavailable']));
});
