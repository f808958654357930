// Contract 5: a batch that is performed.
import { type Result, resultsOf, sendBatch } from './batch-support.js';
import { create, remove, told, useService } from './support.js';

const bench = useService();

function statusesOf(results: readonly Result[]): number[] {
  return results.map(({ status }) => status);
}

describe('a batch', () => {
  it('performs PUT, PATCH, DELETE and POST across collections and answers 200 with results in order', async () => {
    const { client } = bench;
    const here = await bench.collection();
    const there = await bench.collection();
    const replaced = await create(client, here.document('replaced'));
    const patched = await create(client, there.document('patched'), '{"kept":true,"gone":1}');
    const deleted = await create(client, here.document('deleted'));
    const answer = await sendBatch(client, [
      { method: 'PUT', path: here.document('created'), ifNoneMatch: '*', body: { n: 1 } },
      { method: 'PATCH', path: there.document('patched'), ifMatch: patched, body: { gone: null, n: 2 } },
      { method: 'DELETE', path: here.document('deleted'), ifMatch: deleted },
      { method: 'PUT', path: here.document('replaced'), ifMatch: replaced, body: { n: 3 } },
      { method: 'POST', path: there.list, body: { n: 4 } },
    ]);
    expect(told(answer)).toBe('200');
    expect(answer.headers['content-type']).toBe('application/json');
    const results = resultsOf(answer);
    expect(statusesOf(results)).toEqual([201, 204, 204, 204, 201]);
    expect(results.map(({ revision }) => revision)).toEqual([1, 2, 2, 2, 1]);
    const [, , , , posted] = results;
    expect(results.map(({ location }) => location)).toEqual([
      here.document('created'),
      there.document('patched'),
      here.document('deleted'),
      here.document('replaced'),
      there.document(posted?.id ?? ''),
    ]);
    // Each tag is that of the document as GET shows it, ready for the next If-Match.
    const shown = await Promise.all(results.map(({ location }) => client.get(location)));
    expect(shown.map(({ headers }) => headers.etag ?? null)).toEqual(results.map(({ etag }) => etag));
    expect(shown.map(told)).toEqual(['200', '200', '410 gone', '200', '200']);
    expect(shown[2]?.json()['revision']).toBe(2);
    expect((await client.get(there.document('patched'))).text).toBe('{"kept":true,"n":2}');
    expect((await client.get(posted?.location ?? '')).text).toBe('{"n":4}');
  });

  it('has results with the members of an item, and no data unless they are asked for', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const [result] = resultsOf(
      await sendBatch(client, [
        { method: 'PUT', path: place.document('a'), ifNoneMatch: '*', body: { n: 1 } },
      ]),
    );
    const { items } = (await client.get(place.list)).json<{ items: readonly Record<string, unknown>[] }>();
    const { data, ...item } = items[0] ?? {};
    expect(data).toEqual({ n: 1 });
    expect(result).toEqual({ status: 201, location: place.document('a'), ...item });
    expect(Object.keys(result ?? {})).toEqual([
      'status',
      'location',
      'id',
      'revision',
      'etag',
      'createdAt',
      'updatedAt',
    ]);
  });

  it('shows data with Prefer: return=representation, with the status that each write has alone', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const id of ['b', 'c', 'd']) await create(client, place.document(id), '{"n": 1}');
    const answer = await sendBatch(
      client,
      [
        { method: 'PUT', path: place.document('a'), ifNoneMatch: '*', body: { 'ü"\\\n': [1, null] } },
        { method: 'PATCH', path: place.document('b'), ifMatch: '*', body: { m: {} } },
        { method: 'DELETE', path: place.document('c'), ifMatch: '*' },
        { method: 'PUT', path: place.document('d'), ifMatch: '*', body: { n: 2 } },
        { method: 'POST', path: place.list, body: {} },
      ],
      { Prefer: 'return=representation' },
    );
    expect(answer.headers['preference-applied']).toBe('return=representation');
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    const results = resultsOf(answer);
    expect(statusesOf(results)).toEqual([201, 200, 204, 200, 201]);
    expect(results.map(({ data }) => data)).toEqual([
      { 'ü"\\\n': [1, null] },
      { n: 1, m: {} },
      undefined,
      { n: 2 },
      {},
    ]);
  });

  it('says with Prefer: return=minimal that this is what it did', async () => {
    const place = await bench.collection();
    const answer = await sendBatch(bench.client, [{ method: 'POST', path: place.list, body: {} }], {
      Prefer: 'return=minimal',
    });
    expect(answer.headers['preference-applied']).toBe('return=minimal');
    expect(resultsOf(answer)[0]).not.toHaveProperty('data');
  });

  it('stores a body as the service serialises it, whatever the spelling in the batch', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const body = '{ "b" : 1.0 , "a":"\\u0041\\/", "__proto__": {"x": 1e2} }';
    const text = `{"operations":[{"method":"PUT","path":"${place.document('a')}","ifNoneMatch":"*","body":${body}}]}`;
    resultsOf(await client.post('/v1/batch', text));
    expect((await client.get(place.document('a'))).text).toBe('{"b":1,"a":"A/","__proto__":{"x":100}}');
  });

  it('takes a JSON Patch by its contentType, and a merge patch without one', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const id of ['a', 'b', 'c']) await create(client, place.document(id), '{"n":1}');
    const path = (id: string) => ({ method: 'PATCH', path: place.document(id), ifMatch: '*' });
    const patch = [{ op: 'replace', path: '/n', value: 2 }];
    resultsOf(
      await sendBatch(client, [
        { ...path('a'), contentType: 'application/json-patch+json', body: patch },
        { ...path('b'), body: { n: 2 } },
        { ...path('c'), contentType: 'application/json; charset=utf-8', body: { n: 2 } },
      ]),
    );
    for (const id of ['a', 'b', 'c']) expect((await client.get(place.document(id))).text).toBe('{"n":2}');
  });

  it('makes no revision of what is there already, and answers with the tag that stands', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const put = await create(client, place.document('put'), '{"n":1}');
    const patched = await create(client, place.document('patched'), '{"n": 1.0}');
    const before = (await client.get(place.list)).etag;
    const answer = await sendBatch(
      client,
      [
        { method: 'PUT', path: place.document('put'), ifMatch: put, body: { n: 1 } },
        { method: 'PATCH', path: place.document('patched'), ifMatch: patched, body: { n: 1 } },
      ],
      { Prefer: 'return=representation' },
    );
    expect(resultsOf(answer).map(({ status, etag }) => [status, etag])).toEqual([
      [200, put],
      [200, patched],
    ]);
    expect(answer.text).toContain('"data":{"n": 1.0}');
    expect((await client.get(place.list)).etag).toBe(before);
  });

  it('judges the tag of a list against what was there before the batch', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    const { etag } = await client.get(place.list);
    const operations = [
      { method: 'DELETE', path: place.document('a'), ifMatch: '*' },
      { method: 'POST', path: place.list, ifMatch: etag, body: { n: 1 } },
      { method: 'POST', path: place.list, ifMatch: etag, body: { n: 2 } },
    ];
    expect(statusesOf(resultsOf(await sendBatch(client, operations)))).toEqual([204, 201, 201]);
    const again = await sendBatch(client, operations.slice(1));
    expect(told(again)).toBe('412 precondition-failed');
  });

  it('takes a write without a precondition where the collection makes them optional', async () => {
    const { client } = bench;
    const place = await bench.collection('{"preconditions":"optional"}');
    const results = resultsOf(
      await sendBatch(client, [{ method: 'PUT', path: place.document('a'), body: { n: 1 } }]),
    );
    expect(statusesOf(results)).toEqual([201]);
  });

  it('makes a deleted document again with its next revision', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    await remove(client, place.document('a'));
    const [result] = resultsOf(
      await sendBatch(client, [{ method: 'PUT', path: place.document('a'), ifNoneMatch: '*', body: {} }]),
    );
    expect([result?.status, result?.revision]).toEqual([201, 3]);
  });

  it('decodes the names in a path as the router does', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const [result] = resultsOf(
      await sendBatch(client, [
        { method: 'PUT', path: place.document('%61%2Eb'), ifNoneMatch: '*', body: {} },
      ]),
    );
    expect(result?.location).toBe(place.document('a.b'));
  });

  it('takes 100 operations and writes the history and the numbers of 100 single writes', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const ids = Array.from({ length: 100 }, (_, n) => `d${n}`);
    const results = resultsOf(
      await sendBatch(
        client,
        ids.map((id, n) => ({ method: 'PUT', path: place.document(id), ifNoneMatch: '*', body: { n } })),
      ),
    );
    expect(results.map(({ id }) => id)).toEqual(ids);
    const list = await client.get(`${place.list}?limit=200`);
    expect(list.json()['total']).toBe(100);
    expect(list.etag).toMatch(/^"100\.100\./);
  });

  it('takes content with a content coding', async () => {
    const { gzipSync } = await import('node:zlib');
    const place = await bench.collection();
    const operations = [{ method: 'PUT', path: place.document('a'), ifNoneMatch: '*', body: { n: 1 } }];
    const answer = await bench.client.post('/v1/batch', gzipSync(JSON.stringify({ operations })), {
      'Content-Encoding': 'gzip',
    });
    expect(statusesOf(resultsOf(answer))).toEqual([201]);
  });

  it('leads the next write: its tags are taken by If-Match', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const [result] = resultsOf(
      await sendBatch(client, [{ method: 'POST', path: place.list, body: { n: 1 } }]),
    );
    const answer = await client.put(result?.location ?? '', '{"n":2}', { 'If-Match': result?.etag ?? '' });
    expect(told(answer)).toBe('204');
  });
});
