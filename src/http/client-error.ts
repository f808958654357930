import type { Duplex } from 'node:stream';
import { endConnection, refuseOnSocket } from './bare-answer.js';
import { afterAnswers, unfinishedRequest } from './in-order.js';
import type { Problem } from './problems.js';
import type { RenderOptions } from './send.js';

const LENGTH = 'Content-Length must be a single decimal number, and never come with Transfer-Encoding.';
const LINES =
  'Every line of the header section must be "Name: value", in visible characters, and end with CRLF.';
const CHUNKS =
  'The content is not correctly chunked: each chunk is its size in hexadecimal, CRLF, its bytes, CRLF.';
const VERSION = 'Send the request as HTTP/1.1.';

/** What the parser's codes mean to the one who sent the request. */
const PROBLEM_OF_CODE: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: {
    slug: 'header-too-large',
    detail: 'Request line and header fields together are too large. Send fewer or shorter fields.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    slug: 'request-timeout',
    detail: 'The request did not arrive in time. Send it again.',
  },
  HPE_INVALID_METHOD: { slug: 'not-implemented', detail: 'The method is not one that this service knows.' },
  HPE_PAUSED_H2_UPGRADE: { slug: 'version-not-supported', detail: `HTTP/2 is not spoken here. ${VERSION}` },
  HPE_INVALID_VERSION: malformed(
    'The request line must be a method, a target and HTTP/1.1, and end with CRLF.',
  ),
  HPE_INVALID_CONSTANT: malformed('The request line must be a method, a target without spaces and HTTP/1.1.'),
  HPE_INVALID_URL: malformed(
    'The request target must begin with "/" and be ASCII; send other characters as %XX.',
  ),
  HPE_INVALID_HEADER_TOKEN: malformed(LINES),
  HPE_CR_EXPECTED: malformed(LINES),
  HPE_LF_EXPECTED: malformed(LINES),
  HPE_INVALID_CONTENT_LENGTH: malformed(LENGTH),
  HPE_UNEXPECTED_CONTENT_LENGTH: malformed(LENGTH),
  HPE_INVALID_TRANSFER_ENCODING: malformed(
    'Transfer-Encoding must be exactly "chunked", once, and never come with Content-Length.',
  ),
  HPE_INVALID_CHUNK_SIZE: malformed(CHUNKS),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: malformed(CHUNKS),
  HPE_STRICT: malformed(CHUNKS),
  HPE_INVALID_EOF_STATE: malformed('The connection was closed before the request was complete.'),
};

const MALFORMED = malformed('The request breaks the syntax of HTTP/1.1.');

function malformed(detail: string): Problem {
  return { slug: 'bad-request', detail };
}

/**
 * Answers what Node's parser refused, on the bare connection, and closes it. The answers that are due on the connection
 * come first: a write that was performed must not be answered with this. Nor is anything answered twice.
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  options: RenderOptions,
): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const request = unfinishedRequest(socket);
  afterAnswers(socket, (answered) => {
    // Ended already; the parser complains again about whatever still comes.
    if (!socket.writable) return;
    if (answered) endConnection(socket);
    else refuseOnSocket(socket, PROBLEM_OF_CODE[error.code ?? ''] ?? MALFORMED, options, { request });
  });
}
