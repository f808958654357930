import type { IncomingMessage } from 'node:http';

/** Milliseconds that such content may stand still before nobody waits for the rest. */
const PATIENCE = 1000;

/**
 * Lets go of content that nobody will read: it is read and thrown away, so that its client gets to read the answer; but
 * only up to `limit` bytes, so that nobody can pour for ever.
 */
export function abandonContent(request: IncomingMessage, limit: number): void {
  if (request.complete) return;
  let drained = 0;
  request.on('data', (piece: Buffer) => {
    drained += piece.length;
    if (drained > limit) request.socket.destroy();
  });
  request.resume();
}

/**
 * Resolves when no more of abandoned content comes. A connection that is closed on unread bytes is reset, and the
 * reset can overtake the answer: so one that ends with this answer must not end before that.
 */
export function contentPassed(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    const passed = () => {
      clearTimeout(timer);
      resolve();
    };
    request
      .on('data', () => timer.refresh())
      .once('end', passed)
      .once('close', passed);
  });
}
