// Contract 5: a batch under an Idempotency-Key is performed once.
import { resultsOf, sendBatch } from './batch-support.js';
import { create, observe, replace, told, useService } from './support.js';

const bench = useService({ BODY_LIMIT: '1KiB', BATCH_LIMIT: '1MiB' });

const REPRESENTATION = { Prefer: 'return=representation' };

/** A key that no other test uses. */
function newKey(): { readonly 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() };
}

describe('a batch under an Idempotency-Key', () => {
  it.each([
    ['minimal', {}],
    ['representation', REPRESENTATION],
  ])('is answered a second time with the same results, and performed once: %s', async (_, prefer) => {
    const { client } = bench;
    const place = await bench.collection();
    const tag = await create(client, place.document('a'));
    await create(client, place.document('b'));
    const operations = [
      { method: 'PATCH', path: place.document('a'), ifMatch: tag, body: { m: 'ü' } },
      { method: 'POST', path: place.list, body: { n: 2 } },
      { method: 'DELETE', path: place.document('b'), ifMatch: '*' },
    ];
    const key = newKey();
    const first = await sendBatch(client, operations, { ...key, ...prefer });
    const before = await observe(client, place.list, place.uri);
    const second = await sendBatch(client, operations, { ...key, ...prefer });
    expect([told(first), told(second)]).toEqual(['200', '200']);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.headers['preference-applied']).toBe(first.headers['preference-applied']);
    expect(second.text).toBe(first.text);
    expect(await observe(client, place.list, place.uri)).toEqual(before);
  });

  it('that is larger than a document may be is known again all the same', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const operations = Array.from({ length: 20 }, (_, n) => ({
      method: 'PUT',
      path: place.document(`d${n}`),
      ifNoneMatch: '*',
      body: { text: 'x'.repeat(900) },
    }));
    const key = newKey();
    const first = await sendBatch(client, operations, key);
    const second = await sendBatch(client, operations, key);
    expect(resultsOf(second)).toEqual(resultsOf(first));
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  it('that changes nothing is remembered too, so that later changes do not alter its answer', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const tag = await create(client, place.document('a'), '{"n":1}');
    const operations = [{ method: 'PUT', path: place.document('a'), ifMatch: tag, body: { n: 1 } }];
    const key = newKey();
    const first = await sendBatch(client, operations, key);
    await replace(client, place.document('a'), '{"n":2}');
    const second = await sendBatch(client, operations, key);
    expect(resultsOf(second)).toEqual(resultsOf(first));
  });

  it('with other operations under the same key: 422, and nothing is done', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const operation = { method: 'POST', path: place.list, body: { n: 1 } };
    const key = newKey();
    resultsOf(await sendBatch(client, [operation], key));
    expect(told(await sendBatch(client, [operation, operation], key))).toBe('422 idempotency-key-reused');
    expect((await client.get(place.list)).json()['total']).toBe(1);
  });

  it('that failed may be corrected and sent again under its key', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const key = newKey();
    const put = { method: 'PUT', path: place.document('a'), body: { n: 1 } };
    expect(told(await sendBatch(client, [put], key))).toBe('428 precondition-required');
    expect(resultsOf(await sendBatch(client, [{ ...put, ifNoneMatch: '*' }], key))).toHaveLength(1);
  });

  it('sent eight times at once is performed once, and all get one answer', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const operations = [
      { method: 'POST', path: place.list, body: { n: 1 } },
      { method: 'PUT', path: place.document('a'), ifNoneMatch: '*', body: { n: 2 } },
    ];
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 8 }, () => sendBatch(client, operations, key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    expect((await client.get(place.list)).json()['total']).toBe(2);
  });

  it('shows null for the data of a revision that is not kept any more', async () => {
    const { readAnswer, writeAnswer } = await import('../../src/http/idempotency.js');
    const { piecesContent } = await import('../../src/http/pieces.js');
    const kept = { collection: 'c', id: 'a', revision: 1, before: '{"data":', after: '}' };
    const other = { ...kept, id: 'b' };
    const content = piecesContent(['[', { kept, text: '1' }, ',', { kept: other, text: '2' }, ']']);
    const answer = writeAnswer({ kind: 'performed', content });
    const replayed = await readAnswer(answer, {
      text: ({ id }) => Promise.resolve(id === 'b' ? '2' : undefined),
      bytes: () => Promise.resolve(undefined),
    });
    const text = 'content' in replayed ? replayed.content?.text() : undefined;
    expect(text).toBe('[{"data":null},{"data":2}]');
  });
});
