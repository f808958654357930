import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Has pipelined requests of one connection handled one after the other. Node sends the answers in order but starts
 * the requests together, and then a second write could overtake the first (RFC 9112 9.3.2 forbids that).
 */
export function inOrder(handle: RequestListener): RequestListener {
  const latest = new WeakMap<Socket, ServerResponse>();
  return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    const { socket } = request;
    const previous = latest.get(socket);
    latest.set(socket, response);
    if (previous === undefined || previous.closed) {
      handle(request, response);
      return;
    }
    previous.once('close', () => {
      // The connection is gone: nobody waits, and what was not begun is not done.
      if (!socket.destroyed) handle(request, response);
    });
  };
}
