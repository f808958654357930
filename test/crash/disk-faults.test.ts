// F11, F12, F16: the disk does not do what it is asked for. Writes are refused with the truth about them, reads go on, and the
// service goes on by itself when the disk does.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../src/storage/index.js';
import { create, read } from '../races/child-service.js';
import { Wire, type WireAnswer } from '../races/wire.js';
import { killSpawned, type MainProcess, spawnMain } from './main-process.js';
import { storedDocuments } from './stored.js';

const COLLECTION = '/v1/collections/shop';
const LIST = `${COLLECTION}/documents`;
const LARGE = JSON.stringify({ text: 'x'.repeat(200_000) });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etagere-'));
});

afterEach(async () => {
  killSpawned();
  await rm(folder, { recursive: true, force: true });
});

/** Status of an answer; of a problem also its type. */
function told({ status, text }: WireAnswer): string {
  if (status < 400) return String(status);
  return `${status} ${(JSON.parse(text) as { type: string }).type.replace('/problems/', '')}`;
}

/** What /health/ready says as soon as it is `wanted`. */
async function readiness(wire: Wire, wanted: number): Promise<unknown> {
  for (;;) {
    const { status, text } = await read(wire, '/health/ready');
    if (status === wanted) return (JSON.parse(text) as { reason?: string }).reason;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function upload(wire: Wire, name: string): Promise<WireAnswer> {
  const path = `${LIST}/small/attachments/${name}`;
  return wire.send({ method: 'PUT', path, fields: { 'If-None-Match': '*' }, body: LARGE });
}

async function stop(service: MainProcess): Promise<void> {
  service.child.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
}

// A file system of the service's own, which needs no rights where users may have name spaces.
const MOUNT = ['unshare', '-Urm', 'sh', '-c'];
const canMount =
  spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', tmpdir()], { stdio: 'ignore' }).status === 0;
const canLimit = spawnSync('prlimit', ['--version'], { stdio: 'ignore' }).status === 0;
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;

async function onAFullDisk(): Promise<void> {
  mkdirSync(join(folder, 'data'));
  const script = `mount -t tmpfs -o size=3m none ${folder}/data && exec "$0" "$@"`;
  const service = spawnMain({ DATABASE_URL: `file:${folder}/data/etagere.db` }, [...MOUNT, script]);
  const wire = await Wire.open(await service.listening);
  await create(wire, COLLECTION, '{}');
  expect(told(await create(wire, `${LIST}/small`, '{"n":1}'))).toBe('201');
  // As the service sees it: from outside, its file system is below its root.
  const ballast = `/proc/${service.child.pid}/root${folder}/data/ballast`;
  fillUp(ballast);
  expect(told(await create(wire, `${LIST}/large`, LARGE))).toBe('507 store-full');
  expect(told(await upload(wire, 'picture'))).toBe('507 store-full');
  const { status, text } = await read(wire, `${LIST}/small`);
  expect([status, text]).toEqual([200, '{"n":1}']);
  expect(await readiness(wire, 503)).toBe('full');

  rmSync(ballast);
  expect(told(await create(wire, `${LIST}/large`, LARGE))).toBe('201');
  expect(told(await upload(wire, 'picture'))).toBe('201');
  expect(await readiness(wire, 200)).toBeUndefined();
  const items = (await read(wire, LIST)).text;
  expect((JSON.parse(items) as { total: number }).total).toBe(2);
  await stop(service);
}

(canMount ? it : it.skip)(
  'F12: on a full disk a write is 507 and not ready, reads are answered; when there is room it goes on (needs unshare)',
  onAFullDisk,
);

async function onAReadOnlyFile(): Promise<void> {
  const file = join(folder, 'etagere.db');
  await (await openSqlite({ file, mode: 'serve' })).close();
  const script = `mount --bind ${file} ${file} && mount -o remount,ro,bind ${file} && exec "$0" "$@"`;
  const { code, stdout, stderr } = await spawnMain({ DATABASE_URL: `file:${file}` }, [...MOUNT, script])
    .ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^etagere: [^\n]*etagere\.db lies on a read-only file system\n$/);
}

(canMount ? it : it.skip)(
  'F16: a database that cannot be written: the start ends with 1 and one line (needs unshare)',
  onAReadOnlyFile,
);

/** Writes until there is no room for another byte. */
function fillUp(file: string): void {
  const ballast = openSync(file, 'w');
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) writeSync(ballast, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  closeSync(ballast);
}

async function whereFilesMayNotGrow(): Promise<void> {
  const file = join(folder, 'etagere.db');
  const service = spawnMain({ DATABASE_URL: `file:${file}` });
  const wire = await Wire.open(await service.listening);
  await create(wire, COLLECTION, '{}');
  await create(wire, `${LIST}/small`, '{"n":1}');
  const limit = (size: string) =>
    spawnSync('prlimit', ['--pid', String(service.child.pid), `--fsize=${size}`]);
  limit('150000:unlimited');
  expect(told(await create(wire, `${LIST}/large`, LARGE))).toBe('503 store-unavailable');
  expect((await read(wire, `${LIST}/small`)).text).toBe('{"n":1}');
  expect((await read(wire, `${LIST}/large`)).status).toBe(404);
  limit('unlimited:unlimited');
  expect(told(await create(wire, `${LIST}/large`, LARGE))).toBe('201');
  await stop(service);
  expect([...storedDocuments(file).keys()].toSorted()).toEqual(['large', 'small']);
}

(canLimit ? it : it.skip)(
  'F12: where a file may not grow, a write is 503, surely not applied; when it may, it goes on (needs prlimit)',
  whereFilesMayNotGrow,
);

async function withFailingSyncs(): Promise<void> {
  const file = join(folder, 'etagere.db');
  // The syncs of the start come first; these three are of the writes behind it.
  const inject = ['fsync', 'fdatasync'].flatMap((call) => ['-e', `inject=${call}:error=EIO:when=70..72`]);
  const service = spawnMain({ DATABASE_URL: `file:${file}` }, [
    'strace',
    '-f',
    '-e',
    'trace=fsync,fdatasync',
    '-o',
    '/dev/null',
    ...inject,
  ]);
  const wire = await Wire.open(await service.listening);
  await create(wire, COLLECTION, '{}');
  const answers: string[] = [];
  const refused = () => answers.filter((answer) => answer !== '201');
  while (answers.length < 100 && (refused().length === 0 || answers.at(-1) !== '201'))
    answers.push(told(await create(wire, `${LIST}/d${answers.length}`, '{}')));
  expect(refused()).toEqual(['503 outcome-unknown', '503 store-unavailable', '503 store-unavailable']);
  // The one whose outcome is not known may be there; those that were surely not applied are not.
  const unknown = `d${answers.indexOf('503 outcome-unknown')}`;
  const acknowledged = answers.flatMap((answer, n) => (answer === '201' ? [`d${n}`] : []));
  wire.close();
  process.kill(-(service.child.pid ?? 0), 'SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
  const stored = [...storedDocuments(file).keys()].filter((id) => id !== unknown);
  expect(stored.toSorted()).toEqual(acknowledged.toSorted());
}

(canTrace ? it : it.skip)(
  'F11: a sync that fails is no 2xx; nothing is written until one succeeds, and all that was acknowledged is there (needs strace)',
  withFailingSyncs,
);
