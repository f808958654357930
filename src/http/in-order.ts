import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ReadAhead } from './read-ahead.js';

type Response = ServerResponse & { req: IncomingMessage };

/** The newest request of a connection, by its answer, and the answer that was still due when it came. */
interface Latest {
  readonly response: Response;
  previous: Response | undefined;
}

const latest = new WeakMap<Duplex, Latest>();

/**
 * Has pipelined requests of one connection handled one after the other. Node sends the answers in order but starts
 * the requests together, and then a second write could overtake the first (RFC 9112 9.3.2 forbids that).
 */
export function inOrder(handle: RequestListener): RequestListener {
  return (request: IncomingMessage, response: Response) => {
    const { socket } = request;
    const before = latest.get(socket)?.response;
    const previous = before?.closed === false ? before : undefined;
    const entry: Latest = { response, previous };
    latest.set(socket, entry);
    if (previous === undefined) {
      handle(request, response);
      return;
    }
    const ahead = ReadAhead.of(socket);
    ahead.enter();
    previous.once('close', () => {
      entry.previous = undefined;
      ahead.leave();
      // The connection is gone, or ended with that answer (RFC 9112 9.6): what was not begun is not done.
      if (socket.writable) handle(request, response);
    });
  };
}

/** Whether the header section of any request was received on `socket`. */
export function hasAsked(socket: Duplex): boolean {
  return latest.has(socket);
}

/** Whether a request that was received on `socket` is still being worked on or answered. */
export function isAnswering(socket: Duplex): boolean {
  return latest.get(socket)?.response.closed === false;
}

/** The request whose content `socket` was receiving when that broke off; undefined between two requests. */
export function unfinishedRequest(socket: Duplex): IncomingMessage | undefined {
  const request = latest.get(socket)?.response.req;
  return request?.complete === false ? request : undefined;
}

/**
 * Calls `act` when every request that was received whole on `socket` has been answered: what is said before that
 * would be taken for the answer to one of them. `act` is told whether the request that broke off has its answer.
 */
export function afterAnswers(socket: Duplex, act: (answered: boolean) => void): void {
  const entry = latest.get(socket);
  const broken = entry?.response.req.complete === false;
  const answered = broken && entry.response.headersSent;
  // A request whose own content is broken never ends; only the answers before it are due.
  const due = broken && !answered ? entry.previous : entry?.response;
  if (due === undefined || due.closed) act(answered);
  else due.once('close', () => act(answered));
}
