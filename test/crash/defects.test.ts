// reliability 3, process: a defect that nobody catches ends the process; nothing is served from what it left behind.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, read } from '../races/child-service.js';
import { Wire } from '../races/wire.js';
import { killSpawned, spawnMain } from './main-process.js';

const DEFECT = new URL('./defect-on-signal.mjs', import.meta.url).href;
const COLLECTION = '/v1/collections/shop';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etagere-'));
});

afterAll(async () => {
  killSpawned();
  await rm(folder, { recursive: true, force: true });
});

it.each([
  ['an exception', 'SIGUSR2', 'thrown where nobody catches', 'uncaughtException'],
  ['a rejection', 'SIGWINCH', 'rejected where nobody handles', 'unhandledRejection'],
] as const)(
  '%s: one line in the log, exit 1, and what was acknowledged is there',
  async (name, signal, message, origin) => {
    const environment = { DATABASE_URL: `file:${folder}/${origin}.db` };
    const service = spawnMain({ ...environment, NODE_OPTIONS: `--import ${DEFECT}` });
    const wire = await Wire.open(await service.listening);
    expect((await create(wire, COLLECTION, '{}')).status).toBe(201);
    service.child.kill(signal);
    const { code, stdout, stderr } = await service.ended;
    expect(code).toBe(1);
    const entries = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.slice(1)).toEqual([
      expect.objectContaining({ level: 'error', event: 'failure', message, origin }),
    ]);
    // For who reads no log: what happened, and where.
    expect(stderr).toMatch(new RegExp(`^etagere: Error: ${message}\\n +at `));
    await wire.closed;

    const next = spawnMain(environment);
    const later = await Wire.open(await next.listening);
    expect([name, (await read(later, COLLECTION)).status]).toEqual([name, 200]);
    later.close();
    next.child.kill('SIGTERM');
    expect((await next.ended).code).toBe(0);
  },
);
