import { create, observe, remove, replace, told, useService } from './support.js';

const bench = useService();

/** A document with two revisions. */
async function document() {
  const { client } = bench;
  const place = await bench.collection();
  const uri = place.document('a');
  const old = await create(client, uri);
  return { place, uri, old, current: await replace(client, uri, '{"n":2}', old) };
}

describe('9110 13.2.2 the order of preconditions', () => {
  // If-Match, If-None-Match; then GET and PUT.
  it.each([
    ['R44', 'current', 'current', '304', '412 precondition-failed'],
    ['R44', 'current', 'old', '200', '204'],
    ['R44', 'old', 'current', '412 precondition-failed', '412 precondition-failed'],
    ['R44', 'old', 'old', '412 precondition-failed', '412 precondition-failed'],
    ['R44', '*', '*', '304', '412 precondition-failed'],
    ['R44', 'current', '*', '304', '412 precondition-failed'],
    ['R16', 'malformed', 'current', '400 malformed-precondition', '400 malformed-precondition'],
    ['R16', 'current', 'malformed', '200', '400 malformed-precondition'],
  ] as const)(
    'R43, %s: If-Match %s, If-None-Match %s: GET %s, PUT %s',
    async (_, match, noneMatch, get, put) => {
      const { client } = bench;
      const { uri, old, current } = await document();
      const values = { current, old, malformed: 'a, b', '*': '*' };
      const headers = { 'If-Match': values[match], 'If-None-Match': values[noneMatch] };
      expect(told(await client.get(uri, headers))).toBe(get);
      expect(told(await client.put(uri, '{"n":3}', headers))).toBe(put);
    },
  );

  it('R42: OPTIONS ignores preconditions, even malformed ones: 204', async () => {
    const { uri } = await document();
    for (const value of ['"old"', 'malformed', '*']) {
      const headers = { 'If-Match': value, 'If-None-Match': value };
      expect(told(await bench.client.send('OPTIONS', uri, { headers }))).toBe('204');
    }
  });

  it('R41: an answer that is no success without them ignores them: 404, 405, 406, 410, 415', async () => {
    const { client } = bench;
    const { place, uri, current } = await document();
    const gone = place.document('gone');
    await create(client, gone);
    await remove(client, gone);
    for (const headers of [{ 'If-None-Match': '*' }, { 'If-Match': '"old"' }, { 'If-None-Match': current }]) {
      const post = client.send('POST', uri, { headers });
      const text = { 'Content-Type': 'text/plain', ...headers };
      expect(told(await client.get(place.document('never'), headers))).toBe('404 document-not-found');
      expect(told(await post)).toBe('405 method-not-allowed');
      expect(told(await client.get(uri, { Accept: 'image/png', ...headers }))).toBe('406 not-acceptable');
      expect(told(await client.get(gone, headers))).toBe('410 gone');
      expect(told(await client.put(uri, '{}', text))).toBe('415 unsupported-media-type');
    }
  });
});

describe('9110 13.1.1 what a refused write leaves behind', () => {
  it('R23: no counter moves: the next write takes the next revision and the next sequence', async () => {
    const { client } = bench;
    const { place, uri, old, current } = await document();
    const sequence = Number(/^"(\d+)\./.exec((await client.get(place.list)).etag)?.[1]);
    const before = await observe(client, uri, place.list, place.uri);
    for (const headers of [{ 'If-Match': old }, { 'If-None-Match': '*' }, { 'If-Match': 'x' }, {}]) {
      const answers = [
        await client.put(uri, '{"n":3}', headers),
        await client.patch(uri, '{"n":3}', headers),
        await client.delete(uri, headers),
      ];
      expect(answers.every(({ status }) => status >= 400)).toBe(true);
    }
    for (const id of ['b', 'c']) expect((await client.put(place.document(id), '{}')).status).toBe(428);
    expect((await client.post(place.list, '{}', { 'If-None-Match': '*' })).status).toBe(412);
    expect(await observe(client, uri, place.list, place.uri)).toEqual(before);
    expect(await replace(client, uri, '{"n":3}', current)).toMatch(/^"3\./);
    expect((await client.get(place.list)).etag).toMatch(new RegExp(`^"${sequence + 1}\\.1\\.`));
  });

  it('R4: a tag from before a delete never matches again, also when the bytes are the same: 412', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const first = await create(client, uri, '{"same":true}');
    await remove(client, uri);
    const again = await create(client, uri, '{"same":true}');
    expect(again).not.toBe(first);
    expect(told(await client.delete(uri, { 'If-Match': first }))).toBe('412 precondition-failed');
    expect(told(await client.get(uri, { 'If-None-Match': first }))).toBe('200');
  });

  it('R4: tags from before a collection was deleted never match again: 412', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    const tag = await create(client, uri);
    const listTag = (await client.get(place.list)).etag;
    await client.delete(`${place.uri}?recursive=true`, { 'If-Match': '*' });
    await create(client, place.uri, '{}');
    expect(told(await client.put(uri, '{"n":1}', { 'If-Match': tag }))).toBe('412 precondition-failed');
    await create(client, uri);
    expect(told(await client.put(uri, '{}', { 'If-Match': tag }))).toBe('412 precondition-failed');
    expect(told(await client.post(place.list, '{}', { 'If-Match': listTag }))).toBe(
      '412 precondition-failed',
    );
    expect(told(await client.get(place.list, { 'If-None-Match': listTag }))).toBe('200');
  });

  it('R7: the tag of another document with the same revision does not match: 412', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const tag = await create(client, place.document('a'));
    let other = await create(client, place.document('b'));
    for (let n = 0; other === tag; n++) other = await create(client, place.document(`b${n}`));
    expect(told(await client.put(place.document('a'), '{}', { 'If-Match': other }))).toBe(
      '412 precondition-failed',
    );
  });
});

describe('9110 13.1.2 one of many creators', () => {
  it('R31: eight creators at once: one gets 201, the others 412', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => client.put(uri, `{"n":${n}}`, { 'If-None-Match': '*' })),
    );
    const results = answers.map(told);
    expect(results.toSorted()).toEqual([
      '201',
      ...Array.from({ length: 7 }, () => '412 precondition-failed'),
    ]);
    expect((await client.get(uri)).text).toBe(`{"n":${results.indexOf('201')}}`);
  });
});

describe('9110 13.1.1 a write that was made already', () => {
  it('R24: sent again with the tag that it was made from it is 412, with the tag of what it made: nothing is guessed', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri);
    const made = await client.put(uri, '{"n":2}', { 'If-Match': tag });
    const again = await client.put(uri, '{"n":2}', { 'If-Match': tag });
    expect(told(again)).toBe('412 precondition-failed');
    expect(again.etag).toBe(made.etag);
    const patch = await client.patch(uri, '{"n":2}', { 'If-Match': tag });
    expect([told(patch), patch.etag]).toEqual(['412 precondition-failed', made.etag]);
    // Nor is a second creation taken for the first.
    expect(told(await client.put(uri, '{"n":2}', { 'If-None-Match': '*' }))).toBe('412 precondition-failed');
  });
});
