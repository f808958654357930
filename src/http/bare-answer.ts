import { Buffer } from 'node:buffer';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Fields } from './outcome.js';
import { type Problem, PROBLEMS } from './problems.js';
import { ANSWER_SECURITY } from './security.js';
import type { RenderOptions } from './send.js';
import { requestedPath } from './target.js';
import { writeProblem } from './write-problem.js';

/** Milliseconds that a refused connection is still read, so that a reset does not overtake the answer. */
const LINGER = 1000;

/**
 * Writes a problem on a connection that has no response object for it, and ends the connection: where the next request
 * begins is lost. `request` is the one that is refused, if so much of it could be read.
 */
export function refuseOnSocket(
  socket: Duplex,
  problem: Problem,
  options: RenderOptions,
  { request, fields = {} }: { readonly request?: IncomingMessage | undefined; readonly fields?: Fields } = {},
): void {
  const { status } = PROBLEMS[problem.slug];
  options.observe.refused(problem.slug);
  const body = writeProblem(problem, request === undefined ? '' : requestedPath(request), options);
  const { cors } = options;
  const lines = Object.entries({
    Date: new Date().toUTCString(),
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    ...ANSWER_SECURITY,
    ...(request === undefined ? cors.fieldsForUnknown() : cors.fields(request)),
    ...fields,
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  const content = request?.method === 'HEAD' ? '' : body;
  endConnection(
    socket,
    [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', content].join('\r\n'),
  );
}

/** Ends the connection after `text`. What the client still sends is read for a while and dropped. */
export function endConnection(socket: Duplex, text = ''): void {
  socket.end(text);
  socket.resume();
  const cut = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => clearTimeout(cut));
}
