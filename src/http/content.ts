import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { receive } from './receive.js';

/** The content of a request, or why there is none. */
export type ContentResult =
  | { readonly kind: 'content'; readonly bytes: Buffer }
  /** More than the limit, counted on the wire or after decoding. */
  | { readonly kind: 'too-large' }
  /** The bytes are not what Content-Encoding says. */
  | { readonly kind: 'undecodable'; readonly coding: string }
  /** Nothing more of it came for IDLE_TIMEOUT. */
  | { readonly kind: 'stalled' }
  /** The client went away before the end. Nobody is there to be answered. */
  | { readonly kind: 'aborted' };

interface Decoded {
  readonly buffer: Buffer;
  /** `bytesWritten`: how many of the bytes were decoded. */
  readonly engine: { readonly bytesWritten: number };
}

type Decode = (bytes: Buffer, options: { maxOutputLength: number; info: true }) => Promise<Decoded>;

const DECODERS: Readonly<Record<string, Decode>> = {
  gzip: promisify(gunzip) as unknown as Decode,
  'x-gzip': promisify(gunzip) as unknown as Decode,
  deflate: promisify(inflate) as unknown as Decode,
  br: promisify(brotliDecompress) as unknown as Decode,
};

/** The content codings a request may use, for the Accept-Encoding of a 415 (9110 12.5.3). */
export const CONTENT_CODINGS = 'gzip, br, deflate';

/** Whether content with these codings can be decoded: one known coding at the most. */
export function isDecodable(codings: readonly string[]): boolean {
  return codings.length <= 1 && codings.every((coding) => Object.hasOwn(DECODERS, coding));
}

/** Reads the whole content and decodes it. What was not read of a refused one is left to the connection. */
export async function readContent(
  request: IncomingMessage,
  response: ServerResponse,
  { limit, codings }: { limit: number; codings: readonly string[] },
): Promise<ContentResult> {
  const pieces: Buffer[] = [];
  const received = await receive(request, response, limit, (piece) => void pieces.push(piece));
  if (received.kind !== 'received') return received;
  const bytes = Buffer.concat(pieces, received.length);
  const [coding] = codings;
  if (coding === undefined) return { kind: 'content', bytes };
  try {
    const decoded = await DECODERS[coding]?.(bytes, { maxOutputLength: limit, info: true });
    // What stands behind the end of the coded data would be lost without a word.
    const whole = decoded?.engine.bytesWritten === bytes.length;
    return whole ? { kind: 'content', bytes: decoded.buffer } : { kind: 'undecodable', coding };
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge ? { kind: 'too-large' } : { kind: 'undecodable', coding };
  }
}
