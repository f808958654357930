// F38: one operation of a batch fails, and nothing is done.
import { type FailedBatch, failuresOf, sendBatch, type Written } from './batch-support.js';
import { create, observe, type Place, replace, told, useService } from './support.js';

const bench = useService({ BODY_LIMIT: '2KiB', BATCH_LIMIT: '16KiB' });

const INNOCENT = '424 failed-dependency';

/** A collection with the documents a, b and c, and their tags. */
async function three(): Promise<{ readonly place: Place; readonly tags: Readonly<Record<string, string>> }> {
  const place = await bench.collection();
  const tags: Record<string, string> = {};
  for (const id of ['a', 'b', 'c']) tags[id] = await create(bench.client, place.document(id));
  return { place, tags };
}

function everything({ uri, list, document }: Place): Promise<unknown> {
  return observe(bench.client, uri, list, document('a'), document('b'), document('c'), document('new'));
}

/** A document of so many levels. */
function nested(levels: number): unknown {
  return JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));
}

describe('a batch in which an operation fails', () => {
  it.each([
    ['first', 0],
    ['middle', 1],
    ['last', 2],
  ])('by an outdated tag of the %s: 412 with every result, and nothing is done', async (_, at) => {
    const { client } = bench;
    const { place, tags } = await three();
    const victim = ['a', 'b', 'c'][at] ?? '';
    const newer = await replace(client, place.document(victim), '{"theirs":true}');
    const before = await everything(place);
    const answer = await sendBatch(client, [
      { method: 'PUT', path: place.document('a'), ifMatch: tags['a'], body: { mine: true } },
      { method: 'PATCH', path: place.document('b'), ifMatch: tags['b'], body: { mine: true } },
      { method: 'DELETE', path: place.document('c'), ifMatch: tags['c'] },
      { method: 'POST', path: place.list, body: {} },
    ]);
    expect(told(answer)).toBe('412 precondition-failed');
    const expected = [INNOCENT, INNOCENT, INNOCENT, INNOCENT];
    expected[at] = '412 precondition-failed';
    expect(failuresOf(answer)).toEqual(expected);
    const { pointer, results, detail } = answer.json<FailedBatch>();
    expect(pointer).toBe(`/operations/${at}`);
    expect(detail).toContain(`operation ${at} failed`);
    expect(results[at]).toMatchObject({
      instance: place.document(victim),
      field: 'If-Match',
      current: { revision: 2, etag: newer },
    });
    // The tag of a batch would be nobody's.
    expect(answer.headers.etag).toBeUndefined();
    expect(await everything(place)).toEqual(before);
  });

  it('has the status of the first that fails and shows every failure at once', async () => {
    const { client } = bench;
    const { place, tags } = await three();
    const before = await everything(place);
    const nowhere = bench.place();
    const operations: readonly (readonly [string, Written])[] = [
      [INNOCENT, { method: 'PUT', path: place.document('a'), ifMatch: tags['a'], body: {} }],
      ['428 precondition-required', { method: 'PUT', path: place.document('new'), body: {} }],
      ['412 precondition-failed', { method: 'DELETE', path: place.document('b'), ifMatch: '"1.k3"' }],
      ['404 document-not-found', { method: 'DELETE', path: place.document('x'), ifMatch: '*' }],
      ['404 collection-not-found', { method: 'POST', path: nowhere.list, body: {} }],
      ['422 unprocessable', { method: 'POST', path: place.list, body: [] }],
      ['400 malformed-json', { method: 'POST', path: place.list }],
      [INNOCENT, { method: 'POST', path: place.list, body: {} }],
    ];
    const answer = await sendBatch(
      client,
      operations.map(([, operation]) => operation),
    );
    expect(told(answer)).toBe('428 precondition-required');
    expect(failuresOf(answer)).toEqual(operations.map(([result]) => result));
    expect(await everything(place)).toEqual(before);
  });

  it('shows with Prefer: return=representation what is there, what was and what changed, as a single 412', async () => {
    const { client } = bench;
    const { place, tags } = await three();
    await replace(client, place.document('a'), '{"n":9}');
    const prefer = { Prefer: 'return=representation' };
    const alone = await client.put(place.document('a'), '{"n":3}', {
      'If-Match': tags['a'] ?? '',
      ...prefer,
    });
    const answer = await sendBatch(
      client,
      [{ method: 'PUT', path: place.document('a'), ifMatch: tags['a'], body: { n: 3 } }],
      prefer,
    );
    expect(answer.headers['preference-applied']).toBe('return=representation');
    expect(answer.json<FailedBatch>().results).toEqual([alone.json()]);
    expect(alone.json()).toMatchObject({ current: { data: { n: 9 } }, base: { n: 1 }, conflicts: ['/n'] });
  });

  it('shows documents until the answer is as long as BATCH_LIMIT, and says of the rest what is there', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const ids = Array.from({ length: 60 }, (_, n) => `d${n}`);
    await Promise.all(ids.map((id) => create(client, place.document(id), `{"text":"${'x'.repeat(1500)}"}`)));
    const operations = ids.map((id) => {
      return { method: 'DELETE', path: place.document(id), ifMatch: '"1.k3"' };
    });
    const answer = await sendBatch(client, operations, { Prefer: 'return=representation' });
    const shown = answer.json<FailedBatch>().results.map(({ current }) => Object.keys(current as object));
    expect(shown.filter((members) => members.includes('etag'))).toHaveLength(60);
    const withData = shown.filter((members) => members.includes('data')).length;
    expect(withData).toBeGreaterThan(5);
    expect(withData).toBeLessThan(12);
  });

  it('by the limit of a document: 413 for that operation, whatever the batch may hold', async () => {
    const { place } = await three();
    const answer = await sendBatch(bench.client, [
      { method: 'POST', path: place.list, body: { fits: 'x'.repeat(1000) } },
      { method: 'POST', path: place.list, body: { large: 'x'.repeat(3000) } },
    ]);
    expect(told(answer)).toBe('413 content-too-large');
    expect(failuresOf(answer)).toEqual([INNOCENT, '413 content-too-large']);
  });

  it('by the levels of its own document: 128 are taken, one more is 422', async () => {
    const { client } = bench;
    const place = await bench.collection();
    expect(told(await sendBatch(client, [{ method: 'POST', path: place.list, body: nested(128) }]))).toBe(
      '200',
    );
    const answer = await sendBatch(client, [{ method: 'POST', path: place.list, body: nested(129) }]);
    expect(failuresOf(answer)).toEqual(['422 unprocessable']);
    expect(answer.json<FailedBatch>().results[0]?.detail).toContain('128');
    // Too deep to be looked into at all.
    expect(told(await sendBatch(client, [{ method: 'POST', path: place.list, body: nested(500) }]))).toBe(
      '422 unprocessable',
    );
  });
});
