// F9: the process is killed while its log is copied to the database file. What it acknowledged is there.
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Chance, SEED } from '../races/chance.js';
import { ChildService, create } from '../races/child-service.js';
import type { Wire } from '../races/wire.js';
import { storedDocuments } from './stored.js';

const CYCLES = 2;
const WRITERS = 4;
const LIST = '/v1/collections/kill/documents';

let service: ChildService;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('kill');
});

afterAll(() => service.remove());

/** A document of 50 pages: after 80 of them the log is too long. */
const textOf = (id: string) => JSON.stringify({ id, filling: id.repeat(200_000 / id.length) });

it(`after ${CYCLES} kills beside checkpoints every acknowledged document is there, whole (seed ${SEED})`, async () => {
  const chance = new Chance();
  const acknowledged = new Set<string>();
  let sent = 0;
  const write = async (wire: Wire) => {
    try {
      for (;;) {
        const id = `document-${sent++}`;
        const { status } = await create(wire, `${LIST}/${id}`, textOf(id));
        expect(status).toBe(201);
        acknowledged.add(id);
      }
    } catch (error) {
      if (!wire.socket.destroyed) throw error;
    }
  };
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    if (cycle > 0) await service.again();
    const before = statSync(service.file).size;
    const writers = Promise.all((await service.wires(WRITERS)).map(write));
    // Nothing but a checkpoint makes the file itself longer.
    while (statSync(service.file).size === before) await Promise.race([pause(1), writers]);
    await pause(chance.below(8));
    expect(await service.process.end('SIGKILL')).toBeNull();
    await writers;

    const stored = storedDocuments(service.file);
    const wrong = [...acknowledged].filter((id) => stored.get(id) !== textOf(id));
    expect(wrong).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThan(CYCLES * 50);
  expect(service.failures).toEqual([]);
});
