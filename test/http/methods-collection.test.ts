import { create, observe, type ProblemBody, remove, told, useService } from './support.js';

const bench = useService();

describe('9110 9.3.4 PUT of a collection', () => {
  it('R58: creating: 201 with Location and the tag a GET shows; the settings are its representation', async () => {
    const { client } = bench;
    const { uri } = bench.place();
    const put = await client.put(uri, '{ }', { 'If-None-Match': '*' });
    expect(told(put)).toBe('201');
    expect(put.headers.location).toBe(uri);
    const get = await client.get(uri);
    expect([get.text, get.etag]).toEqual(['{ }', put.etag]);
    expect(put.headers['last-modified']).toBe(get.headers['last-modified']);
  });

  it('R58: replacing: 204; the same bytes again change nothing', async () => {
    const { client } = bench;
    const { uri } = await bench.collection();
    const put = await client.put(uri, '{"preconditions":"optional"}', { 'If-Match': '*' });
    expect(told(put)).toBe('204');
    expect(put.etag).toMatch(/^"2\./);
    const again = await client.put(uri, '{"preconditions":"optional"}', { 'If-Match': put.etag });
    expect([told(again), again.etag]).toEqual(['204', put.etag]);
  });

  it('R4: settings are no part of the list: its tag stays', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    const { etag } = await client.get(place.list);
    await client.put(place.uri, '{"preconditions":"optional"}', { 'If-Match': '*' });
    expect(told(await client.get(place.list, { 'If-None-Match': etag }))).toBe('304');
  });

  it.each([
    ['an unknown setting', '{"color":"red"}', ['/color']],
    ['a value that is none', '{"preconditions":"never"}', ['/preconditions']],
    ['null', '{"preconditions":null}', ['/preconditions']],
    ['several faults', '{"a/b":1,"m~n":2,"preconditions":true}', ['/a~1b', '/m~0n', '/preconditions']],
    ['names that mean something to JavaScript', '{"__proto__":{},"toJSON":1}', ['/__proto__', '/toJSON']],
  ])('R54: %s: 422 that names every place, and nothing is stored', async (_, settings, pointers) => {
    const { client } = bench;
    const { uri } = bench.place();
    for (const headers of [{ 'If-None-Match': '*' }, { 'If-Match': '*' }]) {
      const answer = await client.put(uri, settings, headers);
      expect(told(answer)).toBe('422 invalid-settings');
      const { errors } = answer.json<{ errors: { pointer: string; message: string }[] }>();
      expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
      expect(errors.every(({ message }) => message.length > 0)).toBe(true);
      if (headers['If-Match'] === undefined) await create(client, uri, '{}');
    }
    expect((await client.get(uri)).text).toBe('{}');
  });

  it.each([
    ['malformed', '{', '400 malformed-json'],
    ['an array', '[]', '422 unprocessable'],
  ])('R65: %s: refused, and no collection is made', async (_, settings, result) => {
    const { uri } = bench.place();
    expect(told(await bench.client.put(uri, settings, { 'If-None-Match': '*' }))).toBe(result);
    expect(told(await bench.client.get(uri))).toBe('404 collection-not-found');
  });
});

describe('5789 2 PATCH of a collection', () => {
  it('R65: 200 with the settings a GET shows from then on, and Content-Location', async () => {
    const { client } = bench;
    const { uri } = await bench.collection();
    const answer = await client.patch(uri, '{"preconditions":"optional"}', { 'If-Match': '*' });
    expect(told(answer)).toBe('200');
    expect(answer.headers['content-location']).toBe(uri);
    const get = await client.get(uri);
    expect(JSON.parse(answer.text)).toEqual({ preconditions: 'optional' });
    expect([answer.text, answer.etag]).toEqual([get.text, get.etag]);
  });

  it('R4: the same value keeps the bytes and the tag: 200', async () => {
    const { client } = bench;
    const { uri } = await bench.collection('{ "preconditions": "optional" }');
    const { etag } = await client.get(uri);
    const answer = await client.patch(uri, '{"preconditions":"optional"}', { 'If-Match': etag });
    expect([told(answer), answer.text, answer.etag]).toEqual([
      '200',
      '{ "preconditions": "optional" }',
      etag,
    ]);
  });

  it('R65 R66: settings that are not valid, a type that is not taken: 422, 415, nothing changed', async () => {
    const { client } = bench;
    const { uri } = await bench.collection();
    const before = await observe(client, uri);
    const match = { 'If-Match': '*' };
    expect(told(await client.patch(uri, '{"color":"red"}', match))).toBe('422 invalid-settings');
    expect(told(await client.patch(uri, '[]', match))).toBe('422 unprocessable');
    const typed = await client.patch(uri, '{}', { ...match, 'Content-Type': 'text/plain' });
    expect(told(typed)).toBe('415 unsupported-media-type');
    expect(typed.headers['accept-patch']).toContain('application/merge-patch+json');
    expect(await observe(client, uri)).toEqual(before);
  });
});

describe('9110 9.3.5 DELETE of a collection', () => {
  it('R63: empty: 204, and from then on it and what was below it are 410', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    await remove(client, place.document('a'));
    const { etag } = await client.get(place.uri);
    expect(told(await client.delete(place.uri, { 'If-Match': etag }))).toBe('204');
    for (const uri of [place.uri, place.list, place.document('a'), place.document('never')]) {
      const answer = await client.get(uri);
      expect([uri, told(answer)]).toEqual([uri, '410 gone']);
      expect(answer.json()).toMatchObject({ deletedAt: expect.any(String), revision: 2 });
    }
  });

  it('R51: not empty: 409 that says how many documents, and nothing is deleted', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const id of ['a', 'b']) await create(client, place.document(id));
    const before = await observe(client, place.uri, place.list);
    for (const query of ['', '?recursive=false']) {
      const answer = await client.delete(`${place.uri}${query}`, { 'If-Match': '*' });
      expect(told(answer)).toBe('409 collection-not-empty');
      expect(answer.json<ProblemBody>()['documents']).toBe(2);
    }
    expect(await observe(client, place.uri, place.list)).toEqual(before);
  });

  it('R63: ?recursive=true deletes the documents with it: 204', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const id of ['a', 'b']) await create(client, place.document(id));
    const { etag } = await client.get(place.uri);
    expect(told(await client.delete(`${place.uri}?recursive=true`, { 'If-Match': etag }))).toBe('204');
    expect(told(await client.get(place.document('a')))).toBe('410 gone');
  });

  it('R32: made again: 201, the revisions go on, its documents stay deleted', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    await client.delete(`${place.uri}?recursive=true`, { 'If-Match': '*' });
    const again = await client.put(place.uri, '{}', { 'If-None-Match': '*' });
    expect(told(again)).toBe('201');
    expect(again.etag).toMatch(/^"3\./);
    expect((await client.get(place.list)).json()).toMatchObject({ items: [], total: 0 });
    expect(told(await client.get(place.document('a')))).toBe('410 gone');
    expect(await create(client, place.document('a'))).toMatch(/^"3\./);
  });

  it.each(['?recursive=yes', '?recursive=', '?recursive=true&recursive=true', '?recursve=true'])(
    'R23: %s: 400, and nothing is deleted',
    async (query) => {
      const { client } = bench;
      const place = await bench.collection();
      await create(client, place.document('a'));
      const answer = await client.delete(`${place.uri}${query}`, { 'If-Match': '*' });
      expect(told(answer)).toBe('400 invalid-parameter');
      expect(told(await client.get(place.document('a')))).toBe('200');
    },
  );
});
