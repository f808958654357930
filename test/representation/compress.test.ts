// RFC 9110 8.4.1: gzip and br. The bytes of a coding depend on the text alone, since a strong tag names them (8.8.1).
import { Buffer } from 'node:buffer';
import type { Transform } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { type Coding, compress, compressStream } from '../../src/representation/index.js';

const CODINGS: readonly Coding[] = ['gzip', 'br', 'identity'];
const DECODE: Readonly<Record<Coding, (bytes: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  identity: (bytes) => bytes,
};

/** Writes the pieces, each at once or after a pause, while the output is read; at the end all of it. */
async function streamed(
  coding: Coding,
  pieces: readonly (Buffer | string)[],
  isPaused: (index: number) => boolean,
): Promise<Buffer> {
  const stream = compressStream(coding);
  const output = collect(stream);
  for (const [index, piece] of pieces.entries()) {
    if (isPaused(index)) await setImmediate();
    stream.write(piece);
  }
  if (isPaused(pieces.length)) await setImmediate();
  stream.end();
  return output;
}

async function collect(stream: Transform): Promise<Buffer> {
  const output: Buffer[] = [];
  for await (const piece of stream) output.push(piece as Buffer);
  return Buffer.concat(output);
}

/** A text of `length` bytes that compresses like JSON does; other seeds, other texts. */
function textOf(length: number, seed: number): string {
  let state = seed;
  let text = '';
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += `{"id":${state % 977},"text":"w${state} lorem ipsum ${state % 53}"},`;
  }
  return text.slice(0, length);
}

describe('8.4.1: what is coded is decoded to the same text', () => {
  it.each(CODINGS)('in %s, whole and in pieces', async (coding) => {
    for (const text of ['', 'a', '{"title":"Łódź 𝄞"}', textOf(300_000, 1)]) {
      expect(DECODE[coding](await compress(coding, text)).toString()).toBe(text);
      const pieces = await streamed(coding, [text.slice(0, 3), text.slice(3, 9), text.slice(9)], () => false);
      expect(DECODE[coding](pieces).toString()).toBe(text);
    }
  });

  it('repeated text becomes smaller', async () => {
    const text = textOf(100_000, 2);
    for (const coding of ['gzip', 'br'] as const)
      expect((await compress(coding, text)).length).toBeLessThan(text.length / 2);
  });
});

describe('8.8.1: the same text, the same bytes', () => {
  it('however it is cut into pieces, and whenever they come', async () => {
    const cuts = fc.array(fc.tuple(fc.nat({ max: 200_000 }), fc.boolean()), { maxLength: 12 });
    const lengths = fc.oneof(
      fc.nat({ max: 200_000 }),
      fc.nat({ max: 70_000 }),
      fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072, 196_608),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...CODINGS),
        lengths,
        fc.nat(),
        cuts,
        async (coding, length, seed, at) => {
          const bytes = Buffer.from(textOf(length, seed));
          const places = [0, ...at.map(([place]) => place % (length + 1)), length].toSorted((a, b) => a - b);
          const pieces = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
          const output = await streamed(coding, pieces, (index) => at[index]?.[1] ?? false);
          expect(output.equals(await compress(coding, bytes.toString()))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  // A brotli coder takes the length of what it is given first for the length of the whole, from 1 MiB on.
  it.each(CODINGS)('a large text in %s, in one piece or many', async (coding) => {
    const bytes = Buffer.from(textOf(1_500_000, 3));
    const whole = await compress(coding, bytes.toString());
    for (const size of [1 << 20, 1 << 16, 10_000]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect((await streamed(coding, pieces, () => false)).equals(whole)).toBe(true);
      expect((await streamed(coding, pieces, () => true)).equals(whole)).toBe(true);
    }
  });

  it('gzip holds no time (1952 2.3.1)', async () => {
    expect((await compress('gzip', 'text')).subarray(4, 8)).toEqual(Buffer.alloc(4));
  });
});

describe('the stream keeps to the rules of streams', () => {
  it('a slow reader holds the writer back: little is in memory', async () => {
    const stream = compressStream('gzip');
    let accepted = 0;
    while (accepted < 1000 && stream.write(textOf(65_536, accepted))) accepted += 1;
    expect(accepted).toBeLessThan(1000);
    stream.destroy();
  });

  it('a reader that leaves ends the coder too', async () => {
    const stream = compressStream('br');
    stream.write(textOf(200_000, 4));
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.destroy();
    await closed;
    expect(stream.destroyed).toBe(true);
  });
});
