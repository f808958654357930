import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuseOnSocket } from './bare-answer.js';
import { answerClientError } from './client-error.js';
import { afterAnswers, hasAsked, isAnswering } from './in-order.js';
import type { RenderOptions } from './send.js';

/** Refused connections that may be held open at a time for as long as their answer takes; one more is just closed. */
const TURNED_AWAY = 100;

/** Bounds the connections of `server`: one more than `limit` gets 503, so that descriptors and memory stay bounded. */
export function limitConnections(server: Server, limit: number, options: RenderOptions): void {
  // Node's own bound closes a connection without a word.
  server.maxConnections = limit + TURNED_AWAY;
  const accept = server.listeners('connection');
  server.removeAllListeners('connection');
  let open = 0;
  server.on('connection', (socket: Socket) => {
    if (open >= limit) {
      turnAway(socket, options);
      return;
    }
    open++;
    socket.once('close', () => open--);
    for (const listener of accept) listener.call(server, socket);
  });
}

function turnAway(socket: Socket, options: RenderOptions): void {
  socket.on('error', () => socket.destroy());
  const problem = {
    slug: 'too-many-connections',
    detail:
      'The service has as many connections as it may have. Nothing was read from this one. Try again later.',
  } as const;
  refuseOnSocket(socket, problem, options, { fields: { 'Retry-After': '1' } });
}

/**
 * Ends connections on which nothing has moved for IDLE_TIMEOUT. One that waits for us is left alone: its request was
 * received, and the answer takes what it takes. Content that is being read has a listener of its own. Whoever began a
 * first request is told.
 */
export function endIdleConnection(socket: Socket, options: RenderOptions): void {
  // Node has looked at the queue: not a byte of it has left since the last time.
  const unread = socket.writableLength > 0;
  if (!unread && isAnswering(socket)) socket.setTimeout(socket.timeout ?? 0);
  else if (!hasAsked(socket) && socket.bytesRead > 0) {
    answerClientError({ name: '', message: '', code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket, options);
  } else socket.destroy();
}

/** 501 to CONNECT: its target is another server, and this one connects to nobody (9110 9.3.6). */
export function refuseConnect(request: IncomingMessage, socket: Duplex, options: RenderOptions): void {
  socket.on('error', () => socket.destroy());
  afterAnswers(socket, () => {
    if (!socket.writable) return;
    const detail =
      'This service is no proxy and makes no connection to anybody. Send the request to a path of its own.';
    refuseOnSocket(socket, { slug: 'not-implemented', detail }, options, {
      fields: options.cors.fields(request),
    });
  });
}
