// RFC 9110 14: ranges of attachments.
import { Buffer } from 'node:buffer';
import { digestOf, newShelf, send, store } from './attachment-place.js';
import { create, told, useService } from './support.js';
import { startWrapped } from './wrapped-store.js';

const bench = useService();

/** Three chunks, and every place differs from its neighbours. */
const BYTES = Buffer.from(Array.from({ length: 700_000 }, (_, at) => (at * 31 + (at >> 8)) & 255));
const SIZE = BYTES.length;

let uri: string;
let etag: string;
let lastModified: string;

beforeAll(async () => {
  uri = (await newShelf(bench)).uri('a.bin');
  etag = await store(bench, uri, BYTES, { 'Content-Type': 'audio/wav' });
  lastModified = (await bench.client.head(uri)).headers['last-modified'] ?? '';
});

const get = (headers: Readonly<Record<string, string>>) => bench.client.get(uri, headers);

/** Bytes of a multipart body by their Content-Range. */
function readParts(body: Buffer, contentType: string): [range: string, bytes: Buffer][] {
  const boundary = /^multipart\/byteranges; boundary=([\w-]+)$/.exec(contentType)?.[1];
  const text = body.toString('latin1');
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`);
  expect([pieces[0], pieces.at(-1)]).toEqual(['', '--\r\n']);
  return pieces.slice(1, -1).map((piece) => {
    const [, fields = '', content = ''] = /^\r\n([^]*?)\r\n\r\n([^]*)$/.exec(piece) ?? [];
    const [type, range = ''] = fields.split('\r\n');
    expect(type).toBe('Content-Type: audio/wav');
    return [range.replace('Content-Range: ', ''), Buffer.from(content, 'latin1')];
  });
}

describe('one range', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-', 0, SIZE - 1],
    ['bytes=262143-262144', 262_143, 262_144],
    ['bytes=262144-524287', 262_144, 524_287],
    ['bytes=-5', SIZE - 5, SIZE - 1],
    ['bytes=699999-999999999', SIZE - 1, SIZE - 1],
    ['bytes=5-9, 8-20', 5, 20],
  ])('R80: %s is 206 with Content-Range and the fields of the 200', async (range, first, last) => {
    const answer = await get({ Range: range });
    expect(answer.status).toBe(206);
    expect(answer.bytes.equals(BYTES.subarray(first, last + 1))).toBe(true);
    const whole = await get({});
    const { 'content-length': length, 'content-range': place, date: _, ...rest } = answer.headers;
    expect([length, place]).toEqual([String(last - first + 1), `bytes ${first}-${last}/${SIZE}`]);
    const { 'content-length': __, date: ___, ...expected } = whole.headers;
    expect(rest).toEqual(expected);
    expect(answer.headers['repr-digest']).toBe(digestOf(BYTES));
  });

  it.each([
    ['malformed', 'bytes=5-4'],
    ['of another unit', 'lines=1-2'],
  ])('R79: that is %s is ignored: 200', async (_, range) => {
    const answer = await get({ Range: range });
    expect([answer.status, answer.bytes.length, answer.headers['content-range']]).toEqual([
      200,
      SIZE,
      undefined,
    ]);
  });

  it('R79: is for GET only: HEAD and PUT take no notice', async () => {
    const head = await bench.client.head(uri, { Range: 'bytes=0-3' });
    expect([head.status, head.headers['content-length']]).toEqual([200, String(SIZE)]);
    const put = await send(bench, uri, BYTES, {
      Range: 'bytes=0-3',
      'If-Match': etag,
      'Content-Type': 'audio/wav',
    });
    expect([put.status, put.etag]).toEqual([204, etag]);
  });

  it('R81: outside is 416 with the length', async () => {
    for (const range of [`bytes=${SIZE}-`, 'bytes=-0', `bytes=${SIZE}-, ${SIZE + 5}-${SIZE + 6}`]) {
      const answer = await get({ Range: range });
      expect([told(answer), answer.headers['content-range']]).toEqual([
        '416 range-not-satisfiable',
        `bytes */${SIZE}`,
      ]);
    }
  });

  it('R81: of an empty attachment is 416, or the whole of it for the last bytes', async () => {
    const empty = uri.replace('a.bin', 'empty');
    await store(bench, empty, '');
    const first = await bench.client.get(empty, { Range: 'bytes=0-' });
    expect([told(first), first.headers['content-range']]).toEqual(['416 range-not-satisfiable', 'bytes */0']);
    expect((await bench.client.get(empty, { Range: 'bytes=-1' })).status).toBe(200);
  });

  it('R84: Accept-Ranges says that there are ranges, on 200 and 206', async () => {
    const answers = [await get({}), await get({ Range: 'bytes=0-1' })];
    expect(answers.map(({ headers }) => headers['accept-ranges'])).toEqual(['bytes', 'bytes']);
  });
});

describe('several ranges', () => {
  it('R80: are multipart/byteranges without a Content-Range of the whole, in the order asked for', async () => {
    const answer = await get({ Range: `bytes=500000-500009, 0-4, -3` });
    expect([answer.status, answer.headers['content-range']]).toEqual([206, undefined]);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(answer.etag).toBe(etag);
    expect(readParts(answer.bytes, answer.headers['content-type'] ?? '')).toEqual([
      [`bytes 500000-500009/${SIZE}`, BYTES.subarray(500_000, 500_010)],
      [`bytes 0-4/${SIZE}`, BYTES.subarray(0, 5)],
      [`bytes 699997-699999/${SIZE}`, BYTES.subarray(-3)],
    ]);
  });

  it('R80: of which one is left are one part', async () => {
    const answer = await get({ Range: `bytes=0-4, ${SIZE}-` });
    expect([answer.status, answer.headers['content-range']]).toEqual([206, `bytes 0-4/${SIZE}`]);
  });

  it('R84: that are many and tiny are refused', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `${index * 3}-${index * 3}`).join(',');
    expect(told(await get({ Range: `bytes=${many}` }))).toBe('416 range-not-satisfiable');
  });
});

describe('If-Range', () => {
  it.each<[name: string, field: () => string, status: number]>([
    ['the tag', () => etag, 206],
    ['another tag', () => '"1.k3"', 200],
    ['R83: the tag, but weak', () => `W/${etag}`, 200],
    ['something malformed', () => 'x', 200],
    ['the date, which no other change shares', () => lastModified, 206],
    ['another date', () => new Date(0).toUTCString(), 200],
  ])('R82: with %s', async (_, field, status) => {
    const answer = await get({ Range: 'bytes=0-4', 'If-Range': field() });
    expect([answer.status, answer.bytes.length]).toEqual([status, status === 206 ? 5 : SIZE]);
  });

  it('R82: without Range is ignored', async () => {
    expect((await get({ 'If-Range': '"1.k3"' })).status).toBe(200);
  });

  it('R82: with a date that two changes share does not hold', async () => {
    const twice = uri.replace('a.bin', 'twice');
    let date: string | undefined;
    // Until both changes fall into one second, which takes two tries at the most.
    for (let before: string | undefined; date === undefined || date !== before;) {
      await store(bench, twice, String(Math.random()));
      before = (await bench.client.head(twice)).headers['last-modified'];
      await store(bench, twice, String(Math.random()));
      date = (await bench.client.head(twice)).headers['last-modified'];
    }
    expect((await bench.client.get(twice, { Range: 'bytes=0-1', 'If-Range': date })).status).toBe(200);
  });

  it('R82: that does not hold goes before 416: the whole', async () => {
    expect((await get({ Range: `bytes=${SIZE}-`, 'If-Range': '"1.k3"' })).status).toBe(200);
  });
});

describe('R43: the other preconditions go first', () => {
  it('R84: a false If-Match is 412, with a range and outside of it', async () => {
    for (const range of ['bytes=0-4', `bytes=${SIZE}-`])
      expect(told(await get({ Range: range, 'If-Match': '"1.k3"' }))).toBe('412 precondition-failed');
  });

  it('R79: a matching If-None-Match is 304, with a range, outside of it and whatever If-Range says', async () => {
    for (const range of ['bytes=0-4', `bytes=${SIZE}-`]) {
      const answer = await get({ Range: range, 'If-None-Match': etag, 'If-Range': '"1.k3"' });
      expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([304, '', undefined]);
    }
  });

  it('a true If-Match and another If-None-Match let the range through', async () => {
    const answer = await get({
      Range: 'bytes=0-4',
      'If-Match': etag,
      'If-None-Match': '"1.k3"',
      'If-Range': etag,
    });
    expect(answer.status).toBe(206);
  });
});

it('R48: a 304, a 412, a 416 and HEAD read no byte, and a range reads only its own', async () => {
  const asked: [number, number][] = [];
  const service = await startWrapped(
    (documents) => documents,
    {},
    (attachments) => ({
      bytes: (upload, range) => {
        asked.push([range.first, range.last]);
        return attachments.bytes(upload, range);
      },
    }),
  );
  try {
    const { client } = service;
    await client.makeCollection('c');
    await create(client, '/v1/collections/c/documents/d');
    const path = '/v1/collections/c/documents/d/attachments/a';
    const tag = (await client.send('PUT', path, { body: BYTES, headers: { 'If-None-Match': '*' } })).etag;
    const statuses = [
      await client.get(path, { 'If-None-Match': tag }),
      await client.get(path, { 'If-Match': '"1.k3"' }),
      await client.get(path, { Range: `bytes=${SIZE}-` }),
      await client.head(path),
    ].map(({ status }) => status);
    expect([statuses, asked]).toEqual([[304, 412, 416, 200], []]);
    await client.get(path, { Range: 'bytes=300000-300009, 5-6' });
    expect(asked).toEqual([
      [300_000, 300_009],
      [5, 6],
    ]);
  } finally {
    await service.stop();
  }
  expect(service.failures).toEqual([]);
});
