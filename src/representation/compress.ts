import { Buffer } from 'node:buffer';
import { PassThrough, Transform, type TransformCallback } from 'node:stream';
import {
  brotliCompress,
  type BrotliCompress,
  type BrotliOptions,
  type CompressCallback,
  constants,
  createBrotliCompress,
  createGzip,
  gzip,
  type Gzip,
  type ZlibOptions,
} from 'node:zlib';
import type { Coding } from './variant.js';

// Content codings, made where the tag is made, so that the two agree. Everything that decides the bytes is fixed here.
// A later zlib or brotli (another build of Node) may still code the same text into other bytes under the same tag.
// They decode to the same text, and no range of a coded document is ever sent, so nobody can join two halves that differ.

/** What the coder is given at a time, whatever the pieces that arrive: its output then depends on the text alone. */
const BLOCK_BYTES = 64 * 1024;

const GZIP: ZlibOptions = { level: 6, memLevel: 8, windowBits: 15 };

const BROTLI: BrotliOptions = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 5,
    [constants.BROTLI_PARAM_LGWIN]: 20,
    // Else it is the length of the first piece, and decides among methods.
    [constants.BROTLI_PARAM_SIZE_HINT]: BLOCK_BYTES,
  },
};

/** The text in a coding; the same bytes as {@link compressStream} gives. The work is done off the event loop. */
export async function compress(coding: Coding, text: string): Promise<Buffer> {
  const bytes = Buffer.from(text);
  if (coding === 'identity') return bytes;
  // One block makes no difference, and costs half without a stream.
  if (bytes.length < BLOCK_BYTES) return codeAtOnce(coding, bytes);
  const stream = compressStream(coding);
  stream.end(bytes);
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function codeAtOnce(coding: Exclude<Coding, 'identity'>, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done: CompressCallback = (error, coded) => (error === null ? resolve(coded) : reject(error));
    if (coding === 'gzip') gzip(bytes, GZIP, done);
    else brotliCompress(bytes, BROTLI, done);
  });
}

type Coder = Gzip | BrotliCompress;

/** A stream that codes what is written to it. However the text is cut into pieces, the bytes are the same. */
export function compressStream(coding: Coding): Transform {
  return coding === 'identity' ? new PassThrough() : new BlockCoder(createCoder(coding));
}

function createCoder(coding: Exclude<Coding, 'identity'>): Coder {
  return coding === 'gzip' ? createGzip(GZIP) : createBrotliCompress(BROTLI);
}

/**
 * Feeds a coder blocks of one size, one at a time, and ends it only when it has taken the last one. Both matter: a
 * brotli coder looks at the length of its input, and Node marks a piece as the last one or not depending on timing.
 */
class BlockCoder extends Transform {
  readonly #coder: Coder;
  readonly #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filled = 0;

  constructor(coder: Coder) {
    super();
    this.#coder = coder;
    coder.on('data', (piece: Buffer) => this.push(piece));
    coder.on('error', (error) => this.destroy(error));
  }

  override _transform(piece: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#take(piece, done);
  }

  override _flush(done: TransformCallback): void {
    this.#coder.once('end', () => done());
    this.#writeBlock(() => this.#coder.end());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#coder.destroy();
    done(error);
  }

  #take(piece: Buffer, done: TransformCallback): void {
    const taken = piece.copy(this.#block, this.#filled);
    this.#filled += taken;
    if (this.#filled < BLOCK_BYTES) return done();
    this.#writeBlock((error) => (error ? done(error) : this.#take(piece.subarray(taken), done)));
  }

  /** `done` comes when the coder has taken the block, so that its memory may be filled again. */
  #writeBlock(done: (error?: Error | null) => void): void {
    const block = this.#block.subarray(0, this.#filled);
    if (block.length === 0) return done();
    this.#filled = 0;
    this.#coder.write(block, done);
  }
}
