import { create, observe, remove, told, useService } from './support.js';

const bench = useService();

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('9110 9.3.3 POST to a list', () => {
  it('R61: 201 with Location, the document, and the validators of what was made', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const post = await client.post(place.list, '{ "n": 1.0 }');
    expect(told(post)).toBe('201');
    expect(post.text).toBe('{ "n": 1.0 }');
    const { location = '' } = post.headers;
    expect(location.slice(0, place.document('').length)).toBe(place.document(''));
    expect(post.headers['content-location']).toBe(location);
    const get = await client.get(location);
    expect(get.text).toBe(post.text);
    for (const name of ['etag', 'last-modified', 'content-type', 'content-length'])
      expect([name, post.headers[name]]).toEqual([name, get.headers[name]]);
  });

  it('R61: the id is a UUIDv7: unlike any other, and later ones sort behind', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { headers } = await client.post(place.list, '{}');
      ids.push(headers.location?.slice(place.document('').length) ?? '');
    }
    for (const id of ids) expect(id).toMatch(UUID_7);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(5);
  });

  it('R61: the same content twice makes two documents', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const [one, two] = [await client.post(place.list, '{}'), await client.post(place.list, '{}')];
    expect(one.headers.location).not.toBe(two.headers.location);
    expect((await client.get(place.list)).json()['total']).toBe(2);
  });

  it('R74: an answer that the client does not accept is refused before anything happens: 406', async () => {
    const { client } = bench;
    const place = await bench.collection();
    expect(told(await client.post(place.list, '{}', { Accept: 'image/png' }))).toBe('406 not-acceptable');
    expect((await client.get(place.list)).json()['total']).toBe(0);
  });

  it('R55: to a collection that is not there: 404, to a deleted one: 410', async () => {
    const { client } = bench;
    const place = bench.place();
    expect(told(await client.post(place.list, '{}'))).toBe('404 collection-not-found');
    await create(client, place.uri, '{}');
    await remove(client, place.uri);
    expect(told(await client.post(place.list, '{}'))).toBe('410 gone');
  });
});

describe('9110 9.3.5 DELETE of a document', () => {
  it('R63: 204 without content; from then on GET is 410 with deletedAt and the next revision', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri);
    const before = Date.now();
    const answer = await client.delete(uri, { 'If-Match': tag });
    expect(told(answer)).toBe('204');
    expect(answer.bytes).toHaveLength(0);
    for (const name of ['etag', 'last-modified', 'content-length', 'content-type'])
      expect([name, answer.headers[name]]).toEqual([name, undefined]);
    const gone = await client.get(uri);
    expect(told(gone)).toBe('410 gone');
    const { deletedAt, revision } = gone.json<{ deletedAt: string; revision: number }>();
    expect(revision).toBe(2);
    expect(Date.parse(deletedAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(deletedAt)).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('R63: a second DELETE changes nothing more: 410', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    await create(client, uri);
    await remove(client, uri);
    const before = await observe(client, uri, place.list, place.uri);
    expect(told(await client.delete(uri, { 'If-Match': '*' }))).toBe('410 gone');
    expect(told(await client.delete(uri))).toBe('410 gone');
    expect(await observe(client, uri, place.list, place.uri)).toEqual(before);
  });

  it('R53: what was never there: 404', async () => {
    const uri = (await bench.collection()).document('a');
    for (const headers of [{}, { 'If-Match': '*' }, { 'If-Match': '"1.k3"' }])
      expect(told(await bench.client.delete(uri, headers))).toBe('404 document-not-found');
  });

  it('R63: content in a DELETE means nothing: 204', async () => {
    const uri = (await bench.collection()).document('a');
    await create(bench.client, uri);
    const headers = { 'If-Match': '*', 'Content-Type': 'text/plain' };
    expect(told(await bench.client.send('DELETE', uri, { headers, body: 'why not' }))).toBe('204');
  });
});

describe('6585 3 a collection with "preconditions":"optional"', () => {
  it('R64: writes without a precondition pass: 201, 204, 200, 204', async () => {
    const { client } = bench;
    const uri = (await bench.collection('{"preconditions":"optional"}')).document('a');
    expect(told(await client.put(uri, '{"n":1}'))).toBe('201');
    expect(told(await client.put(uri, '{"n":2}'))).toBe('204');
    expect(told(await client.patch(uri, '{"n":3}'))).toBe('200');
    expect(told(await client.delete(uri))).toBe('204');
    expect(told(await client.put(uri, '{"n":4}'))).toBe('201');
  });

  it('R51: a precondition that is sent is still judged: 412, 400', async () => {
    const { client } = bench;
    const place = await bench.collection('{"preconditions":"optional"}');
    const uri = place.document('a');
    const tag = await create(client, uri);
    const before = await observe(client, uri, place.list);
    for (const headers of [{ 'If-Match': '"old"' }, { 'If-Match': '' }, { 'If-None-Match': tag }])
      expect(told(await client.put(uri, '{}', headers))).toBe('412 precondition-failed');
    expect(told(await client.put(uri, '{}', { 'If-Match': 'old' }))).toBe('400 malformed-precondition');
    expect(await observe(client, uri, place.list)).toEqual(before);
    expect(told(await client.put(uri, '{}', { 'If-None-Match': '"old"' }))).toBe('204');
  });

  it('R64: the setting holds from the next write on, in both directions: 428, 204', async () => {
    const { client } = bench;
    const place = await bench.collection('{"preconditions":"optional"}');
    const uri = place.document('a');
    await client.put(uri, '{"n":1}');
    await client.patch(place.uri, '{"preconditions":null}', { 'If-Match': '*' });
    expect(told(await client.put(uri, '{"n":2}'))).toBe('428 precondition-required');
    await client.patch(place.uri, '{"preconditions":"optional"}', { 'If-Match': '*' });
    expect(told(await client.put(uri, '{"n":2}'))).toBe('204');
  });

  it('R64: it does not hold for the settings themselves: 428', async () => {
    const { client } = bench;
    const { uri } = await bench.collection('{"preconditions":"optional"}');
    const answers = [await client.put(uri, '{}'), await client.patch(uri, '{}'), await client.delete(uri)];
    expect(answers.map(told)).toEqual(answers.map(() => '428 precondition-required'));
  });
});
