import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ContentResult, readContent } from '../../src/http/content.js';
import { create, observe, told, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';

const bench = useService({ BODY_LIMIT: '8MiB' });

/** A request as text, with JSON content if there is any. */
function written(line: string, content: string, ...fields: readonly string[]): string {
  const length =
    content === '' ? [] : ['Content-Type: application/json', `Content-Length: ${content.length}`];
  return [`${line} HTTP/1.1`, 'Host: x', ...length, ...fields, '', content].join('\r\n');
}

describe('9112 9.3.2 pipelined requests', () => {
  it('R45: are performed and answered in their order', async () => {
    const place = await bench.collection();
    const uri = place.document('a');
    const wire = await Wire.open(bench.url);
    await wire.write(
      [
        written(`GET ${uri}`, ''),
        written(`PUT ${uri}`, '{"n":1}', 'If-None-Match: *'),
        written(`GET ${uri}`, ''),
        written(`PUT ${uri}`, '{"n":2}'),
        written(`PUT ${uri}`, '{"n":2}', 'If-Match: "1.k3"'),
        written(`POST ${place.list}`, '{"n":3}'),
        written(`GET ${uri}`, '', 'If-None-Match: *'),
        written(`PUT ${uri}`, '{"n":4}', 'If-Match: *'),
        written(`GET ${uri}`, ''),
        written(`DELETE ${uri}`, '', 'If-Match: *'),
        written(`GET ${uri}`, ''),
        written('GET /v1/nothing', ''),
        written(`GET ${place.list}`, ''),
      ].join(''),
    );
    const answers = [];
    for (let n = 0; n < 13; n++) answers.push(await wire.answer());
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toEqual([404, 201, 200, 428, 412, 201, 304, 204, 200, 204, 410, 404, 200]);
    expect([answers[2]?.body, answers[8]?.body]).toEqual(['{"n":1}', '{"n":4}']);
    expect(JSON.parse(answers[12]?.body ?? '')).toMatchObject({ total: 1 });
    expect(wire.silent).toBe(true);
    wire.close();
  });

  it('R9: an If-Match in a line of its own counts, however many fields stand before it: 412', async () => {
    const uri = (await bench.collection('{"preconditions":"optional"}')).document('a');
    await create(bench.client, uri);
    const fields = Array.from({ length: 2500 }, (_, n) => `x${n % 10}: `);
    const wire = await Wire.open(bench.url);
    await wire.write(written(`PUT ${uri}`, '{"n":2}', ...fields, 'If-Match: "1.k3"'));
    expect((await wire.answer()).status).toBe(412);
    wire.close();
  });

  it('R18: a precondition in a trailer is none: 428', async () => {
    const uri = (await bench.collection()).document('a');
    await create(bench.client, uri);
    const wire = await Wire.open(bench.url);
    const fields = ['Content-Type: application/json', 'Trailer: If-Match', 'Transfer-Encoding: chunked'];
    await wire.ask(`PUT ${uri}`, ...fields);
    await wire.write('7\r\n{"n":2}\r\n0\r\nIf-Match: *\r\n\r\n');
    const answer = await wire.answer();
    expect([answer.status, slugOf(answer)]).toEqual([428, 'precondition-required']);
    expect((await bench.client.get(uri)).text).toBe('{"n":1}');
    wire.close();
  });
});

describe('9112 9.3 a refused upload', () => {
  const UPLOAD = Buffer.alloc(5_000_000, 0x20);

  it.each([
    ['412', 'PUT', ['If-Match: "1.k3"']],
    ['428', 'PUT', []],
    ['405', 'POST', []],
    ['406', 'PATCH', ['Accept: image/png']],
    ['415', 'PUT', ['Content-Type: text/plain']],
  ])(
    'R46: %s with 5 MB behind it: the answer is readable, and the connection goes on',
    async (status, method, fields) => {
      const uri = (await bench.collection()).document('a');
      await create(bench.client, uri);
      const before = await observe(bench.client, uri);
      const type = fields[0]?.startsWith('Content-Type') ? [] : ['Content-Type: application/json'];
      for (const [length, content] of [
        [`Content-Length: ${UPLOAD.length}`, UPLOAD],
        ['Transfer-Encoding: chunked', inChunks(UPLOAD)],
      ] as const) {
        const wire = await Wire.open(bench.url);
        await wire.ask(`${method} ${uri}`, ...type, ...fields, length);
        await wire.write(content);
        expect(String((await wire.answer()).status)).toBe(status);
        await wire.ask(`GET ${uri}`);
        expect((await wire.answer()).status).toBe(200);
        wire.close();
      }
      expect(await observe(bench.client, uri)).toEqual(before);
    },
  );
});

describe('9112 9.6 a refused upload on a connection that ends with it', () => {
  it.each([
    ['Connection: close', '1.1'],
    ['Connection: keep-alive, close', '1.1'],
    ['Accept: */*', '1.0'],
  ])(
    'R46: a client that reads its 412 only when all 5 MB are sent gets it (%s, HTTP/%s)',
    async (field, version) => {
      const uri = (await bench.collection()).document('a');
      await create(bench.client, uri);
      const wire = await Wire.open(bench.url);
      wire.socket.pause();
      const fields = [
        'Host: x',
        'Content-Type: application/json',
        'If-Match: "1.k3"',
        'Content-Length: 5000000',
      ];
      await wire.write([`PUT ${uri} HTTP/${version}`, ...fields, field, '', ''].join('\r\n'));
      await wire.write(Buffer.alloc(5_000_000, 0x20));
      wire.socket.resume();
      const answer = await wire.answer();
      expect([answer.status, slugOf(answer)]).toEqual([412, 'precondition-failed']);
      expect(await wire.closed()).toBe('');
    },
  );
});

describe('9112 8 content that never ends', () => {
  it.each(['Content-Length: 100', 'Transfer-Encoding: chunked'])(
    'R23: a client that leaves in the middle (%s) leaves nothing behind',
    async (length) => {
      const { client } = bench;
      const place = await bench.collection();
      const before = await observe(client, place.list, place.uri);
      for (const [line, guard] of [
        [`PUT ${place.document('a')}`, 'If-None-Match: *'],
        [`POST ${place.list}`, 'Accept: */*'],
        [`PUT ${place.uri}`, 'If-Match: *'],
      ] as const) {
        const wire = await Wire.open(bench.url);
        await wire.ask(line, 'Content-Type: application/json', guard, length);
        await wire.write(length.startsWith('C') ? '{}' : '2\r\n{}\r\n');
        wire.socket.end();
        await wire.closed();
      }
      expect(await observe(client, place.list, place.uri)).toEqual(before);
      expect(told(await client.get(place.document('a')))).toBe('404 document-not-found');
    },
  );

  it('R23: content that is asked for when the client has gone already is known not to come', async () => {
    const results: Promise<ContentResult>[] = [];
    const server = createServer((request: IncomingMessage, response: ServerResponse) => {
      const options = { limit: 100, codings: [] };
      request.socket.once('close', () => {
        setImmediate(() => {
          results.push(readContent(request, response, options));
          server.emit('asked');
        });
      });
      server.emit('received');
    });
    server.unref().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const wire = await Wire.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const asked = once(server, 'asked');
    const received = once(server, 'received');
    await wire.ask('PUT /', 'Content-Length: 10');
    await received;
    wire.close();
    await asked;
    expect(await Promise.all(results)).toEqual([{ kind: 'aborted' }]);
    server.close();
  });
});
