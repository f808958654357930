import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes of a refused request's content that are read and thrown away, so that its client gets to read the answer. */
const DRAIN_LIMIT = 64 * 1024 * 1024;

/**
 * Lets go of content that nobody will read. It is drained, because a connection closed on unread bytes is reset, and
 * the reset can overtake the answer; but only so far, so that nobody can pour for ever.
 */
export function abandonContent(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  // 9110 10.1.1: the client may leave its content out now, and then nobody knows where the next request begins.
  if (request.headers.expect !== undefined) response.setHeader('Connection', 'close');
  let drained = 0;
  request.on('data', (piece: Buffer) => {
    drained += piece.length;
    if (drained > DRAIN_LIMIT) request.socket.destroy();
  });
  request.resume();
}
