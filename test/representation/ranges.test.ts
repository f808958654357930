// RFC 9110 14: which parts a Range field selects.
import * as fc from 'fast-check';
import { MAX_PARTS, multipartBody, selectRanges } from '../../src/representation/index.js';

/** A selection as text: `whole`, `0-4 9-9`, or why there is none. */
function selected(field: string | undefined, size: number): string {
  const result = selectRanges(field, size);
  if (result.kind === 'parts') return result.parts.map(({ first, last }) => `${first}-${last}`).join(' ');
  return result.kind === 'unsatisfiable' ? result.reason : result.kind;
}

/** So many ranges of one byte each. */
function single(count: number, step: number): string {
  return `bytes=${Array.from({ length: count }, (_, index) => `${index * step}-${index * step}`).join(',')}`;
}

describe('R79, R81: a Range field against 100 bytes', () => {
  it.each<[field: string | undefined, result: string]>([
    [undefined, 'whole'],
    ['bytes=0-0', '0-0'],
    ['bytes=0-', '0-99'],
    ['bytes=99-', '99-99'],
    ['bytes=10-19', '10-19'],
    ['bytes=90-200', '90-99'],
    ['bytes=0-99999999999999999999999', '0-99'],
    ['bytes=-1', '99-99'],
    ['bytes=-100', '0-99'],
    ['bytes=-101', '0-99'],
    ['bytes=-99999999999999999999999', '0-99'],
    ['bytes=-0', 'outside'],
    ['bytes=100-', 'outside'],
    ['bytes=99999999999999999999999-', 'outside'],
    ['bytes=100-, -0', 'outside'],
    ['bytes=100-, 5-6', '5-6'],
    ['BYTES=5-6', '5-6'],
    ['bytes= 5-6 ,\t8-9', '5-6 8-9'],
    ['bytes=,5-6,,', '5-6'],
    // Not in order, overlapping, touching.
    ['bytes=50-59, 0-9', '50-59 0-9'],
    ['bytes=0-9, 5-14, 15-19', '0-19'],
    ['bytes=50-, -10', '50-99'],
    ['bytes=80-89, 0-9, 85-95', '80-95 0-9'],
    ['bytes=0-9, 20-29, 10-19', '0-29'],
    // Malformed anywhere, or another unit: as if it were not there.
    ['bytes=', 'whole'],
    ['bytes=,', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=5-4', 'whole'],
    ['bytes=0-1, 5-4', 'whole'],
    ['bytes=1', 'whole'],
    ['bytes=1-2-3', 'whole'],
    ['bytes=0 -1', 'whole'],
    ['bytes=+1-2', 'whole'],
    ['bytes=0x1-2', 'whole'],
    ['bytes 0-1', 'whole'],
    ['bytes=0-1, bytes=5-6', 'whole'],
    ['items=0-1', 'whole'],
    ['0-1', 'whole'],
  ])('%s: %s', (field, result) => {
    expect(selected(field, 100)).toBe(result);
  });

  it('of nothing at all: the last bytes are all of it, a first one is not there', () => {
    expect(['bytes=-5', 'bytes=0-', 'bytes=0-0'].map((field) => selected(field, 0))).toEqual([
      'whole',
      'outside',
      'outside',
    ]);
  });

  it(`R84: more than ${MAX_PARTS} parts are refused, however small; those that touch are one`, () => {
    expect(selected(single(MAX_PARTS, 2), 10_000).split(' ')).toHaveLength(MAX_PARTS);
    expect(selected(single(MAX_PARTS + 1, 2), 10_000)).toBe('too-many');
    expect(selected(single(3000, 1), 10_000)).toBe('0-2999');
  });

  it('select exactly the bytes asked for, each once', () => {
    const range = fc
      .tuple(fc.nat(30), fc.option(fc.nat(30)))
      .map(([first, more]) => (more === null ? `${first}-` : `${first}-${first + more}`));
    const spec = fc.oneof(
      range,
      fc.integer({ min: 0, max: 40 }).map((length) => `-${length}`),
    );
    fc.assert(
      fc.property(
        fc.array(spec, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 25 }),
        (specs, size) => {
          const wanted = new Set<number>();
          for (const text of specs) {
            const [from = '', to = ''] = text.split('-');
            const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
            const last = from === '' || to === '' ? size - 1 : Number(to);
            for (let at = first; at <= Math.min(last, size - 1); at += 1) wanted.add(at);
          }
          const result = selectRanges(`bytes=${specs.join(', ')}`, size);
          const got = result.kind === 'parts' ? result.parts : [];
          const bytes = got.flatMap(({ first, last }) =>
            Array.from({ length: last - first + 1 }, (_, at) => first + at),
          );
          expect(bytes.toSorted((a, b) => a - b)).toEqual([...wanted].toSorted((a, b) => a - b));
        },
      ),
    );
  });
});

describe('R80: several parts as one body', () => {
  it('has the length that it says, and a head with type and place in front of each', () => {
    const parts = [
      { first: 0, last: 4 },
      { first: 90, last: 99 },
    ];
    const body = multipartBody(parts, { mediaType: 'text/plain', size: 100, boundary: 'b0' });
    const text = `${body.heads[0]}aaaaa${body.heads[1]}bbbbbbbbbb${body.end}`;
    expect(body.mediaType).toBe('multipart/byteranges; boundary=b0');
    expect(body.length).toBe(text.length);
    expect(text).toBe(
      '--b0\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-4/100\r\n\r\naaaaa\r\n' +
        '--b0\r\nContent-Type: text/plain\r\nContent-Range: bytes 90-99/100\r\n\r\nbbbbbbbbbb\r\n--b0--\r\n',
    );
  });
});
