import { fieldsFor, POST_TABLE, type Tags } from './precondition-table.js';
import { create, observe, type Place, type ProblemBody, remove, told, useService } from './support.js';

const bench = useService();

const ANSWERS: Readonly<Record<number, string>> = {
  201: '201',
  400: '400 malformed-precondition',
  412: '412 precondition-failed',
};

/** Brings the list of `place` into a state, with one more state behind it. */
async function bring(place: Place, state: string): Promise<Tags> {
  const { client } = bench;
  const uri = place.document('a');
  const empty = (await client.get(place.list)).etag;
  await create(client, uri);
  const filled = (await client.get(place.list)).etag;
  if (state === 'filled') return { current: filled, old: empty };
  await remove(client, uri);
  return { current: (await client.get(place.list)).etag, old: filled };
}

describe('9110 13.1 every tag field on POST to a list', () => {
  it.each(POST_TABLE)('%s', async (_, cells) => {
    const { client } = bench;
    const place = await bench.collection();
    for (const { field, word, state, status } of cells) {
      const tags = await bring(place, state);
      const before = await observe(client, place.list, place.uri);
      const answer = await client.post(place.list, '{"n":1}', fieldsFor(field, word, tags));
      expect(told(answer)).toBe(ANSWERS[status]);
      const after = await observe(client, place.list, place.uri);
      // R23: a refused POST leaves no document behind.
      expect(JSON.stringify(after) === JSON.stringify(before)).toBe(status !== 201);
    }
  });

  it('R25: 412 tells the tag of the list and how many are in it', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const { current, old } = await bring(place, 'filled');
    const answer = await client.post(place.list, '{}', { 'If-Match': old });
    expect(told(answer)).toBe('412 precondition-failed');
    expect(answer.etag).toBe(current);
    expect(answer.json<ProblemBody>()).toMatchObject({
      field: 'If-Match',
      current: { etag: current, total: 1 },
    });
  });

  it('R25: two POSTs with one list tag: one is added, the other learns of it: 412', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const { current } = await bring(place, 'filled');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => client.post(place.list, `{"n":${n}}`, { 'If-Match': current })),
    );
    const results = answers.map(told).toSorted();
    expect(results).toEqual(['201', ...Array.from({ length: 7 }, () => '412 precondition-failed')]);
    expect((await client.get(place.list)).json()['total']).toBe(2);
  });

  it('R37: a list has no date, so that If-Unmodified-Since is ignored: 201', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await bring(place, 'filled');
    const headers = { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' };
    expect(told(await client.post(place.list, '{}', headers))).toBe('201');
  });
});
