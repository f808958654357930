import type { Server } from 'node:http';

/** How often idle connections are looked for while the last requests finish. */
const SWEEP = 50;

/**
 * Stops `server`: no new connections, requests that were received (half of one too) are finished, and whoever holds
 * a connection open without a request is sent away. After `grace` milliseconds the rest is cut off.
 * Resolves when no connection is left.
 */
export async function drain(server: Server, grace: number): Promise<void> {
  // Answers from now on say that the connection ends with them.
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP);
  const cut = setTimeout(() => server.closeAllConnections(), grace);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
