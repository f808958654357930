// reliability 3: what was uploaded must do nothing in the name of the service, and a name is never a path.
import { newShelf, send, store } from './attachment-place.js';
import { told, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const bench = useService();

const NAMES: readonly [string, string][] = [
  ['a b.txt', 'a%20b.txt'],
  ['naïve "quote".txt', 'na%C3%AFve%20%22quote%22.txt'],
  ['文件🙂.png', '%E6%96%87%E4%BB%B6%F0%9F%99%82.png'],
  ["it's (100%)*;x=1", "it's%20(100%25)*%3Bx%3D1"],
  ['...', '...'],
  ['e\u0301', 'e%CC%81'],
];

describe('names of attachments', () => {
  it.each(NAMES)('%s is kept as it was sent, and comes back as a file name', async (name, path) => {
    const { list, uri } = await newShelf(bench);
    const made = await send(bench, `${list}/${path}`, 'abc', { 'If-None-Match': '*' });
    expect([made.status, made.headers.location]).toEqual([201, uri(name)]);
    const [item] = (await bench.client.get(list)).json<{ items: { name: string }[] }>().items;
    expect(item?.name).toBe(name);
    const disposition = (await bench.client.get(uri(name))).headers['content-disposition'] ?? '';
    expect(disposition).toMatch(/^attachment; filename=[\x20-\x7e]*$/);
    const [, extended] = /filename\*=UTF-8''(\S+)$/.exec(disposition) ?? [];
    const [, plain] = /filename="?((?:[^"\\]|\\.)*)"?/.exec(disposition) ?? [];
    expect(extended === undefined ? plain : decodeURIComponent(extended)).toBe(name);
  });

  it('that differ in nothing but their normalisation are two', async () => {
    const { list, uri } = await newShelf(bench);
    await store(bench, uri('e\u0301'), 'one');
    await store(bench, uri('\u00e9'), 'two');
    expect((await bench.client.get(list)).json<{ items: unknown[] }>().items).toHaveLength(2);
  });

  it.each([
    '..%2Fx',
    'a%2Fb',
    'a%5Cb',
    '%00',
    'a%0D%0AX:y',
    '%7f',
    '%C2%85',
    'x'.repeat(256),
    '%C3%A9'.repeat(128),
  ])('%s is none: 400', async (path) => {
    const { list } = await newShelf(bench);
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(told(await bench.client.send(method, `${list}/${path}`, { headers: { 'If-Match': '*' } }))).toBe(
        '400 invalid-name',
      );
  });

  it.each(['.', '..', '%2e', '%2E%2e'])(
    '%s is none either, from a client that resolves nothing',
    async (path) => {
      const { list } = await newShelf(bench);
      const wire = await Wire.open(bench.url);
      await wire.ask(`GET ${list}/${path}`);
      const answer = await wire.answer();
      expect([answer.status, slugOf(answer)]).toEqual([400, 'invalid-name']);
      wire.close();
    },
  );

  it.each(['%', '%C3', '%ED%A0%80', '%FF'])('%s is no percent-encoded UTF-8: 400', async (path) => {
    const { list } = await newShelf(bench);
    expect(told(await bench.client.get(`${list}/${path}`))).toBe('400 bad-request');
  });

  it('of 255 bytes are allowed', async () => {
    const { uri } = await newShelf(bench);
    expect(await store(bench, uri(`${'é'.repeat(127)}x`), 'abc')).toMatch(/^"1\./);
  });
});

describe('how an attachment is served', () => {
  it.each([
    ['image/png', 'inline'],
    ['image/jpeg', 'inline'],
    ['image/gif', 'inline'],
    ['image/webp', 'inline'],
    ['image/avif', 'inline'],
    ['text/plain', 'inline'],
    ['text/plain; charset=utf-8', 'inline'],
    ['text/html', 'attachment'],
    ['image/svg+xml', 'attachment'],
    ['application/pdf', 'attachment'],
    ['text/xml', 'attachment'],
    ['application/xhtml+xml', 'attachment'],
    ['text/javascript', 'attachment'],
    ['application/octet-stream', 'attachment'],
    ['image/pngx', 'attachment'],
  ])('%s is %s, and sandboxed in any case', async (mediaType, disposition) => {
    const { uri } = await newShelf(bench);
    await store(bench, uri('a'), '<script>alert(1)</script>', { 'Content-Type': mediaType });
    const { headers } = await bench.client.get(uri('a'), { Range: 'bytes=0-' });
    expect(headers).toMatchObject({
      'content-type': mediaType,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-disposition']?.split(';')[0]).toBe(disposition);
  });

  it('is 406 to who does not accept its type, and said to vary by that', async () => {
    const { uri } = await newShelf(bench);
    await store(bench, uri('a'), 'abc', { 'Content-Type': 'image/png' });
    const answer = await bench.client.get(uri('a'), { Accept: 'application/json' });
    expect(told(answer)).toBe('406 not-acceptable');
    expect(answer.json()).toMatchObject({ available: ['image/png'] });
    const image = await bench.client.get(uri('a'), { Accept: 'image/*' });
    expect([image.status, image.headers.vary]).toEqual([200, 'Accept, Accept-Encoding']);
  });

  it('is never compressed', async () => {
    const { uri } = await newShelf(bench);
    await store(bench, uri('a'), 'a'.repeat(9000), { 'Content-Type': 'text/plain' });
    const answer = await bench.client.get(uri('a'), { 'Accept-Encoding': 'br, gzip' });
    expect([answer.headers['content-encoding'], answer.text.length]).toEqual([undefined, 9000]);
  });
});
