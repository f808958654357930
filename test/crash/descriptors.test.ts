// F29: more connections come than the process may have descriptors, and CONNECTION_LIMIT does not help.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, read } from '../races/child-service.js';
import { Wire } from '../races/wire.js';
import { killSpawned, spawnMain } from './main-process.js';

const DESCRIPTORS = 400;
const canLimit = spawnSync('sh', ['-c', `ulimit -n ${DESCRIPTORS}`], { stdio: 'ignore' }).status === 0;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etagere-'));
});

afterAll(async () => {
  killSpawned();
  await rm(folder, { recursive: true, force: true });
});

async function serveInACrowd(): Promise<void> {
  const wrapper = ['sh', '-c', `ulimit -n ${DESCRIPTORS} && exec "$0" "$@"`];
  const service = spawnMain({ DATABASE_URL: `file:${folder}/etagere.db` }, wrapper);
  const url = await service.listening;
  const wire = await Wire.open(url);
  const COLLECTION = '/v1/collections/shop';
  expect((await create(wire, COLLECTION, '{}')).status).toBe(201);
  const crowd: Socket[] = [];
  for (let n = 0; n < 2 * DESCRIPTORS; n += 1) {
    crowd.push(connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {}));
  }
  for (let n = 0; n < 20; n += 1) {
    expect((await create(wire, `${COLLECTION}/documents/d${n}`, '{}')).status).toBe(201);
    expect((await read(wire, `${COLLECTION}/documents/d${n}`)).status).toBe(200);
  }
  await Promise.all(
    crowd.map(async (socket) => {
      if (socket.closed) return;
      socket.destroy();
      await once(socket, 'close');
    }),
  );
  const late = await Wire.open(url);
  expect((await read(late, `${COLLECTION}/documents`)).status).toBe(200);
  expect((await read(late, '/health/ready')).status).toBe(200);
  late.close();
  wire.close();
  process.kill(service.child.pid ?? 0, 'SIGTERM');
  expect(await service.ended).toMatchObject({ code: 0, stderr: '' });
}

(canLimit ? it : it.skip)(
  'who is connected is served as before, writes too; when the crowd has gone, so is everybody',
  serveInACrowd,
);
