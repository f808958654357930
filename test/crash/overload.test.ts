// F48: more writes than can be done. Some are refused at once, so that the queue stays short; what was acknowledged stays.
import Database from 'better-sqlite3';
import { ChildService, create, read } from '../races/child-service.js';
import { tally } from '../races/volley.js';
import { Client } from '../support/client.js';
import { samples } from '../operations/metrics-text.js';
import { storedDocuments } from './stored.js';

const LIMIT = 20;
const WRITERS = 100;
const LIST = '/v1/collections/shop/documents';

let service: ChildService;

beforeAll(async () => {
  service = await ChildService.start({ WRITE_QUEUE_LIMIT: String(LIMIT) });
  await service.makeCollection('shop');
});

afterAll(() => service.remove());

it('beyond WRITE_QUEUE_LIMIT a write is refused at once, before those that wait; reads go on', async () => {
  const wires = await service.wires(WRITERS);
  const reader = await service.wire();
  const lock = new Database(service.file);
  lock.exec('BEGIN IMMEDIATE');
  const answers = await Promise.all([
    ...wires.map((wire, n) => create(wire, `${LIST}/held-${n}`, '{}')),
    read(reader, LIST),
  ]);
  lock.exec('ROLLBACK');
  lock.close();
  const listed = answers.pop();
  const types = answers.map(({ text }) => (JSON.parse(text) as { type: string }).type);
  expect(new Set(types)).toEqual(new Set(['/problems/store-busy']));
  expect(tally(answers)).toEqual({ 503: WRITERS });
  expect(new Set(answers.map(({ fields }) => fields.get('retry-after')))).toEqual(new Set(['1']));
  // The queue and one group that was taken out of it have waited for the lock; the others were answered before.
  const times = answers.map(({ at }) => at).toSorted((a, b) => a - b);
  const early = times.filter((at) => at < (times.at(-1) ?? 0) - 300);
  expect(early.length).toBeGreaterThanOrEqual(WRITERS - 2 * LIMIT - 1);
  expect(listed?.at).toBeLessThan(times.at(-1) ?? 0);
});

it('bursts far beyond it: each write is 201 or 503, those with 201 are there and no other, the queue stays short', async () => {
  const wires = await service.wires(WRITERS);
  const made = new Set<string>();
  const statuses = new Set<number>();
  const client = new Client(service.url);
  let longest = 0;
  const watch = (async () => {
    for (let n = 0; n < 10; n += 1) {
      longest = Math.max(longest, (await samples(client)).get('etagere_write_queue_length') ?? 0);
    }
  })();
  for (let round = 0; round < 8; round += 1) {
    const answers = await Promise.all(
      wires.map(async (wire, n) => {
        const id = `open-${round}-${n}`;
        const { status } = await create(wire, `${LIST}/${id}`, '{"some":"content"}');
        if (status === 201) made.add(id);
        return status;
      }),
    );
    for (const status of answers) statuses.add(status);
  }
  await watch;
  expect([...statuses].filter((status) => status !== 201 && status !== 503)).toEqual([]);
  expect(made.size).toBeGreaterThan(0);
  expect(longest).toBeLessThanOrEqual(LIMIT);
  client.close();
  expect((await create(await service.wire(), `${LIST}/after`, '{}')).status).toBe(201);
  expect(await service.end('SIGTERM')).toBe(0);
  const stored = new Set([...storedDocuments(service.file).keys()].filter((id) => id.startsWith('open-')));
  expect(stored).toEqual(made);
  expect(service.failures).toEqual([]);
});
