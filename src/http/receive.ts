import type { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** How receiving content ended. */
export type Receipt =
  /** All of it came. */
  | { readonly kind: 'received'; readonly length: number }
  /** More than the limit came, counted on the wire. */
  | { readonly kind: 'too-large' }
  /** Nothing more of it came for IDLE_TIMEOUT. */
  | { readonly kind: 'stalled' }
  /** The client went away before the end. Nobody is there to be answered. */
  | { readonly kind: 'aborted' };

/** Takes the next piece of content. Undefined: send more at once; else when the promise is resolved. */
export type Take = (piece: Buffer) => Promise<void> | undefined | void;

/**
 * Hands the content of `request` over piece by piece, no faster than it is taken. Rejects with whatever `take` does.
 * What was not taken of a refused one is left to the connection.
 */
export function receive(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
  take: Take,
): Promise<Receipt> {
  // The client left while the request was being judged: no event will tell.
  if (request.destroyed) return Promise.resolve({ kind: 'aborted' });
  // 9110 10.1.1: the client waits for this, and gets it only now that its preconditions hold. HTTP/1.0 knows no 100.
  const waits = request.headers.expect !== undefined && request.httpVersion !== '1.0';
  if (waits && !response.headersSent) response.writeContinue();
  return new Promise((resolve, reject) => {
    let length = 0;
    const finish = (receipt: Receipt) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      request.off('timeout', onTimeout);
      resolve(receipt);
    };
    const onData = (piece: Buffer) => {
      length += piece.length;
      if (length > limit) {
        request.pause();
        finish({ kind: 'too-large' });
        return;
      }
      const taken = take(piece);
      if (taken === undefined) return;
      request.pause();
      taken.then(
        () => void request.resume(),
        (error: unknown) => {
          reject(error);
          finish({ kind: 'aborted' });
        },
      );
    };
    const onEnd = () => finish({ kind: 'received', length });
    const onClose = () => finish({ kind: 'aborted' });
    // Node's own timer of the connection: every piece sets it back, and a request costs no timer of its own.
    const onTimeout = () => finish({ kind: 'stalled' });
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
    request.on('timeout', onTimeout);
  });
}
