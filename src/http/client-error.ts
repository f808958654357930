import { Buffer } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterAnswers } from './in-order.js';
import { type Problem, PROBLEMS } from './problems.js';
import { writeProblem } from './render.js';
import type { RenderOptions } from './send.js';
import { ANSWER_SECURITY } from './security.js';

const PROBLEM_OF_CODE: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: { slug: 'header-too-large', detail: 'The header section is larger than 16 KiB.' },
  ERR_HTTP_REQUEST_TIMEOUT: { slug: 'request-timeout', detail: 'The request did not arrive in time.' },
  HPE_INVALID_METHOD: { slug: 'not-implemented', detail: 'The method is not one that this service knows.' },
};

const MALFORMED: Problem = { slug: 'bad-request', detail: 'The request breaks the syntax of HTTP/1.1.' };

/**
 * Answers what Node's parser refused, on the bare connection, and closes it: where the next request begins is lost.
 * The answers that are due on the connection come first: a write that was performed must not be answered with this.
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  options: RenderOptions,
): void {
  if (error.code === 'ECONNRESET') socket.destroy();
  else afterAnswers(socket, () => refuseConnection(error, socket, options));
}

function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex, options: RenderOptions): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = PROBLEM_OF_CODE[error.code ?? ''] ?? MALFORMED;
  const { status } = PROBLEMS[problem.slug];
  const body = writeProblem(problem, '', options);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      `Date: ${new Date().toUTCString()}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      ...Object.entries(ANSWER_SECURITY).map(([name, value]) => `${name}: ${value}`),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
