// F9: the process is killed in the middle of writes, and of its start, again and again. What it acknowledged is there.
import { setTimeout as pause } from 'node:timers/promises';
import { Chance, SEED } from '../races/chance.js';
import { ChildService, read } from '../races/child-service.js';
import type { Wire } from '../races/wire.js';
import { killSpawned, spawnMain } from './main-process.js';
import { Recording } from './recording-writer.js';
import { storedDocuments, storedRevisions } from './stored.js';
import { contradictions } from './write-history.js';

/** More of them on demand. */
const CYCLES = Number(process.env['CYCLES'] ?? 12);
const WRITERS = 8;
const LIST = '/v1/collections/kill/documents';
const KEYS = ['a', 'b', 'c', 'd', 'e'];

let service: ChildService;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('kill');
});

afterAll(async () => {
  killSpawned();
  await service.remove();
});

/** Lets writers write until the process is killed: so many acknowledgements and milliseconds from now. */
async function writeUntilKilled(
  recording: Recording,
  chance: Chance,
  after: { readonly acknowledged: number; readonly milliseconds: number },
): Promise<void> {
  const wires = await service.wires(WRITERS);
  const goal = recording.acknowledged + after.acknowledged;
  const write = async (wire: Wire) => {
    try {
      for (;;) await recording.step(wire, chance, KEYS);
    } catch (error) {
      if (!wire.socket.destroyed) throw error;
    }
  };
  const writers = Promise.all(wires.map(write));
  await Promise.race([recording.reaches(goal), writers]);
  await pause(after.milliseconds);
  expect(await service.process.end('SIGKILL')).toBeNull();
  await writers;
}

interface Item {
  readonly id: string;
  readonly etag: string;
  readonly data: object;
}

/** Every item of the list, page by page, each compared with the document itself. */
async function auditList(wire: Wire): Promise<{ readonly wrong: string[]; readonly ids: string[] }> {
  const wrong: string[] = [];
  const ids: string[] = [];
  for (let page: string | null = `${LIST}?limit=200`; page !== null;) {
    const { text } = await read(wire, page);
    const { items, total, next } = JSON.parse(text) as { items: Item[]; total: number; next: string | null };
    for (const { id, etag, data } of items) {
      ids.push(id);
      const document = await read(wire, `${LIST}/${id}`);
      if (document.status !== 200 || document.etag !== etag || document.text !== JSON.stringify(data))
        wrong.push(`${id}: ${etag} in the list, ${document.status} ${document.text}`);
    }
    if (next === null && total !== ids.length) wrong.push(`${ids.length} items, total ${total}`);
    page = next;
  }
  return { wrong, ids };
}

it(`after ${CYCLES} kills every acknowledged write is there and no other was made up (seed ${SEED})`, async () => {
  const chance = new Chance();
  const recording = new Recording(LIST);
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    // Every fourth time at the very beginning, when nothing is acknowledged yet.
    const acknowledged = cycle % 4 === 1 ? 0 : chance.below(150);
    await writeUntilKilled(recording, chance, { acknowledged, milliseconds: chance.below(5) });
    if (cycle % 6 === 3) {
      // Killed again while it recovers from the kill.
      const recovering = spawnMain({ DATABASE_URL: `file:${service.file}` });
      await Promise.race([recovering.listening.catch(() => {}), pause(chance.below(600))]);
      recovering.child.kill('SIGKILL');
      await recovering.ended;
    }
    await service.again();
    const wire = await service.wire();
    recording.known.clear();
    for (const key of KEYS) await recording.read(wire, key);
    expect((await auditList(wire)).wrong).toEqual([]);
  }

  const rows = storedRevisions(service.file);
  const { attempts, sightings, surprises } = recording;
  expect(contradictions({ attempts, sightings, rows })).toEqual([]);
  expect(surprises).toEqual([]);
  expect(service.failures).toEqual([]);
  // What the last revisions leave alive is what the list shows.
  const alive = [...storedDocuments(service.file).keys()];
  expect(new Set((await auditList(await service.wire())).ids)).toEqual(new Set(alive));
  // Otherwise nothing was put to the test.
  const count = (outcome: string) => attempts.filter((each) => each.outcome === outcome).length;
  expect(count('acknowledged')).toBeGreaterThan(200);
  expect(count('refused')).toBeGreaterThan(50);
  expect(count('unknown')).toBeGreaterThan(CYCLES);
}, 300_000);
