import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How often idle connections are looked for while the last requests finish. */
const SWEEP = 50;

/**
 * Makes `server` ready to be stopped in order; call it before the server listens. The result stops it: no new
 * connections, requests that were received (half of one too) are finished, and whoever holds a connection open without
 * a request is sent away. After `grace` milliseconds the rest is cut off. Resolves when no connection is left.
 */
export function prepareDrain(server: Server): (grace: number) => Promise<void> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return async (grace) => {
    for (const event of ['request', 'checkContinue', 'checkExpectation']) {
      server.prependListener(event, announceEnd);
    }
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      // To Node a connection that never sent a byte is not idle but about to send a request.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    }, SWEEP);
    const cut = setTimeout(() => server.closeAllConnections(), grace);
    try {
      await closed;
    } finally {
      clearInterval(sweep);
      clearTimeout(cut);
    }
  };
}

/** Has an answer say that the connection ends with it. */
function announceEnd(_request: unknown, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
}
