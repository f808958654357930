import { gzipSync } from 'node:zlib';
import type { Answer } from '../support/client.js';
import { create, observe, remove, told, useService } from './support.js';

const bench = useService();

/** What an answer to a write tells of its author's preference: status, whether there is content, what was applied. */
function shown({ status, bytes, headers }: Answer): readonly unknown[] {
  return [status, bytes.length > 0, headers['preference-applied']];
}

/** One PATCH, PUT and POST each with these lines of Prefer. */
async function writes(lines: string | readonly string[]): Promise<readonly (readonly unknown[])[]> {
  const { client } = bench;
  const place = await bench.collection();
  const uri = place.document('a');
  const tag = await create(client, uri);
  const headers = { Prefer: lines };
  const patch = await client.patch(uri, '{"m":1}', { ...headers, 'If-Match': tag });
  const put = await client.put(uri, '{"n":2}', { ...headers, 'If-Match': '*' });
  return [patch, put, await client.post(place.list, '{}', headers)].map(shown);
}

const BY_DEFAULT = [
  [200, true, undefined],
  [204, false, undefined],
  [201, true, undefined],
];
const MINIMAL = [
  [204, false, 'return=minimal'],
  [204, false, 'return=minimal'],
  [201, false, 'return=minimal'],
];
const WHOLE = [
  [200, true, 'return=representation'],
  [200, true, 'return=representation'],
  [201, true, 'return=representation'],
];

describe('7240 Prefer', () => {
  it.each([
    ['return=minimal', MINIMAL],
    ['return=representation', WHOLE],
    ['RETURN=Minimal', MINIMAL],
    ['return="minimal"', MINIMAL],
    [String.raw`return="min\imal"`, MINIMAL],
    ['return = representation', WHOLE],
    ['return=minimal; strict=yes', MINIMAL],
    ['respond-async, wait=10, return=minimal', MINIMAL],
    ['handling=lenient;a="x, return=minimal", return=representation', WHOLE],
    [', ,return=minimal,,', MINIMAL],
    [['respond-async', 'return=representation'], WHOLE],
    ['return=minimal, return=minimal', MINIMAL],
  ])('R71: %j is honoured by PATCH, PUT and POST and reported', async (lines, results) => {
    expect(await writes(lines)).toEqual(results);
  });

  it.each([
    ['unknown', 'respond-async, foo=bar; baz'],
    ['both', 'return=minimal, return=representation'],
    ['both, on two lines', ['return=representation', 'return=minimal']],
    ['another value first, which is the one that counts', 'return=nothing, return=minimal'],
    ['no value', 'return'],
    ['an empty value', 'return=""'],
    ['an unknown value', 'return=headers-only'],
    ['two words', 'return=minimal representation'],
    ['a name that only begins so', 'returns=minimal'],
    ['a parameter of another preference', 'foo; return=minimal'],
    ['inside a quoted value', 'foo="return=minimal, return=minimal"'],
    ['behind a quote without partner', 'foo="x, return=minimal'],
    ['only punctuation', '=;,"'],
    ['an empty field', ''],
    ['wait on a write', 'wait=3'],
  ])('R71: %s: ignored, nothing is reported, and the write is performed', async (_, lines) => {
    expect(await writes(lines)).toEqual(BY_DEFAULT);
  });

  it('R71: a malformed preference does not spoil its neighbours', async () => {
    expect(await writes('return=minimal, ="x", foo="y')).toEqual(MINIMAL);
  });

  it('R71: return=representation of PUT is what a GET shows, with Content-Location: 201, 200', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const prefer = { Prefer: 'return=representation' };
    const made = await client.put(uri, '{ "n": 1.0 }', { ...prefer, 'If-None-Match': '*' });
    const changed = await client.put(uri, '{ "n": 2.0 }', { ...prefer, 'If-Match': made.etag });
    const same = await client.put(uri, '{ "n": 2.0 }', { ...prefer, 'If-Match': changed.etag });
    expect([made, changed, same].map(({ status }) => status)).toEqual([201, 200, 200]);
    expect([made.text, same.text]).toEqual(['{ "n": 1.0 }', '{ "n": 2.0 }']);
    const get = await client.get(uri);
    for (const name of ['etag', 'last-modified', 'content-type', 'content-length'])
      expect([name, changed.headers[name]]).toEqual([name, get.headers[name]]);
    for (const { headers } of [made, changed, same]) expect(headers['content-location']).toBe(uri);
  });

  it('R59, R71: content that was sent compressed comes back decoded with its tag when it is preferred', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const headers = { 'Content-Encoding': 'gzip', 'If-None-Match': '*' };
    const whole = await client.put(uri, gzipSync('{"n":1}'), { ...headers, Prefer: 'return=representation' });
    expect([whole.status, whole.text, whole.etag]).toEqual([201, '{"n":1}', (await client.get(uri)).etag]);
    const replace = { 'Content-Encoding': 'gzip', 'If-Match': '*', Prefer: 'return=minimal' };
    const minimal = await client.put(uri, gzipSync('{"n":2}'), replace);
    expect([...shown(minimal), minimal.headers.etag]).toEqual([204, false, 'return=minimal', undefined]);
  });

  it('R71: settings of a collection too: 201, 200, 204', async () => {
    const { client } = bench;
    const { uri } = bench.place();
    const whole = { Prefer: 'return=representation' };
    const answers = [
      await client.put(uri, '{ }', { ...whole, 'If-None-Match': '*' }),
      await client.put(uri, '{}', { ...whole, 'If-Match': '*' }),
      await client.patch(uri, '{"preconditions":"optional"}', { Prefer: 'return=minimal', 'If-Match': '*' }),
    ];
    expect(answers.map(shown)).toEqual([
      [201, true, 'return=representation'],
      [200, true, 'return=representation'],
      [204, false, 'return=minimal'],
    ]);
  });

  it('R51, R71: 412 shows the current data to who prefers it; of an absent target, and in 428, there is none', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    const old = await create(client, uri, '{"n":1,"list":[1]}');
    await client.put(uri, '{"n":2,"list":[1]}', { 'If-Match': old });
    const before = await observe(client, uri, place.list, `${uri}/revisions`);
    const prefer = { Prefer: 'return=representation' };
    const refusals = [
      await client.put(uri, '{}', { ...prefer, 'If-Match': old }),
      await client.patch(uri, '{}', { ...prefer, 'If-Match': `"x", ${old}` }),
      await client.delete(uri, { ...prefer, 'If-Match': old }),
    ];
    for (const answer of refusals) {
      expect(told(answer)).toBe('412 precondition-failed');
      expect(answer.headers['preference-applied']).toBe('return=representation');
      expect(answer.json()).toMatchObject({
        current: { revision: 2, etag: answer.etag, data: { n: 2, list: [1] } },
        base: { n: 1, list: [1] },
        conflicts: ['/n'],
      });
    }
    const foreign = await client.put(uri, '{}', { ...prefer, 'If-Match': '"1.k3"' });
    expect(foreign.json()).toMatchObject({ current: { data: { n: 2 } } });
    expect(foreign.json()).not.toHaveProperty('base');
    expect(foreign.json()).not.toHaveProperty('conflicts');
    const unguarded = await client.put(uri, '{}', prefer);
    expect([told(unguarded), unguarded.headers['preference-applied']]).toEqual([
      '428 precondition-required',
      undefined,
    ]);
    expect(await observe(client, uri, place.list, `${uri}/revisions`)).toEqual(before);
    await remove(client, uri);
    const absent = await client.put(uri, '{}', { ...prefer, 'If-Match': old });
    expect([told(absent), absent.json()['current']]).toEqual(['412 precondition-failed', null]);
    expect(absent.json()).not.toHaveProperty('base');
  });
});
