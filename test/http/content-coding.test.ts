import { Buffer } from 'node:buffer';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { create, observe, told, useService } from './support.js';

const bench = useService({ BODY_LIMIT: '64KiB' });

const TEXT = '{ "text": "żółw", "n": 1.0 }';
const CODED: readonly (readonly [coding: string, encode: (text: string) => Buffer])[] = [
  ['gzip', (text) => gzipSync(text)],
  ['x-gzip', (text) => gzipSync(text)],
  ['GZip', (text) => gzipSync(text)],
  ['br', (text) => brotliCompressSync(text)],
  ['deflate', (text) => deflateSync(text)],
];

describe('9110 8.4 Content-Encoding of a request', () => {
  it.each(CODED)(
    'R59: %s: stored decoded; the answers to PUT carry no validators',
    async (coding, encode) => {
      const { client } = bench;
      const uri = (await bench.collection()).document('a');
      const headers = { 'Content-Encoding': coding };
      const created = await client.put(uri, encode(TEXT), { ...headers, 'If-None-Match': '*' });
      const replaced = await client.put(uri, encode(`${TEXT} `), { ...headers, 'If-Match': '*' });
      const same = await client.put(uri, encode(`${TEXT} `), { ...headers, 'If-Match': '*' });
      expect([created, replaced, same].map(told)).toEqual(['201', '204', '204']);
      for (const answer of [created, replaced, same])
        expect([answer.headers.etag, answer.headers['last-modified']]).toEqual([undefined, undefined]);
      const get = await client.get(uri);
      expect(get.text).toBe(`${TEXT} `);
      expect(get.etag).toMatch(/^"2\./);
      expect(get.headers['content-encoding']).toBeUndefined();
    },
  );

  it.each(CODED)(
    'R60: %s: POST and PATCH return the document, so they carry its tag',
    async (coding, encode) => {
      const { client } = bench;
      const place = await bench.collection();
      const headers = { 'Content-Encoding': coding };
      const post = await client.post(place.list, encode(TEXT), headers);
      expect([told(post), post.text]).toEqual(['201', TEXT]);
      const uri = post.headers.location ?? '';
      expect((await client.get(uri)).etag).toBe(post.etag);
      const patch = await client.patch(uri, encode('{"n":null}'), { ...headers, 'If-Match': post.etag });
      expect([told(patch), patch.text]).toEqual(['200', '{"text":"żółw"}']);
      expect((await client.get(uri)).etag).toBe(patch.etag);
    },
  );

  it('R59: settings of a collection too: stored decoded, without validators', async () => {
    const { client } = bench;
    const { uri } = bench.place();
    const headers = { 'Content-Encoding': 'gzip' };
    const created = await client.put(uri, gzipSync('{ }'), { ...headers, 'If-None-Match': '*' });
    expect([told(created), created.headers.etag]).toEqual(['201', undefined]);
    expect((await client.get(uri)).text).toBe('{ }');
  });

  it.each(['identity', 'Identity', '', ' , '])('R69: %j is no coding: 201 with the tag', async (coding) => {
    const uri = (await bench.collection()).document('a');
    const headers = { 'Content-Encoding': coding, 'If-None-Match': '*' };
    const answer = await bench.client.put(uri, TEXT, headers);
    expect(told(answer)).toBe('201');
    expect((await bench.client.get(uri)).etag).toBe(answer.etag);
  });

  it.each(['zstd', 'compress', 'gzip, gzip', 'gzip, br', 'constructor', '"gzip"'])(
    'R69: %s: 415 with Accept-Encoding, nothing stored',
    async (coding) => {
      const { client } = bench;
      const place = await bench.collection();
      const headers = { 'Content-Encoding': coding, 'If-None-Match': '*' };
      const answer = await client.put(place.document('a'), gzipSync(TEXT), headers);
      expect(told(answer)).toBe('415 unsupported-media-type');
      expect(answer.headers['accept-encoding']).toBe('gzip, br, deflate');
      expect(told(await client.get(place.document('a')))).toBe('404 document-not-found');
    },
  );

  it.each(CODED)('R65: %s that is none, is cut short, is empty or goes on: 400', async (coding, encode) => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    await create(client, uri);
    const before = await observe(client, uri, place.list);
    const whole = encode(TEXT);
    const bad = [Buffer.from(TEXT), whole.subarray(0, -1), whole.subarray(0, 5), Buffer.alloc(0)];
    for (const body of [...bad, Buffer.concat([whole, Buffer.from('more')])]) {
      const headers = { 'Content-Encoding': coding, 'If-Match': '*' };
      expect(told(await client.put(uri, body, headers))).toBe('400 malformed-json');
    }
    expect(await observe(client, uri, place.list)).toEqual(before);
  });

  it('R69: little that decodes to much is not decoded beyond the limit: 413', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const bomb = Buffer.alloc(50_000_000, 0x20);
    for (const [coding, body] of [
      ['gzip', gzipSync(bomb)],
      ['deflate', deflateSync(bomb)],
    ] as const) {
      const headers = { 'Content-Encoding': coding, 'If-None-Match': '*' };
      expect(body.length).toBeLessThan(65_536);
      expect(told(await client.put(uri, body, headers))).toBe('413 content-too-large');
    }
    expect(told(await client.get(uri))).toBe('404 document-not-found');
  });

  it('R69: exactly the limit after decoding is taken, one byte more is not: 201, 413', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const put = (id: string, length: number) => {
      const body = gzipSync(`{"a":"${'x'.repeat(length - 8)}"}`);
      return client.put(place.document(id), body, { 'Content-Encoding': 'gzip', 'If-None-Match': '*' });
    };
    expect(told(await put('a', 65_536))).toBe('201');
    expect(told(await put('b', 65_537))).toBe('413 content-too-large');
  });
});
