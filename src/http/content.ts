import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

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
  const received = await receive(request, response, limit);
  const [coding] = codings;
  if (received.kind !== 'content' || coding === undefined) return received;
  try {
    const decoded = await DECODERS[coding]?.(received.bytes, { maxOutputLength: limit, info: true });
    // What stands behind the end of the coded data would be lost without a word.
    const whole = decoded?.engine.bytesWritten === received.bytes.length;
    return whole ? { kind: 'content', bytes: decoded.buffer } : { kind: 'undecodable', coding };
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge ? { kind: 'too-large' } : { kind: 'undecodable', coding };
  }
}

function receive(request: IncomingMessage, response: ServerResponse, limit: number): Promise<ContentResult> {
  // The client left while the request was being judged: no event will tell.
  if (request.destroyed) return Promise.resolve({ kind: 'aborted' });
  // 9110 10.1.1: the client waits for this, and gets it only now that its preconditions hold. HTTP/1.0 knows no 100.
  const waits = request.headers.expect !== undefined && request.httpVersion !== '1.0';
  if (waits && !response.headersSent) response.writeContinue();
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const finish = (result: ContentResult) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      request.off('timeout', onTimeout);
      resolve(result);
    };
    const onData = (piece: Buffer) => {
      length += piece.length;
      if (length > limit) {
        request.pause();
        finish({ kind: 'too-large' });
      } else pieces.push(piece);
    };
    const onEnd = () => finish({ kind: 'content', bytes: Buffer.concat(pieces, length) });
    const onClose = () => finish({ kind: 'aborted' });
    // Node's own timer of the connection: every piece sets it back, and a request costs no timer of its own.
    const onTimeout = () => finish({ kind: 'stalled' });
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
    request.on('timeout', onTimeout);
  });
}
