import type { Milliseconds } from '../../src/store/index.js';
import { create, placeNamed, told } from './support.js';
import { startWrapped, type WrappedService } from './wrapped-store.js';

/** Keeps this thread busy into the next second, as a slow disk might. */
function workIntoTheNextSecond(): Milliseconds {
  const end = (Math.floor(Date.now() / 1000) + 1) * 1000;
  while (Date.now() < end);
  return Date.now() as Milliseconds;
}

describe('9110 8.8.2.1 Last-Modified and Date', () => {
  const uri = placeNamed('notes').document('a');
  let service: WrappedService;

  beforeAll(async () => {
    service = await startWrapped((store) => ({
      ...store,
      async read(key) {
        const snapshot = await store.read(key);
        if (snapshot.kind !== 'live') return snapshot;
        return { ...snapshot, head: { ...snapshot.head, updatedAt: workIntoTheNextSecond() } };
      },
    }));
    await service.client.makeCollection('notes');
    await create(service.client, uri);
  });

  afterAll(() => service.stop());

  it('R34: Last-Modified is not later than Date, even if the change came a moment ago', async () => {
    for (let round = 0; round < 2; round++) {
      // An answer in the same second: a Date that was kept from it would be too early.
      await service.client.head(uri);
      const { headers } = await service.client.get(uri);
      expect(Date.parse(headers['last-modified'] ?? '')).toBeLessThanOrEqual(Date.parse(headers.date ?? ''));
    }
  });

  it('R78: there is a Date on every answer', async () => {
    const { client } = service;
    const answers = [
      await client.head(uri),
      await client.get(uri, { 'If-None-Match': '*' }),
      await client.put(uri, '{"n":2}', { 'If-Match': '*' }),
      await client.put(uri, '{"n":3}'),
      await client.get('/v1/nothing'),
      await client.send('OPTIONS', uri),
    ];
    expect(answers.map(told)).toEqual([
      '200',
      '304',
      '204',
      '428 precondition-required',
      '404 not-found',
      '204',
    ]);
    for (const { headers } of answers) expect(new Date(headers.date ?? '').toUTCString()).toBe(headers.date);
    expect(service.failures).toEqual([]);
  });
});
