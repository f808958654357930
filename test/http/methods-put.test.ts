import { create, fieldsOf, observe, remove, replace, told, useService } from './support.js';

const bench = useService();

describe('9110 9.3.4 PUT of a document', () => {
  it('R58 R59 R60: creating: 201, without content, with Location and the validators a GET shows', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const put = await client.put(uri, '{"n":1}', { 'If-None-Match': '*' });
    expect(told(put)).toBe('201');
    expect(put.bytes).toHaveLength(0);
    expect(put.headers.location).toBe(uri);
    const get = await client.get(uri);
    expect(put.etag).toBe(get.etag);
    expect(put.headers['last-modified']).toBe(get.headers['last-modified']);
  });

  it('R58 R59 R78: replacing: 204, without content or length, with the validators a GET shows', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri);
    const put = await client.put(uri, '{"n":2}', { 'If-Match': tag });
    expect(told(put)).toBe('204');
    for (const name of ['content-length', 'content-type', 'transfer-encoding', 'location'])
      expect([name, put.headers[name]]).toEqual([name, undefined]);
    const get = await client.get(uri);
    expect(get.text).toBe('{"n":2}');
    expect(put.etag).toBe(get.etag);
    expect(put.headers['last-modified']).toBe(get.headers['last-modified']);
  });

  it('R60: "If-Match: *" overwrites whatever is there: 204', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await create(client, uri);
    expect(told(await client.put(uri, '{"n":2}', { 'If-Match': '*' }))).toBe('204');
    expect((await client.get(uri)).text).toBe('{"n":2}');
  });

  it('R4: the same bytes again change nothing: 204 with the same tag, and the same list tag', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    const tag = await create(client, uri, '{"n": 1}');
    const before = await observe(client, uri, place.list);
    const again = await client.put(uri, '{"n": 1}', { 'If-Match': tag });
    expect(told(again)).toBe('204');
    expect(again.etag).toBe(tag);
    expect(await observe(client, uri, place.list)).toEqual(before);
    expect(await replace(client, uri, '{"n": 2}', tag)).toMatch(/^"2\./);
  });

  it('R32: on a tombstone with "If-None-Match: *": 201, and the revisions go on', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await create(client, uri);
    await remove(client, uri);
    const again = await client.put(uri, '{"n":1}', { 'If-None-Match': '*' });
    expect(told(again)).toBe('201');
    expect(again.headers.location).toBe(uri);
    expect(again.etag).toMatch(/^"3\./);
    expect((await client.get(uri)).etag).toBe(again.etag);
  });

  it('R14: Location names the document in one spelling, however the request spelt it', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const put = await client.put(place.document('%61%7eb'), '{}', { 'If-None-Match': '*' });
    expect(put.headers.location).toBe(place.document('a~b'));
  });

  it('R62: Content-Range asks for a partial PUT, which is not known here: 400, nothing changed', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'), '{"n":1}');
    const before = await observe(client, place.document('a'), place.list, place.uri);
    const headers = { 'If-Match': '*', 'Content-Range': 'bytes 0-6/7' };
    for (const uri of [place.document('a'), place.uri])
      expect(told(await client.put(uri, '{}', headers))).toBe('400 bad-request');
    expect(await observe(client, place.document('a'), place.list, place.uri)).toEqual(before);
  });

  it('R17: field names have no case, and white space around a value means nothing: 204', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri);
    const headers = { 'cOnTeNt-TyPe': 'application/json', 'IF-MATCH': ` \t${tag}\t ` };
    expect(told(await client.send('PUT', uri, { body: '{}', headers }))).toBe('204');
  });
});

describe('9110 8.3 Content-Type of PUT and POST', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ; version=1',
    'application/json; charset',
  ])('R69: %s is taken: 201', async (type) => {
    const { client } = bench;
    const place = await bench.collection();
    const headers = { 'Content-Type': type };
    expect(told(await client.put(place.document('a'), '{}', { ...headers, 'If-None-Match': '*' }))).toBe(
      '201',
    );
    expect(told(await client.post(place.list, '{}', headers))).toBe('201');
  });

  it.each([
    'text/plain',
    'application/merge-patch+json',
    'application/vnd.api+json',
    'application/x-www-form-urlencoded',
    'application/json, text/plain',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'json',
    '; ;',
    '',
  ])('R69: %j is refused: 415 that says what is taken', async (type) => {
    const { client } = bench;
    const place = await bench.collection();
    const headers = { 'Content-Type': type };
    const before = await observe(client, place.document('a'), place.list);
    for (const answer of [
      await client.put(place.document('a'), '{}', { ...headers, 'If-None-Match': '*' }),
      await client.post(place.list, '{}', headers),
      await client.put(place.uri, '{}', { ...headers, 'If-Match': '*' }),
    ]) {
      expect(told(answer)).toBe('415 unsupported-media-type');
      expect(answer.headers.accept).toBe('application/json');
    }
    expect(await observe(client, place.document('a'), place.list)).toEqual(before);
  });

  it('R69: no Content-Type at all: 415', async () => {
    const place = await bench.collection();
    const headers = { 'If-None-Match': '*' };
    const answer = await bench.client.send('PUT', place.document('a'), { headers, body: '{}' });
    expect(told(answer)).toBe('415 unsupported-media-type');
    expect(fieldsOf(answer)).toContain('accept: application/json');
  });
});
