import { create, observe, type ProblemBody, remove, told, useService } from './support.js';

const bench = useService({ BODY_LIMIT: '4KiB' });

/** A live document with `body`; says what a patch of it comes to. */
async function patched(body: string, patch: string, type = 'application/merge-patch+json') {
  const { client } = bench;
  const place = await bench.collection();
  const uri = place.document('a');
  const tag = await create(client, uri, body);
  const before = await observe(client, uri, place.list);
  const answer = await client.patch(uri, patch, { 'If-Match': tag, 'Content-Type': type });
  const after = await client.get(uri);
  const unchanged = JSON.stringify(await observe(client, uri, place.list)) === JSON.stringify(before);
  return { uri, tag, answer, after, unchanged };
}

/** An object of so many levels. */
function nested(levels: number): string {
  return `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
}

describe('5789 2 PATCH of a document', () => {
  it.each(['application/merge-patch+json', 'application/json', 'application/json; charset=utf-8'])(
    'R65: %s: 200 with exactly what a GET shows from then on',
    async (type) => {
      const { uri, tag, answer, after } = await patched(
        '{"a":1,"b":{"c":2}}',
        '{"b":{"d":3},"a":null}',
        type,
      );
      expect(told(answer)).toBe('200');
      expect(JSON.parse(answer.text)).toEqual({ b: { c: 2, d: 3 } });
      expect(answer.text).toBe(after.text);
      expect(answer.etag).not.toBe(tag);
      for (const name of ['etag', 'last-modified', 'content-type', 'content-length'])
        expect([name, answer.headers[name]]).toEqual([name, after.headers[name]]);
      expect(answer.headers['content-location']).toBe(uri);
    },
  );

  // The examples of 7396 3 and appendix A whose results are objects.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
    ['{"a":1}', '{"__proto__":{"b":2},"toJSON":3}', '{"a":1,"__proto__":{"b":2},"toJSON":3}'],
  ])('R67: %s with %s: %s', async (body, patch, result) => {
    const { answer } = await patched(body, patch);
    expect(answer.text).toBe(result);
  });

  it.each([
    ['an empty patch', '{ "n" : 1.0 }', '{}'],
    ['the value that is there', '{ "n" : 1.0 }', '{"n":1}'],
    ['the value spelt otherwise', '{"n":100,"s":"é"}', String.raw`{"n":1e2,"s":"\u00e9"}`],
    ['members in another order', '{"a":1,"b":{"c":1,"d":2}}', '{"b":{"d":2,"c":1},"a":1}'],
    ['the removal of what is not there', '{"a":1}', '{"b":null}'],
  ])('R4: %s changes nothing: 200 with the stored bytes and the same tag', async (_, body, patch) => {
    const { tag, answer, after, unchanged } = await patched(body, patch);
    expect(told(answer)).toBe('200');
    expect(answer.text).toBe(body);
    expect(after.text).toBe(body);
    expect(answer.etag).toBe(tag);
    expect(unchanged).toBe(true);
  });

  it.each([
    ['malformed', '{"a":', '400 malformed-json'],
    ['empty', '', '400 malformed-json'],
    ['a name twice', '{"a":1,"a":2}', '400 malformed-json'],
    ['an unsafe number', '{"a":9007199254740993}', '422 unprocessable'],
    ['a result that is an array', '[1]', '422 unprocessable'],
    ['a result that is null', 'null', '422 unprocessable'],
    ['a result that is a string', '"x"', '422 unprocessable'],
    ['a result beyond the limit', `{"b":"${'x'.repeat(3000)}"}`, '422 unprocessable'],
    ['a patch beyond the limit', `{"b":"${'x'.repeat(5000)}"}`, '413 content-too-large'],
    ['a patch too deep', `${'{"a":'.repeat(129)}1${'}'.repeat(129)}`, '422 unprocessable'],
  ])('R65: %s: refused, and nothing changed', async (_, patch, result) => {
    const { answer, unchanged } = await patched(`{"a":"${'x'.repeat(2000)}"}`, patch);
    expect(told(answer)).toBe(result);
    expect(unchanged).toBe(true);
  });

  it('R65: a result of 128 levels is kept, one of 129 is not: 422', async () => {
    expect(told((await patched('{}', nested(128))).answer)).toBe('200');
    expect(told((await patched('{}', nested(129))).answer)).toBe('422 unprocessable');
  });

  it.each(['text/plain', 'application/json-patch', 'application/xml', 'application/vnd.api+json'])(
    'R66: %s: 415 with Accept-Patch, and nothing changed',
    async (type) => {
      const { answer, unchanged } = await patched('{"a":1}', '{"a":2}', type);
      expect(told(answer)).toBe('415 unsupported-media-type');
      expect(answer.headers['accept-patch']).toContain('application/merge-patch+json');
      expect(answer.headers['accept-patch']).toContain('application/json');
      expect(answer.json<ProblemBody>().detail).toContain(type);
      expect(unchanged).toBe(true);
    },
  );

  it('R53: what was never there: 404, what was deleted: 410, with If-Match too', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    for (const headers of [{}, { 'If-Match': '*' }])
      expect(told(await client.patch(uri, '{"a":1}', headers))).toBe('404 document-not-found');
    await create(client, uri);
    await remove(client, uri);
    for (const headers of [{}, { 'If-Match': '*' }])
      expect(told(await client.patch(uri, '{"a":1}', headers))).toBe('410 gone');
  });

  it('R74: an answer that the client does not accept is refused before anything happens: 406', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await create(client, uri, '{"a":1}');
    const headers = { 'If-Match': '*', Accept: 'image/png' };
    expect(told(await client.patch(uri, '{"a":2}', headers))).toBe('406 not-acceptable');
    expect((await client.get(uri)).text).toBe('{"a":1}');
  });
});
