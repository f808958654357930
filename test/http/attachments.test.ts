import { Buffer } from 'node:buffer';
import { digestOf, newShelf, send, store } from './attachment-place.js';
import { fieldsOf, remove, replace, told, useService } from './support.js';

const bench = useService({ ATTACHMENT_LIMIT: '300KiB' });

const PNG = { 'Content-Type': 'image/png' };
const NEW = { 'If-None-Match': '*' };

describe('PUT, GET and DELETE of an attachment', () => {
  it('store, show and remove the very bytes with a revision, a type and a digest', async () => {
    const { uri } = await newShelf(bench);
    const bytes = Buffer.from([0, 255, 13, 10, 0, 128]);
    const made = await send(bench, uri('a.png'), bytes, { ...NEW, ...PNG });
    expect([made.status, made.headers.location, made.text]).toEqual([201, uri('a.png'), '']);
    expect(made.etag).toMatch(/^"1\.[0-9a-z]+"$/);

    const shown = await bench.client.get(uri('a.png'));
    expect(shown.bytes).toEqual(bytes);
    expect(shown.headers).toMatchObject({
      etag: made.etag,
      'last-modified': made.headers['last-modified'],
      'content-type': 'image/png',
      'content-length': '6',
      'accept-ranges': 'bytes',
      'repr-digest': digestOf(bytes),
      'cache-control': 'max-age=0, must-revalidate',
    });

    const replaced = await send(bench, uri('a.png'), 'other', { ...PNG, 'If-Match': made.etag });
    expect([replaced.status, replaced.etag.slice(0, 3)]).toEqual([204, '"2.']);
    expect((await bench.client.get(uri('a.png'))).text).toBe('other');

    const removed = await bench.client.delete(uri('a.png'), { 'If-Match': replaced.etag });
    expect(removed.status).toBe(204);
    const gone = await bench.client.get(uri('a.png'));
    expect(told(gone)).toBe('410 gone');
    expect(gone.json()).toMatchObject({ revision: 3 });
    expect((await send(bench, uri('a.png'), 'new', NEW)).etag.slice(0, 3)).toBe('"4.');
  });

  it('know the empty attachment, and one of several chunks', async () => {
    const { uri } = await newShelf(bench);
    const large = Buffer.alloc(300 * 1024, 'abcdefg');
    for (const bytes of [Buffer.alloc(0), large]) {
      const name = uri(`n${bytes.length}`);
      await store(bench, name, bytes);
      const answer = await bench.client.get(name);
      expect(answer.bytes.equals(bytes)).toBe(true);
      expect(answer.headers).toMatchObject({
        'content-length': String(bytes.length),
        'repr-digest': digestOf(bytes),
        'content-type': 'application/octet-stream',
      });
    }
  });

  it('answer HEAD as GET, without content', async () => {
    const { uri } = await newShelf(bench);
    await store(bench, uri('a'), 'abc', PNG);
    const [get, head] = [await bench.client.get(uri('a')), await bench.client.head(uri('a'))];
    expect(head.bytes).toHaveLength(0);
    expect(fieldsOf(head)).toEqual(fieldsOf(get));
  });

  it('take the same bytes and type again as no change; another type is one', async () => {
    const { uri, list } = await newShelf(bench);
    const etag = await store(bench, uri('a'), 'abc', { 'Content-Type': 'Text/Plain;Charset="utf-8"' });
    const before = (await bench.client.get(list)).etag;
    const again = { 'Content-Type': 'text/plain; charset=utf-8' };
    expect(await store(bench, uri('a'), 'abc', again)).toBe(etag);
    expect((await bench.client.get(list)).etag).toBe(before);
    expect((await store(bench, uri('a'), 'abc', PNG)).slice(0, 3)).toBe('"2.');
    expect((await bench.client.get(uri('a'))).headers['content-type']).toBe('image/png');
  });

  it('honour Prefer: return=representation with the bytes, return=minimal without', async () => {
    const { uri } = await newShelf(bench);
    const wish = { ...PNG, Prefer: 'return=representation' };
    const made = await send(bench, uri('a'), 'abc', { ...NEW, ...wish });
    expect([made.status, made.text, made.headers['preference-applied']]).toEqual([
      201,
      'abc',
      'return=representation',
    ]);
    const changed = await send(bench, uri('a'), 'abcd', { 'If-Match': made.etag, ...wish });
    expect([changed.status, changed.text, changed.headers['content-location']]).toEqual([
      200,
      'abcd',
      uri('a'),
    ]);
    expect(changed.headers).toMatchObject({
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'image/png',
    });
    const kept = await send(bench, uri('a'), 'abcd', { 'If-Match': '*', ...wish });
    expect([kept.status, kept.text, kept.etag]).toEqual([200, 'abcd', changed.etag]);
    const minimal = await send(bench, uri('a'), 'x', { 'If-Match': '*', Prefer: 'return=minimal' });
    expect([minimal.status, minimal.headers['preference-applied']]).toEqual([204, 'return=minimal']);
  });

  it('R48: 304 comes from the head alone, with the fields that guard it and no other metadata', async () => {
    const { uri } = await newShelf(bench);
    const etag = await store(bench, uri('a'), 'abc', PNG);
    const answer = await bench.client.get(uri('a'), { 'If-None-Match': `W/${etag}` });
    expect([answer.status, answer.etag, answer.text]).toEqual([304, etag, '']);
    expect(answer.headers).toMatchObject({ 'content-security-policy': "sandbox; default-src 'none'" });
    for (const field of ['content-type', 'content-length', 'last-modified', 'repr-digest', 'accept-ranges'])
      expect(answer.headers).not.toHaveProperty(field);
    const dated = await bench.client.head(uri('a'), {
      'If-Modified-Since': new Date(Date.now() + 2000).toUTCString(),
    });
    expect(dated.status).toBe(304);
  });
});

describe('an attachment is guarded like a document', () => {
  const cases: readonly [string, Readonly<Record<string, string>>, string, string, string][] = [
    // method result when live, deleted, never
    ['PUT', {}, '428 precondition-required', '428 precondition-required', '428 precondition-required'],
    ['PUT', { 'If-None-Match': '*' }, '412 precondition-failed', '201', '201'],
    ['PUT', { 'If-Match': '*' }, '204', '412 precondition-failed', '412 precondition-failed'],
    [
      'PUT',
      { 'If-Match': '"1.k3"' },
      '412 precondition-failed',
      '412 precondition-failed',
      '412 precondition-failed',
    ],
    [
      'PUT',
      { 'If-Match': 'x' },
      '400 malformed-precondition',
      '400 malformed-precondition',
      '400 malformed-precondition',
    ],
    ['DELETE', {}, '428 precondition-required', '410 gone', '404 attachment-not-found'],
    ['DELETE', { 'If-Match': '"1.k3"' }, '412 precondition-failed', '410 gone', '404 attachment-not-found'],
    ['DELETE', { 'If-Match': '*' }, '204', '410 gone', '404 attachment-not-found'],
    ['GET', { 'If-Match': '"1.k3"' }, '412 precondition-failed', '410 gone', '404 attachment-not-found'],
  ];
  it.each(cases)('%s with %j: %s, %s, %s', async (method, headers, live, deleted, never) => {
    const { uri } = await newShelf(bench);
    await store(bench, uri('live'), 'abc');
    await store(bench, uri('deleted'), 'abc');
    await remove(bench.client, uri('deleted'));
    const results = [];
    for (const name of ['live', 'deleted', 'never']) {
      const body = method === 'PUT' ? { body: 'new' } : {};
      results.push(told(await bench.client.send(method, uri(name), { headers, ...body })));
    }
    expect(results).toEqual([live, deleted, never]);
  });

  it('a 412 tells the current tag', async () => {
    const { uri } = await newShelf(bench);
    const etag = await store(bench, uri('a'), 'abc');
    const answer = await send(bench, uri('a'), 'new', { 'If-Match': '"9.zz"' });
    expect([told(answer), answer.etag]).toEqual(['412 precondition-failed', etag]);
    expect(answer.json()).toMatchObject({ current: { revision: 1, etag } });
  });

  it('a collection with {"preconditions":"optional"} lets a write without a guard through', async () => {
    const { uri } = await newShelf(bench, '{"preconditions":"optional"}');
    expect((await send(bench, uri('a'), 'abc')).status).toBe(201);
    expect((await send(bench, uri('a'), 'abcd')).status).toBe(204);
    expect((await bench.client.delete(uri('a'))).status).toBe(204);
  });

  it('what it belongs to must be there: 404 and 410 say what is not', async () => {
    const { uri, place, document } = await newShelf(bench);
    await store(bench, uri('a'), 'abc');
    const other = `${place.document('other')}/attachments`;
    expect(told(await send(bench, `${other}/a`, 'abc', NEW))).toBe('404 document-not-found');
    expect(told(await bench.client.get(other))).toBe('404 document-not-found');
    await remove(bench.client, document);
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(told(await bench.client.send(method, uri('a'), { headers: { 'If-Match': '*' } }))).toBe(
        '410 gone',
      );
    const nowhere = '/v1/collections/nowhere/documents/d/attachments';
    expect(told(await bench.client.get(nowhere))).toBe('404 collection-not-found');
    expect(told(await send(bench, `${nowhere}/a`, 'abc'))).toBe('404 collection-not-found');
  });

  it('its own changes do not touch the tag of its document, nor the other way round', async () => {
    const { uri, document } = await newShelf(bench);
    const before = (await bench.client.get(document)).etag;
    const etag = await store(bench, uri('a'), 'abc');
    expect((await bench.client.get(document)).etag).toBe(before);
    await replace(bench.client, document);
    expect((await bench.client.get(uri('a'))).etag).toBe(etag);
  });
});

/** An attachment that holds `old`. */
async function prepare(): Promise<string> {
  const { uri } = await newShelf(bench);
  await store(bench, uri('a'), 'old');
  return uri('a');
}

/** What comes of replacing it, and what it holds then. */
async function put(
  uri: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = 'new',
): Promise<[result: string, text: string]> {
  const result = told(await send(bench, uri, body, { 'If-Match': '*', ...headers }));
  const { text } = await bench.client.get(uri);
  return [result, text.slice(0, 3)];
}

describe('the content of a PUT', () => {
  it.each([
    ['Repr-Digest', digestOf('new')],
    ['Content-Digest', digestOf('new')],
    ['Repr-Digest', `md5=:AAAA:, ${digestOf('new')};a=1;b="x", ${digestOf('new', 'sha-512')}`],
    ['Repr-Digest', 'unixsum=:AAAA:'],
    ['Repr-Digest', `${digestOf('wrong')}, ${digestOf('new')}`],
  ])('%s: %s holds: stored', async (field, value) => {
    const uri = await prepare();
    expect(await put(uri, { [field]: value })).toEqual(['204', 'new']);
  });

  it.each([
    ['Repr-Digest', digestOf('wrong'), '422 digest-mismatch'],
    ['Content-Digest', digestOf('wrong', 'sha-512'), '422 digest-mismatch'],
    ['Repr-Digest', 'sha-256=abc', '400 bad-request'],
    ['Repr-Digest', 'sha-256=:abc', '400 bad-request'],
    ['Repr-Digest', 'sha-256=:YWJj:', '400 bad-request'],
    ['Content-Digest', 'SHA-256=:YWJj:', '400 bad-request'],
    ['Repr-Digest', `${digestOf('new')},`, '400 bad-request'],
    ['Content-Encoding', 'gzip', '415 unsupported-media-type'],
    ['Content-Range', 'bytes 0-2/9', '400 bad-request'],
    ['Content-Type', 'image', '415 unsupported-media-type'],
    ['Content-Type', 'image/png; a=1; A=2', '415 unsupported-media-type'],
    ['Content-Type', `image/${'x'.repeat(300)}`, '415 unsupported-media-type'],
    ['Idempotency-Key', 'a b', '400 malformed-idempotency-key'],
  ])('%s: %s is %s, and nothing is stored', async (field, value, result) => {
    const uri = await prepare();
    expect(await put(uri, { [field]: value })).toEqual([result, 'old']);
  });

  it('may have ATTACHMENT_LIMIT bytes and not one more, whatever BODY_LIMIT is', async () => {
    const uri = await prepare();
    const most = Buffer.alloc(300 * 1024, 'x');
    const refused = ['413 content-too-large', 'old'];
    expect(await put(uri, {}, Buffer.concat([most, most]))).toEqual(refused);
    expect(await put(uri, {}, Buffer.alloc(most.length + 1, 'x'))).toEqual(refused);
    expect(await put(uri, {}, most)).toEqual(['204', 'xxx']);
  });

  it('with unknown query parameters is refused', async () => {
    const uri = await prepare();
    expect(told(await send(bench, `${uri}?x=1`, 'new', { 'If-Match': '*' }))).toBe('400 invalid-parameter');
    expect(told(await bench.client.get(`${uri}?download`))).toBe('400 invalid-parameter');
  });
});

describe('Idempotency-Key on an attachment', () => {
  const KEY = { 'Idempotency-Key': 'upload-1' };

  it('replays the answer to the same bytes, and refuses others', async () => {
    const { uri } = await newShelf(bench);
    const request = { ...NEW, ...KEY, ...PNG };
    const first = await send(bench, uri('a'), 'abc', request);
    const second = await send(bench, uri('a'), 'abc', request);
    expect([second.status, second.etag, second.headers['idempotency-replayed']]).toEqual([
      201,
      first.etag,
      'true',
    ]);
    expect(told(await send(bench, uri('a'), 'abX', request))).toBe('422 idempotency-key-reused');
    const headers = { ...KEY, 'If-Match': first.etag };
    expect(told(await bench.client.delete(uri('a'), headers))).toBe('422 idempotency-key-reused');
    const removal = { 'If-Match': first.etag, 'Idempotency-Key': 'removal-1' };
    const twice = [
      await bench.client.delete(uri('a'), removal),
      await bench.client.delete(uri('a'), removal),
    ];
    expect(twice.map(({ status }) => status)).toEqual([204, 204]);
    expect((await bench.client.get(uri('a'))).json()).toMatchObject({ revision: 2 });
  });

  it('performs one of two that come at once', async () => {
    const { uri } = await newShelf(bench);
    const body = Buffer.alloc(280_000, 'x');
    const request = { ...NEW, 'Idempotency-Key': 'twin-1' };
    const [a, b] = await Promise.all([1, 2].map(() => send(bench, uri('a'), body, request)));
    expect([a?.status, b?.status, a?.etag === b?.etag]).toEqual([201, 201, true]);
  });

  it('replays the bytes with return=representation while they are current, and without them after that', async () => {
    const { uri } = await newShelf(bench);
    const request = { ...NEW, 'Idempotency-Key': 'shown-1', Prefer: 'return=representation' };
    await send(bench, uri('a'), 'abc', request);
    const again = await send(bench, uri('a'), 'abc', request);
    expect([again.status, again.text, again.headers['content-length']]).toEqual([201, 'abc', '3']);
    await store(bench, uri('a'), 'other');
    const later = await send(bench, uri('a'), 'abc', request);
    expect([later.status, later.text, later.headers['idempotency-replayed']]).toEqual([201, '', 'true']);
    // Nor does it say anything of bytes that it does not show.
    for (const field of ['preference-applied', 'repr-digest', 'content-disposition', 'content-location'])
      expect(later.headers).not.toHaveProperty(field);
  });
});
