// reliability 3, ReDoS: a header section of 16 KiB, whatever is in it, must not hold the event loop.
import { store } from './attachment-place.js';
import { create, useService } from './support.js';
import { Wire } from './wire.js';

const bench = useService();

/** What fits in HEADER_LIMIT beside the rest of a request. */
const LENGTH = 15_500;
/** Units of which each field is made, in its own grammar and against it. */
const UNITS = [
  '"',
  ',',
  ';',
  ' ',
  '\\',
  '"\\',
  'a;',
  'a,',
  ' ,',
  'a=',
  '-',
  '0-0,',
  '*/*,',
  'a/b;q=0.1,',
  'W/"a",',
  ':',
  '=',
  '%',
  '(',
  '0',
];
/** Every field that the service reads, and what may stand before the units so that they are reached. */
const FIELDS: readonly (readonly [method: string, name: string, before: string])[] = [
  ['GET', 'If-Match', ''],
  ['GET', 'If-Match', '"'],
  ['GET', 'If-None-Match', 'W/"'],
  ['GET', 'If-Modified-Since', 'Sun, 06 Nov 1994 '],
  ['GET', 'If-Unmodified-Since', 'Sunday, '],
  ['GET', 'Range', 'bytes='],
  ['GET', 'Range', 'bytes=0-0,'],
  ['GET', 'If-Range', '"'],
  ['GET', 'Accept', ''],
  ['GET', 'Accept', 'a/b;c="'],
  ['GET', 'Accept-Encoding', ''],
  ['GET', 'Accept-Encoding', 'gzip;q='],
  ['GET', 'Prefer', ''],
  ['GET', 'Prefer', 'wait="'],
  ['GET', 'Last-Event-ID', '1'],
  ['GET', 'Origin', 'https://'],
  ['GET', 'X-Request-Id', ''],
  ['GET', 'Authorization', 'Basic '],
  ['GET', 'Host', ''],
  ['PUT', 'Content-Type', 'image/'],
  ['PUT', 'Content-Type', 'text/plain; charset="'],
  ['PUT', 'Content-Encoding', 'gzip,'],
  ['PUT', 'Repr-Digest', 'sha-256=:'],
  ['PUT', 'Idempotency-Key', ''],
  ['OPTIONS', 'Access-Control-Request-Headers', ''],
  ['GET', 'Expect', ''],
];

/**
 * Milliseconds that the slowest single request may take: a thousand times what it should, and far below what work in
 * the square of the length, with a pattern's backtracking, or worse, comes to.
 */
const PATIENCE = 3000;

describe('9110 5.4 fields of 15 KiB', () => {
  let attachment: string;

  beforeAll(async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('a'));
    attachment = `${place.document('a')}/attachments/b`;
    await store(bench, attachment, 'abc');
  });

  it.each(FIELDS)(
    '%s with %s: %s… is answered, with no 5xx, before anybody gets impatient',
    async (method, name, before) => {
      const slow: string[] = [];
      for (const unit of UNITS) {
        const value = before + unit.repeat(LENGTH / unit.length);
        const wire = await Wire.open(bench.url);
        const fields = name === 'Host' ? [] : ['Host: localhost'];
        const lines = [
          `${method} ${attachment} HTTP/1.1`,
          ...fields,
          `${name}: ${value}`,
          'Content-Length: 0',
          'Connection: close',
        ];
        const started = performance.now();
        await wire.write(`${lines.join('\r\n')}\r\n\r\n`);
        const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(await wire.closed())?.[1]);
        const took = performance.now() - started;
        // 501 is meant for codings that nobody knows.
        if (!(status >= 200 && status < 500) || took > PATIENCE)
          slow.push(`${unit}: ${status} after ${Math.round(took)} ms`);
      }
      expect(slow).toEqual([]);
    },
  );
});
