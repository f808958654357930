import { create, observe, told, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';

const bench = useService();

const HOST = '\r\nHost: x';
const CREATE = '\r\nIf-None-Match: *\r\nContent-Type: application/json';

/** Sends bytes as they stand; resolves with the answer and with what came behind it until the connection was closed. */
async function onlyAnswer(text: string): Promise<string> {
  const wire = await Wire.open(bench.url);
  await wire.write(Buffer.from(text, 'latin1'));
  const answer = await wire.answer();
  const words = `${answer.status} ${slugOf(answer)}`;
  // 9112 11.2: a second answer would be taken for that to somebody else's request.
  expect(await wire.closed()).toBe('');
  return words;
}

describe('9112 2 to 5: request lines and fields that are refused, once, and then the connection is closed', () => {
  const line = 'GET /v1/collections HTTP/1.1';
  it.each([
    ['a method in lower case', '501 not-implemented', `get /v1/collections HTTP/1.1${HOST}\r\n\r\n`],
    ['a method of 5000 letters', '501 not-implemented', `${'A'.repeat(5000)} / HTTP/1.1${HOST}\r\n\r\n`],
    ['HTTP/2.0', '505 version-not-supported', `GET / HTTP/2.0${HOST}\r\n\r\n`],
    ['the preface of HTTP/2', '505 version-not-supported', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a line of HTTP/0.9', '505 version-not-supported', 'GET /v1/collections\r\n\r\n'],
    ['HTTP/0.9', '505 version-not-supported', `GET / HTTP/0.9${HOST}\r\n\r\n`],
    ['HTTP/1.2', '400 bad-request', `GET / HTTP/1.2${HOST}\r\n\r\n`],
    ['two Host lines', '400 bad-request', `${line}${HOST}${HOST}\r\n\r\n`],
    ['a Host with a space', '400 bad-request', `${line}\r\nHost: a b\r\n\r\n`],
    ['a Host with a slash', '400 bad-request', `${line}\r\nHost: a/b\r\n\r\n`],
    ['a Host with a user', '400 bad-request', `${line}\r\nHost: u@a\r\n\r\n`],
    ['a Host with half a port', '400 bad-request', `${line}\r\nHost: a:b\r\n\r\n`],
    ['CR alone in a value', '400 bad-request', `${line}${HOST}\r\nX: a\rb\r\n\r\n`],
    ['LF alone everywhere', '400 bad-request', 'GET /v1/collections HTTP/1.1\nHost: x\n\n'],
    ['LF alone between fields', '400 bad-request', `${line}${HOST}\nX: a\r\n\r\n`],
    ['a folded line', '400 bad-request', `${line}${HOST}\r\nIf-Match: "a",\r\n "b"\r\n\r\n`],
    ['a space before the colon', '400 bad-request', `${line}${HOST}\r\nIf-Match : *\r\n\r\n`],
    ['no colon', '400 bad-request', `${line}${HOST}\r\nIf-Match\r\n\r\n`],
    ['no name', '400 bad-request', `${line}${HOST}\r\n: *\r\n\r\n`],
    ['NUL in a value', '400 bad-request', `${line}${HOST}\r\nX: a\0b\r\n\r\n`],
    ['NUL in a name', '400 bad-request', `${line}${HOST}\r\nX\0: a\r\n\r\n`],
    ['a control character in a value', '400 bad-request', `${line}${HOST}\r\nX: a\x01\r\n\r\n`],
    ['a space in the target', '400 bad-request', `GET /v1/a b HTTP/1.1${HOST}\r\n\r\n`],
    ['a tab in the target', '400 bad-request', `GET /v1/a\tb HTTP/1.1${HOST}\r\n\r\n`],
    ['a byte beyond ASCII in the target', '400 bad-request', `GET /v1/\xe9 HTTP/1.1${HOST}\r\n\r\n`],
    ['a target without a slash', '400 bad-request', `GET v1/collections HTTP/1.1${HOST}\r\n\r\n`],
    ['CONNECT', '501 not-implemented', 'CONNECT other.example:443 HTTP/1.1\r\nHost: other.example\r\n\r\n'],
    [
      'CONNECT to a path',
      '501 not-implemented',
      `CONNECT /v1/collections HTTP/1.1${HOST}\r\n\r\nGET / HTTP/1.1`,
    ],
  ])('R54: %s: %s', async (_, result, text) => {
    expect(await onlyAnswer(text)).toBe(result);
  });
});

describe('9112 6: content whose length can be read in two ways is refused, and nothing of it is performed', () => {
  const SMUGGLED = `DELETE /v1/collections/victim HTTP/1.1${HOST}\r\nIf-Match: *\r\n\r\n`;

  it.each([
    ['a coding that is not known', '501 coding-not-implemented', 'Transfer-Encoding: xchunked'],
    ['gzip, chunked', '501 coding-not-implemented', 'Transfer-Encoding: gzip, chunked'],
    ['identity', '501 coding-not-implemented', 'Transfer-Encoding: identity'],
    ['a parameter', '501 coding-not-implemented', 'Transfer-Encoding: chunked;q=1'],
    ['no coding', '501 coding-not-implemented', 'Transfer-Encoding: '],
    ['chunked twice', '400 bad-request', 'Transfer-Encoding: chunked, chunked'],
    ['two lines', '400 bad-request', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked'],
    ['a tab behind it', '400 bad-request', 'Transfer-Encoding: chunked\t'],
    ['both', '400 bad-request', 'Transfer-Encoding: chunked\r\nContent-Length: 5'],
    ['both, the other way round', '400 bad-request', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
    ['a plus sign', '400 bad-request', 'Content-Length: +5'],
    ['a minus sign', '400 bad-request', 'Content-Length: -5'],
    ['a list', '400 bad-request', 'Content-Length: 5, 5'],
    ['two equal lines', '400 bad-request', 'Content-Length: 5\r\nContent-Length: 5'],
    ['two different lines', '400 bad-request', 'Content-Length: 5\r\nContent-Length: 6'],
    ['hexadecimal', '400 bad-request', 'Content-Length: 0x5'],
    ['a number beyond 64 bits', '400 bad-request', 'Content-Length: 99999999999999999999999'],
    ['nothing', '400 bad-request', 'Content-Length: '],
    ['two numbers', '400 bad-request', 'Content-Length: 5 5'],
  ])('R54: %s: %s', async (_, result, framing) => {
    await bench.client.makeCollection('victim').catch(() => undefined);
    const before = await observe(bench.client, '/v1/collections');
    const head = `PUT /v1/collections/smuggler HTTP/1.1${HOST}${CREATE}\r\n${framing}`;
    expect(await onlyAnswer(`${head}\r\n\r\n0\r\n\r\n${SMUGGLED}`)).toBe(result);
    expect(await observe(bench.client, '/v1/collections')).toEqual(before);
  });

  it.each([
    ['a size that is no number', 'zz\r\n'],
    ['a negative size', '-1\r\n'],
    ['more than the size says', '2\r\n{}{}\r\n0\r\n\r\n'],
    ['LF alone', '2\n{}\n0\n\n'],
    ['an extension of 20 kB', `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`],
  ])('R23: %s in chunked content: 400, nothing is stored', async (_, content) => {
    const uri = (await bench.collection()).document('a');
    const head = `PUT ${uri} HTTP/1.1${HOST}${CREATE}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await onlyAnswer(head + content)).toBe('400 bad-request');
    expect(told(await bench.client.get(uri))).toBe('404 document-not-found');
  });

  it('R23: trailers of 20 kB: 431, nothing is stored', async () => {
    const uri = (await bench.collection()).document('a');
    const head = `PUT ${uri} HTTP/1.1${HOST}${CREATE}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const content = `2\r\n{}\r\n0\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`;
    expect(await onlyAnswer(head + content)).toBe('431 header-too-large');
    expect(told(await bench.client.get(uri))).toBe('404 document-not-found');
  });

  it('R54: two Content-Type lines: 400, whichever stands first', async () => {
    const uri = (await bench.collection()).document('a');
    for (const types of [
      'application/json\r\nContent-Type: text/plain',
      'text/plain\r\nContent-Type: application/json',
    ])
      expect(
        await onlyAnswer(
          `PUT ${uri} HTTP/1.1${HOST}\r\nIf-None-Match: *\r\nContent-Length: 2\r\nContent-Type: ${types}\r\n\r\n{}`,
        ),
      ).toBe('400 bad-request');
  });

  it('one answer only, when the content of a request that was answered already turns out to be broken', async () => {
    const wire = await Wire.open(bench.url);
    await wire.ask('PUT /v1/nothing', 'Transfer-Encoding: chunked');
    expect((await wire.answer()).status).toBe(404);
    await wire.write('zz\r\n');
    expect(await wire.closed()).toBe('');
  });
});

describe('what is taken although it is unusual', () => {
  it.each([
    ['a tab before "chunked"', 201, 'Transfer-Encoding:\tchunked', inChunks(Buffer.from('{}'))],
    ['CHUNKED', 201, 'Transfer-Encoding: CHUNKED', inChunks(Buffer.from('{}'))],
    ['a zero in front of the length', 201, 'Content-Length: 02', '{}'],
    ['Upgrade: websocket', 201, 'Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2', '{}'],
    ['Upgrade: h2c', 201, 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nContent-Length: 2', '{}'],
    ['Accept-Charset', 201, 'Accept-Charset: utf-16\r\nContent-Length: 2', '{}'],
  ])('%s: %d, and the connection goes on', async (_, status, fields, content) => {
    const uri = (await bench.collection()).document('a');
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, 'If-None-Match: *', 'Content-Type: application/json', fields);
    await wire.write(content);
    expect((await wire.answer()).status).toBe(status);
    await wire.ask(`GET ${uri}`);
    expect((await wire.answer()).body).toBe('{}');
    wire.close();
  });

  it('a GET with content: the content is dropped, and what follows is the next request: 200, 200', async () => {
    const uri = (await bench.collection()).document('a');
    await create(bench.client, uri);
    const wire = await Wire.open(bench.url);
    await wire.ask(`GET ${uri}`, 'Content-Length: 5');
    await wire.write('DELET');
    expect((await wire.answer()).status).toBe(200);
    await wire.ask(`GET ${uri}`, 'Transfer-Encoding: chunked');
    await wire.write(inChunks(Buffer.alloc(200_000)));
    expect((await wire.answer()).body).toBe('{"n":1}');
    wire.close();
  });

  it('empty lines before a request, an empty Host, and HTTP/1.0 without one: 200', async () => {
    for (const text of [
      `\r\n\r\nGET /v1/collections HTTP/1.1${HOST}\r\n\r\n`,
      'GET /v1/collections HTTP/1.1\r\nHost: \r\n\r\n',
      'GET /v1/collections HTTP/1.1\r\nHost: [::1]:80\r\n\r\n',
      'GET /v1/collections HTTP/1.0\r\n\r\n',
    ]) {
      const wire = await Wire.open(bench.url);
      await wire.write(text);
      expect((await wire.answer()).status).toBe(200);
      wire.close();
    }
  });

  it('9112 9.3: a connection ends with "Connection: close" and HTTP/1.0, and lasts with "keep-alive"', async () => {
    const line = 'GET /v1/collections HTTP/1';
    for (const [text, connection] of [
      [`${line}.1${HOST}\r\nConnection: close\r\n\r\n`, 'close'],
      [`${line}.0\r\n\r\n`, 'close'],
      [`${line}.0\r\nConnection: keep-alive\r\n\r\n`, 'keep-alive'],
    ] as const) {
      const wire = await Wire.open(bench.url);
      await wire.write(text);
      expect((await wire.answer()).fields.get('connection')).toBe(connection);
      // One that lasts has no end to wait for.
      const ended = connection === 'close' ? await wire.closed() : '';
      expect(ended).toBe('');
      wire.close();
    }
  });
});

describe('9110 9.3.7 and 9112 3.2 targets', () => {
  it('R42, R70: OPTIONS * lists every method, whatever the preconditions: 204', async () => {
    const wire = await Wire.open(bench.url);
    await wire.ask('OPTIONS *', 'If-Match: "none"');
    const answer = await wire.answer();
    expect([answer.status, answer.fields.get('allow')]).toEqual([
      204,
      'GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE',
    ]);
    wire.close();
  });

  it.each([
    ['GET *', '400 bad-request'],
    ['DELETE *', '400 bad-request'],
    ['GET /v1/collections#top', '400 bad-request'],
    ['GET ftp://x/v1/collections', '400 bad-request'],
    ['GET http://user:secret@x/v1/collections', '400 bad-request'],
    ['GET http:///v1/collections', '400 bad-request'],
    ['GET /v1/./collections', '404 not-found'],
    ['GET /v1/../v1/collections', '404 not-found'],
    ['GET //v1/collections', '404 not-found'],
    ['GET /v1/collections%2Fa', '404 not-found'],
  ])('R54: %s: %s, and the connection goes on', async (line, result) => {
    const wire = await Wire.open(bench.url);
    await wire.ask(line);
    const answer = await wire.answer();
    expect(`${answer.status} ${slugOf(answer)}`).toBe(result);
    await wire.ask('GET http://any.example:1/v1/collections');
    expect((await wire.answer()).status).toBe(200);
    wire.close();
  });
});

describe('9110 9.3.2 HEAD', () => {
  it.each([
    ['/v1/nothing', 404],
    ['/v1/collections?nothing=1', 400],
    ['/v1/collections/BAD', 400],
    ['/v1/collections', 200],
  ])('R57: has no content, for a refusal neither: %s: %d', async (path, status) => {
    const wire = await Wire.open(bench.url);
    await wire.ask(`HEAD ${path}`, 'Connection: close');
    const head = await wire.closed();
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*\\r\\n\\r\\n$`));
    expect(head.indexOf('\r\n\r\n')).toBe(head.length - 4);
  });
});
