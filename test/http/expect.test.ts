import { create, observe, told, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';

const bench = useService({ BODY_LIMIT: '8MiB' });

const JSON_TYPE = 'Content-Type: application/json';
const CONTINUE = 'Expect: 100-continue';

/** The URI of a document. */
async function document(): Promise<string> {
  const uri = (await bench.collection()).document('a');
  await create(bench.client, uri);
  return uri;
}

describe('9110 10.1.1 Expect: 100-continue, refused from the header section', () => {
  it.each([
    ['412 precondition-failed', [JSON_TYPE, 'If-Match: "1.k3"', 'Content-Length: 10']],
    ['412 precondition-failed', [JSON_TYPE, 'If-None-Match: *', 'Transfer-Encoding: chunked']],
    ['428 precondition-required', [JSON_TYPE, 'Content-Length: 10']],
    ['415 unsupported-media-type', ['Content-Type: text/plain', 'If-Match: *', 'Content-Length: 10']],
    ['413 content-too-large', [JSON_TYPE, 'If-Match: *', 'Content-Length: 20000000']],
    ['400 malformed-precondition', [JSON_TYPE, 'If-Match: old', 'Content-Length: 10']],
  ])('R46: %s comes at once, without 100', async (result, fields) => {
    const uri = await document();
    const before = await observe(bench.client, uri);
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, CONTINUE, ...fields);
    const answer = await wire.answer();
    expect(`${answer.status} ${slugOf(answer)}`).toBe(result);
    expect([answer.fields.get('connection'), wire.silent]).toEqual(['close', true]);
    wire.close();
    expect(await observe(bench.client, uri)).toEqual(before);
  });

  it.each([
    ['POST', '/v1/collections/none/documents', '404 collection-not-found'],
    ['PUT', '/v1/collections/none/documents/a', '404 collection-not-found'],
    ['PUT', '/v1/nothing', '404 not-found'],
    ['PUT', '/v1/collections', '405 method-not-allowed'],
    ['PUT', '/v1/collections/BAD', '400 invalid-name'],
    ['PATCH', '/v1/collections/none', '404 collection-not-found'],
  ])('R46: %s %s: %s without 100', async (method, path, result) => {
    const wire = await Wire.open(bench.url);
    await wire.ask(`${method} ${path}`, CONTINUE, JSON_TYPE, 'Content-Length: 10');
    const answer = await wire.answer();
    expect(`${answer.status} ${slugOf(answer)}`).toBe(result);
    expect([answer.fields.get('connection'), wire.silent]).toEqual(['close', true]);
    wire.close();
  });

  it('R46: a client that sends nothing more sees the connection end: nobody knows what would follow', async () => {
    const uri = await document();
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, CONTINUE, JSON_TYPE, 'If-Match: "1.k3"', 'Content-Length: 10');
    expect((await wire.answer()).status).toBe(412);
    expect(await wire.closed()).toBe('');
  });

  it('R46: a client that sends its content without waiting, and reads only then, still reads the 412', async () => {
    const uri = await document();
    const wire = await Wire.open(bench.url);
    wire.socket.pause();
    await wire.ask(`PUT ${uri}`, CONTINUE, JSON_TYPE, 'If-Match: "1.k3"', 'Content-Length: 5000000');
    await wire.write(Buffer.alloc(5_000_000, 0x20));
    wire.socket.resume();
    expect((await wire.answer()).status).toBe(412);
    expect(await wire.closed()).toBe('');
  });
});

describe('9110 10.1.1 Expect: 100-continue, accepted', () => {
  it.each([
    ['PUT', 'document', JSON_TYPE, 204],
    ['PATCH', 'document', 'Content-Type: application/merge-patch+json', 200],
    ['POST', 'list', JSON_TYPE, 201],
    ['PUT', 'collection', JSON_TYPE, 204],
  ] as const)(
    'R46: %s to a %s: 100, and when the content has come: the answer',
    async (method, target, type, status) => {
      const place = await bench.collection('{ }');
      await create(bench.client, place.document('a'));
      const uri = { document: place.document('a'), list: place.list, collection: place.uri }[target];
      const wire = await Wire.open(bench.url);
      await wire.ask(`${method} ${uri}`, CONTINUE, type, 'If-Match: *', 'Content-Length: 2');
      const interim = await wire.answer();
      expect([interim.status, interim.fields.size, wire.silent]).toEqual([100, 0, true]);
      await wire.write('{}');
      const answer = await wire.answer();
      expect([answer.status, answer.fields.get('connection')]).toEqual([status, 'keep-alive']);
      await wire.ask(`GET ${uri}`);
      expect((await wire.answer()).status).toBe(200);
      wire.close();
    },
  );

  it('R46: content in chunks: 100, then 201', async () => {
    const uri = (await bench.collection()).document('a');
    const wire = await Wire.open(bench.url);
    await wire.ask(
      `PUT ${uri}`,
      'expect: 100-Continue',
      JSON_TYPE,
      'If-None-Match: *',
      'Transfer-Encoding: chunked',
    );
    expect((await wire.answer()).status).toBe(100);
    await wire.write(inChunks(Buffer.from('{"a":1}'), 3));
    expect((await wire.answer()).status).toBe(201);
    expect((await bench.client.get(uri)).text).toBe('{"a":1}');
    wire.close();
  });

  it('R46: content beyond the limit, in chunks: 100, then 413 for whoever reads it late, and the connection goes on', async () => {
    const uri = (await bench.collection()).document('a');
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, CONTINUE, JSON_TYPE, 'If-None-Match: *', 'Transfer-Encoding: chunked');
    expect((await wire.answer()).status).toBe(100);
    wire.socket.pause();
    await wire.write(inChunks(Buffer.alloc(20_000_000, 0x20)));
    wire.socket.resume();
    const answer = await wire.answer();
    expect([answer.status, slugOf(answer), answer.fields.get('connection')]).toEqual([
      413,
      'content-too-large',
      'keep-alive',
    ]);
    await wire.ask(`GET ${uri}`);
    expect((await wire.answer()).status).toBe(404);
    wire.close();
  });

  it('R46: what is refused only by the content: 100, then 400, and the connection goes on', async () => {
    const uri = await document();
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, CONTINUE, JSON_TYPE, 'If-Match: *', 'Content-Length: 2');
    expect((await wire.answer()).status).toBe(100);
    await wire.write('{]');
    const answer = await wire.answer();
    expect(`${answer.status} ${slugOf(answer)}`).toBe('400 malformed-json');
    await wire.ask(`GET ${uri}`);
    expect((await wire.answer()).status).toBe(200);
    wire.close();
  });

  it('R46: a request without content is answered without 100: 200, 204', async () => {
    const uri = await document();
    for (const [method, status] of [
      ['GET', 200],
      ['DELETE', 204],
    ] as const) {
      const wire = await Wire.open(bench.url);
      await wire.ask(`${method} ${uri}`, CONTINUE, 'If-Match: *');
      expect((await wire.answer()).status).toBe(status);
      wire.close();
    }
  });

  it('R46: HTTP/1.0 knows no 100: 201 at once', async () => {
    const uri = (await bench.collection()).document('a');
    const wire = await Wire.open(bench.url);
    const fields = [JSON_TYPE, 'If-None-Match: *', CONTINUE, 'Content-Length: 2'];
    await wire.write([`PUT ${uri} HTTP/1.0`, ...fields, '', '{}'].join('\r\n'));
    expect((await wire.answer()).status).toBe(201);
    wire.close();
  });

  it('R46: another expectation is not known: 417, and nothing is stored', async () => {
    const uri = (await bench.collection()).document('a');
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, 'Expect: tea', JSON_TYPE, 'If-None-Match: *', 'Content-Length: 2');
    await wire.write('{}');
    const answer = await wire.answer();
    expect([answer.status, slugOf(answer)]).toEqual([417, 'expectation-failed']);
    expect(told(await bench.client.get(uri))).toBe('404 document-not-found');
    wire.close();
  });
});
