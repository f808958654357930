import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../support/client.js';
import { startProcess } from '../support/process.js';
import { audit, type Written } from './audit.js';

const WRITERS = 8;
const CYCLES = 8;
const SEED = Number(process.env['SEED'] ?? Date.now() % 100_000);

const pathOf = (writer: number) => `/v1/collections/kill/documents/d${writer}`;

/** Numbers from 0 to 1 that only the seed decides. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Replaces one document again and again until the connection breaks; every attempt is written down. */
async function writeUntilKilled(
  client: Client,
  path: string,
  history: Written[],
  cycle: number,
): Promise<void> {
  try {
    const current = await client.get(path);
    let etag = current.status === 200 ? current.etag : undefined;
    for (let turn = 0; ; turn++) {
      const nonce = `${cycle}/${turn}`;
      const attempt: Written = { nonce, acknowledged: undefined };
      history.push(attempt);
      const guard = etag === undefined ? { 'If-None-Match': '*' } : { 'If-Match': etag };
      const answer = await client.put(path, JSON.stringify({ nonce }), guard);
      if (answer.status !== 201 && answer.status !== 204)
        throw new Error(`${path}: ${answer.status} ${answer.text}`);
      etag = answer.etag;
      attempt.acknowledged = Number(etag.slice(1).split('.')[0]);
    }
  } catch (error) {
    // The kill broke the connection: what became of the last attempt is not known.
    if (!('code' in (error as Error))) throw error;
  }
}

describe('SIGKILL in the middle of writes', () => {
  it(`loses no acknowledged write and reuses no revision, in ${CYCLES} cycles (SEED=${SEED})`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etagere-kill-'));
    const environment = { DATABASE_URL: `file:${folder}/etagere.db` };
    const next = random(SEED);
    const histories = Array.from({ length: WRITERS }, (): Written[] => []);
    let acknowledged = 0;
    for (let cycle = 0; cycle <= CYCLES; cycle++) {
      const service = await startProcess(environment);
      const client = new Client(service.url);
      if (cycle === 0) await client.makeCollection('kill');
      for (const [writer, history] of histories.entries()) {
        const answer = await client.get(pathOf(writer));
        const found =
          answer.status === 200
            ? { revision: Number(answer.etag.slice(1).split('.')[0]), nonce: String(answer.json()['nonce']) }
            : undefined;
        expect(audit(history, found)).toEqual([]);
      }
      const list = (await client.get('/v1/collections/kill/documents')).json<{
        total: number;
        items: unknown[];
      }>();
      expect(list.items).toHaveLength(list.total);
      if (cycle < CYCLES) {
        const writing = histories.map((history, writer) =>
          writeUntilKilled(client, pathOf(writer), history, cycle),
        );
        await new Promise((resolve) => setTimeout(resolve, 30 + next() * 250));
        await service.end('SIGKILL');
        await Promise.all(writing);
      } else {
        await service.end('SIGTERM');
      }
      client.close();
    }
    for (const history of histories)
      acknowledged += history.filter((one) => one.acknowledged !== undefined).length;
    // Otherwise nothing was put to the test.
    expect(acknowledged).toBeGreaterThan(100);
    await rm(folder, { recursive: true, force: true });
  }, 60_000);
});

describe('the audit of a history', () => {
  const acknowledgedOnce: Written[] = [{ nonce: 'a', acknowledged: 1 }];

  it.each<[string, Written[], { revision: number; nonce: string } | undefined, number]>([
    ['nothing written and nothing found: sound', [], undefined, 0],
    ['the last acknowledged write is found: sound', acknowledgedOnce, { revision: 1, nonce: 'a' }, 0],
    ['an acknowledged write is missing: found out', acknowledgedOnce, undefined, 1],
    [
      'an older write is found than was acknowledged: found out',
      [...acknowledgedOnce, { nonce: 'b', acknowledged: 2 }],
      { revision: 1, nonce: 'a' },
      2,
    ],
    [
      'an unknown write came through: sound',
      [...acknowledgedOnce, { nonce: 'b', acknowledged: undefined }],
      { revision: 2, nonce: 'b' },
      0,
    ],
    [
      'a revision was issued twice: found out',
      [...acknowledgedOnce, { nonce: 'b', acknowledged: 1 }],
      { revision: 1, nonce: 'b' },
      1,
    ],
    ['content that nobody wrote: found out', acknowledgedOnce, { revision: 1, nonce: 'z' }, 1],
  ])('%s', (_, history, found, faults) => {
    expect(audit(history, found)).toHaveLength(faults);
  });
});
