import { Buffer } from 'node:buffer';
import { setTimeout as wait } from 'node:timers/promises';
import { create, told, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';
import { startWrapped } from './wrapped-store.js';

// F28–F30: every limit of a connection, with values that a test can wait for.
const bench = useService({
  BODY_LIMIT: '2MiB',
  DEPTH_LIMIT: '3',
  HEADER_LIMIT: '4096',
  DRAIN_LIMIT: '3MiB',
  HEADER_TIMEOUT: '1',
  REQUEST_TIMEOUT: '3',
  IDLE_TIMEOUT: '1',
  KEEP_ALIVE_TIMEOUT: '2',
});

const JSON_TYPE = 'Content-Type: application/json';
const CREATE = 'If-None-Match: *';

/** What came of a connection until it was closed: status and problem of its only answer. */
async function lastWords(wire: Wire): Promise<string> {
  const answer = await wire.answer();
  const words = `${answer.status} ${slugOf(answer)} ${answer.fields.get('connection')}`;
  expect(await wire.closed()).toBe('');
  return words;
}

/** Sends the header section of a PUT that creates a document, and `pieces` of its content. */
async function begin(uri: string, fields: readonly string[], ...pieces: readonly string[]): Promise<Wire> {
  const wire = await Wire.open(bench.url);
  await wire.ask(`PUT ${uri}`, JSON_TYPE, CREATE, ...fields);
  for (const piece of pieces) await wire.write(piece);
  return wire;
}

/** What comes of a PUT whose content stops moving, and of its document. */
async function stalled(fields: readonly string[], ...pieces: readonly string[]): Promise<string> {
  const uri = (await bench.collection()).document('a');
  const wire = await begin(uri, fields, ...pieces);
  if (fields.includes(CONTINUE)) expect((await wire.answer()).status).toBe(100);
  const words = await lastWords(wire);
  return `${words}, then ${told(await bench.client.get(uri))}`;
}

const CONTINUE = 'Expect: 100-continue';
const CUT = '408 request-timeout close';
const NOT_STORED = `${CUT}, then 404 document-not-found`;

// Each takes its seconds, so all of them wait together.
const SLOW: readonly (readonly [name: string, result: string, run: () => Promise<string>])[] = [
  [
    'a header section that never ends is cut after HEADER_TIMEOUT',
    CUT,
    async () => {
      const wire = await Wire.open(bench.url);
      await wire.write('GET /v1/collections HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      return lastWords(wire);
    },
  ],
  [
    'so is one that comes byte by byte',
    CUT,
    async () => {
      const wire = await Wire.open(bench.url);
      await wire.write('GET /v1/collections HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      const trickle = setInterval(() => void wire.write('a'), 200);
      const words = await lastWords(wire);
      clearInterval(trickle);
      return words;
    },
  ],
  [
    'a connection on which nothing is ever sent is closed',
    'closed',
    async () => {
      await (await Wire.open(bench.url)).closed();
      return 'closed';
    },
  ],
  [
    'R23: content of declared length that stands still is cut after IDLE_TIMEOUT',
    NOT_STORED,
    () => stalled(['Content-Length: 10'], '{"a":'),
  ],
  [
    'R23: content in chunks that stands still is cut after IDLE_TIMEOUT',
    NOT_STORED,
    () => stalled(['Transfer-Encoding: chunked'], '5\r\n{"a":\r\n'),
  ],
  ['R23: content that never begins is cut', NOT_STORED, () => stalled(['Content-Length: 10'])],
  [
    'R46: content that was asked for with 100 and does not come is cut',
    NOT_STORED,
    () => stalled([CONTINUE, 'Content-Length: 10']),
  ],
  [
    'content that moves may take longer than IDLE_TIMEOUT',
    '201',
    async () => {
      const wire = await begin((await bench.collection()).document('a'), ['Content-Length: 5']);
      for (const byte of '{  } ') {
        await wire.write(byte);
        await wait(400);
      }
      const { status } = await wire.answer();
      wire.close();
      return String(status);
    },
  ],
  [
    'R23: but a whole request no longer than REQUEST_TIMEOUT',
    NOT_STORED,
    async () => {
      const uri = (await bench.collection()).document('a');
      const wire = await begin(uri, ['Content-Length: 1000']);
      const trickle = setInterval(() => void wire.write(' '), 300);
      const words = await lastWords(wire);
      clearInterval(trickle);
      return `${words}, then ${told(await bench.client.get(uri))}`;
    },
  ],
  [
    'an answer may take as long as it takes: a store slower than IDLE_TIMEOUT',
    '200',
    async () => {
      const slow = await startWrapped(
        (store) => ({
          ...store,
          async list(collection, query) {
            await wait(2200);
            return store.list(collection, query);
          },
        }),
        { IDLE_TIMEOUT: '1', KEEP_ALIVE_TIMEOUT: '1' },
      );
      await slow.client.makeCollection('a');
      const answer = told(await slow.client.get('/v1/collections/a/documents'));
      await slow.stop();
      return answer;
    },
  ],
  [
    'a connection without a next request is closed after KEEP_ALIVE_TIMEOUT, which the answer tells',
    'timeout=2, then ""',
    async () => {
      const wire = await Wire.open(bench.url);
      await wire.ask('GET /v1/collections');
      const answer = await wire.answer();
      return `${answer.fields.get('keep-alive')}, then ${JSON.stringify(await wire.closed())}`;
    },
  ],
  [
    'an answer of 24 MB that nobody reads is broken off after IDLE_TIMEOUT',
    'a part',
    async () => {
      const place = await bench.collection();
      const text = `{"a":"${'x'.repeat(2_000_000)}"}`;
      for (let n = 0; n < 12; n++) await create(bench.client, place.document(`d${n}`), text);
      const wire = await Wire.open(bench.url);
      wire.socket.pause();
      await wire.ask(`GET ${place.list}`);
      await wait(2500);
      wire.socket.resume();
      // What the systems had buffered between the two is all that comes.
      const { length } = await wire.closed();
      return length > 0 && length < 24_000_000 ? 'a part' : `${length} bytes`;
    },
  ],
];

describe('F28: what moves too slowly', () => {
  let running: ReadonlyMap<string, Promise<PromiseSettledResult<string>>>;

  beforeAll(() => {
    running = new Map(
      SLOW.map(([name, , run]) => [name, Promise.allSettled([run()]).then(([settled]) => settled)]),
    );
  });

  it.each(SLOW)('%s: %s', async (name, result) => {
    expect(await running.get(name)).toEqual({ status: 'fulfilled', value: result });
  });
});

describe('9110 15.5 sizes', () => {
  it('R54: a header section beyond HEADER_LIMIT: 431 for a client that reads it when all is sent', async () => {
    for (const length of [5000, 3_000_000]) {
      const wire = await Wire.open(bench.url);
      wire.socket.pause();
      await wire.write(`GET /v1/collections HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(length)}\r\n\r\n`);
      wire.socket.resume();
      expect(await lastWords(wire)).toBe('431 header-too-large close');
    }
    const wire = await Wire.open(bench.url);
    await wire.ask('GET /v1/collections', `X-Long: ${'a'.repeat(3500)}`);
    expect((await wire.answer()).status).toBe(200);
    wire.close();
  });

  it('R41: refused content is read as far as DRAIN_LIMIT, and then the connection is cut', async () => {
    const uri = (await bench.collection()).document('a');
    const content = Buffer.alloc(2_900_000, 0x20);
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, JSON_TYPE, CREATE, 'Content-Length: 2900000');
    await wire.write(content);
    expect((await wire.answer()).status).toBe(413);
    await wire.ask(`GET ${uri}`);
    expect((await wire.answer()).status).toBe(404);
    await wire.ask(`PUT ${uri}`, JSON_TYPE, CREATE, 'Content-Length: 99000000');
    expect((await wire.answer()).status).toBe(413);
    void wire.write(Buffer.alloc(20_000_000, 0x20));
    expect(await wire.closed()).toBe('');
  });

  it('R41: 10 GiB declared, and 20 MB in chunks with nothing behind: 413, readable while they are sent', async () => {
    const uri = (await bench.collection()).document('a');
    for (const [field, content] of [
      ['Content-Length: 10737418240', Buffer.alloc(1_000_000, 0x20)],
      ['Transfer-Encoding: chunked', inChunks(Buffer.alloc(20_000_000, 0x20))],
    ] as const) {
      const wire = await Wire.open(bench.url);
      await wire.ask(`PUT ${uri}`, JSON_TYPE, CREATE, field);
      void wire.write(content);
      const answer = await wire.answer();
      expect([answer.status, slugOf(answer)]).toEqual([413, 'content-too-large']);
      wire.close();
    }
  });

  it('R23: DEPTH_LIMIT levels are taken, one more is not: 201, 422', async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('a'), '{"a":[[]]}');
    const answer = await bench.client.post(place.list, '{"a":[[[]]]}');
    expect(told(answer)).toBe('422 unprocessable');
    expect(answer.json()['fault']).toBe('too-deep');
  });
});
