// F38: the process is killed in the middle of batches. Each of them is there whole or not at all, and repeated under its
// key it is there once.
import { Chance, SEED } from '../races/chance.js';
import { ChildService, create } from '../races/child-service.js';
import type { Wire, WireAnswer } from '../races/wire.js';
import { killSpawned } from './main-process.js';
import { storedRevisions } from './stored.js';

/** More of them on demand. */
const CYCLES = Number(process.env['CYCLES'] ?? 5);
const WRITERS = 4;
const SIZE = 10;
const DOCUMENTS = Array.from({ length: 30 }, (_, n) => `/v1/collections/kill/documents/d${n}`);

/** A batch that was sent, and whether its client heard of its success. */
interface Sent {
  readonly nonce: string;
  readonly body: string;
  acknowledged: boolean;
}

/** Resolves when something has happened so many times. */
class Goal {
  readonly reached: Promise<void>;
  #resolve: () => void = () => {};

  constructor(private left: number) {
    this.reached = new Promise((resolve) => (this.#resolve = resolve));
  }

  count(): void {
    this.left -= 1;
    if (this.left === 0) this.#resolve();
  }
}

let service: ChildService;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('kill');
  const wire = await service.wire();
  for (const path of DOCUMENTS) await create(wire, path, '{"nonce":"none"}');
});

afterAll(async () => {
  killSpawned();
  await service.remove();
});

function send(wire: Wire, { nonce, body }: Sent): Promise<WireAnswer> {
  return wire.send({ method: 'POST', path: '/v1/batch', body, fields: { 'Idempotency-Key': nonce } });
}

/** How many revisions each batch has made. */
function revisionsByNonce(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of storedRevisions(service.file)) {
    const { nonce } = JSON.parse(text ?? '{}') as { nonce: string };
    counts.set(nonce, (counts.get(nonce) ?? 0) + 1);
  }
  return counts;
}

it(`after ${CYCLES} kills every batch is whole or absent, and those acknowledged are whole (seed ${SEED})`, async () => {
  const chance = new Chance();
  const all: Sent[] = [];
  const torn: string[] = [];
  let absent = 0;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const sent: Sent[] = [];
    const enough = new Goal(1 + chance.below(40));
    const write = async (wire: Wire) => {
      try {
        for (;;) {
          const nonce = `${cycle}-${sent.length}`;
          const operations = chance
            .shuffle(DOCUMENTS)
            .slice(0, SIZE)
            .map((path) => ({ method: 'PUT', path, ifMatch: '*', body: { nonce, path } }));
          const one: Sent = { nonce, body: JSON.stringify({ operations }), acknowledged: false };
          sent.push(one);
          const { status, text } = await send(wire, one);
          if (status !== 200) throw new Error(`${status} ${text}`);
          one.acknowledged = true;
          enough.count();
        }
      } catch (error) {
        if (!wire.socket.destroyed) throw error;
      }
    };
    const writers = Promise.all((await service.wires(WRITERS)).map(write));
    await Promise.race([enough.reached, writers]);
    expect(await service.process.end('SIGKILL')).toBeNull();
    await writers;

    const stored = revisionsByNonce();
    for (const one of sent) {
      const count = stored.get(one.nonce) ?? 0;
      if (count !== SIZE && (count !== 0 || one.acknowledged)) torn.push(`${one.nonce}: ${count} of ${SIZE}`);
      if (count === 0) absent++;
    }
    await service.again();
    // A client that heard nothing sends the same again: performed now, or answered from the record.
    const wire = await service.wire();
    for (const one of sent.filter((each) => !each.acknowledged)) {
      const { status, fields } = await send(wire, one);
      expect([status, fields.get('idempotency-replayed')]).toEqual([
        200,
        stored.has(one.nonce) ? 'true' : undefined,
      ]);
    }
    all.push(...sent);
  }
  expect(torn).toEqual([]);
  const stored = revisionsByNonce();
  expect(all.filter(({ nonce }) => stored.get(nonce) !== SIZE)).toEqual([]);
  expect(service.failures).toEqual([]);
  // Otherwise no kill came in the middle.
  expect(absent).toBeGreaterThan(0);
  expect(all.length).toBeGreaterThan(CYCLES);
}, 300_000);
