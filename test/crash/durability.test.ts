// F10: the power is cut. That cannot be done here; but what the disk was asked for before each acknowledgement can be seen.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, remove, replace } from '../races/child-service.js';
import { Wire } from '../races/wire.js';
import { type End, killSpawned, spawnMain } from './main-process.js';
import { judgeDurability, TRACED } from './system-calls.js';

afterAll(killSpawned);

const LIST = '/v1/collections/a/documents';

/** Ten writes, one after the other; resolves with their statuses. */
async function writeTen(wire: Wire, index: number): Promise<number[]> {
  const path = `${LIST}/d${index}`;
  const answers = [await create(wire, path, '{"n":0}')];
  for (let n = 1; n <= 6; n++)
    answers.push(await replace(wire, path, `{"n":${n}}`, answers.at(-1)?.etag ?? ''));
  const fields = { 'If-Match': answers.at(-1)?.etag ?? '' };
  answers.push(await wire.send({ method: 'PATCH', path, fields, body: '{"m":1}' }));
  answers.push(await wire.send({ method: 'POST', path: LIST, body: '{}' }));
  answers.push(await remove(wire, path, answers[7]?.etag ?? ''));
  return answers.map(({ status }) => status);
}

/** Has a service write under strace, alone and in company: so there are commits of one write and of several. */
async function traceWrites(folder: string): Promise<{ trace: string; end: End; statuses: number[] }> {
  const output = join(folder, 'trace');
  const wrapper = ['strace', '-f', '-y', '-s', '100', '-e', `trace=${TRACED}`, '-o', output];
  const service = spawnMain({ DATABASE_URL: `file:${folder}/etagere.db` }, wrapper);
  const wires = await Wire.openMany(await service.listening, 8);
  const statuses: number[] = [];
  for (const wire of wires.slice(0, 1)) {
    statuses.push((await create(wire, '/v1/collections/a', '{}')).status, ...(await writeTen(wire, 0)));
  }
  statuses.push(...(await Promise.all(wires.map((wire, index) => writeTen(wire, index + 1)))).flat());
  for (const wire of wires) wire.close();
  // strace lets itself be ended only by its child: the signal goes to both.
  process.kill(-(service.child.pid ?? 0), 'SIGTERM');
  const end = await service.ended;
  return { trace: await readFile(output, 'utf8'), end, statuses };
}

async function everyWriteIsSynced(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  const { trace, end, statuses } = await traceWrites(folder);
  expect(statuses.filter((status) => status >= 300)).toEqual([]);
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(judgeDurability(trace)).toEqual({ acknowledged: 91, early: [] });
  await rm(folder, { recursive: true });
}

// Not on every system, and not allowed in every container.
const canTrace = spawnSync('strace', ['-f', '-y', '-o', '/dev/null', 'true']).status === 0;
const itTraced = canTrace ? it : it.skip;
itTraced(
  '91 writes are answered with 2xx only when what they wrote is synced (needs strace)',
  everyWriteIsSynced,
);

describe('the judge of a trace', () => {
  const READ = '7 read(29<socket:[1]>, "PUT /v1/collections/a HTTP/1.1\\r\\nHost"..., 65536) = 166';
  const LOG = '7 pwrite64(21</tmp/st/e.db-wal>, "\\0"..., 4096, 56) = 4096';
  const SYNC = '7 fdatasync(21</tmp/st/e.db-wal>) = 0';
  const ANSWER = '7 write(29<socket:[1]>, "HTTP/1.1 201 Created\\r\\nDate"..., 255) = 255';

  it.each<[string, string[], number]>([
    ['log, sync, answer: durable', [READ, LOG, SYNC, ANSWER], 0],
    ['log in two pieces, sync, answer: durable', [READ, LOG, LOG, SYNC, ANSWER], 0],
    [
      'a sync beside which another thread is shown: durable',
      [
        READ,
        LOG,
        SYNC.replace(') = 0', ' <unfinished ...>'),
        '8 read(3<pipe:[2]>, "x", 1) = 1',
        '7 <... fdatasync resumed>) = 0',
        ANSWER,
      ],
      0,
    ],
    ['log, answer: early', [READ, LOG, ANSWER], 1],
    ['log, answer, sync: early', [READ, LOG, ANSWER, SYNC], 1],
    ['sync, log, answer: early', [READ, SYNC, LOG, ANSWER], 1],
    ['sync between two pieces of log: early', [READ, LOG, SYNC, LOG, ANSWER], 1],
    ['nothing written at all: early', [READ, SYNC, ANSWER], 1],
    [
      'a sync that failed: early',
      [READ, LOG, SYNC.replace('= 0', '= -1 EIO (Input/output error)'), ANSWER],
      1,
    ],
    ['a sync of another file: early', [READ, LOG, SYNC.replace('-wal', ''), ANSWER], 1],
    [
      'an answer while the sync goes on: early',
      [
        READ,
        LOG,
        SYNC.replace(') = 0', ' <unfinished ...>'),
        ANSWER.replace(/^7/, '8'),
        '7 <... fdatasync resumed>) = 0',
      ],
      1,
    ],
  ])('%s', (_name, lines, early) => {
    const judged = judgeDurability(lines.join('\n'));
    expect([judged.acknowledged, judged.early.length]).toEqual([1, early]);
  });

  it('a read, and a refused write, need nothing on the disk', () => {
    const read = [READ.replace('PUT', 'GET'), ANSWER];
    const refused = [READ, ANSWER.replace('201 Created', '412 Precondition Failed')];
    expect(judgeDurability([...read, ...refused].join('\n'))).toEqual({ acknowledged: 0, early: [] });
  });
});
