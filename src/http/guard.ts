import type { IncomingMessage } from 'node:http';
import { refuse, type Refusal } from './outcome.js';

/** A host and perhaps a port (RFC 3986 3.2.2); it may be empty. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\dA-Fa-f:.]+\])(?::\d*)?$/;

/**
 * What Node's parser lets pass although a recipient behind or in front of us could read it differently (RFC 9112 11.2):
 * another version of HTTP, no Host or two, a transfer coding that we do not undo, two types of one content. Undefined
 * for a sound request.
 */
export function guardFraming(request: IncomingMessage): Refusal | undefined {
  const { httpVersion, headers } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return closing('version-not-supported', `HTTP/${httpVersion} is not spoken here. Send HTTP/1.1.`);
  }
  const hosts = countLines(request, 'host');
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) {
    return closing('bad-request', `The request has ${hosts} Host fields. Send exactly one (RFC 9112 3.2).`);
  }
  if (headers.host !== undefined && !HOST.test(headers.host)) {
    return closing('bad-request', 'The Host field is not a host name and a port (RFC 9112 3.2).');
  }
  // Node would keep the first and drop the rest.
  if (headers['content-type'] !== undefined && countLines(request, 'content-type') > 1) {
    return closing('bad-request', 'The request has several Content-Type fields. Send exactly one.');
  }
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  if (httpVersion === '1.0' || headers['content-length'] !== undefined) {
    return closing(
      'bad-request',
      'The length of the content is ambiguous. Send Content-Length or chunked, not both.',
    );
  }
  if (coding.toLowerCase() === 'chunked' && countLines(request, 'transfer-encoding') === 1) return undefined;
  return closing('coding-not-implemented', 'The only transfer coding known here is "chunked", applied once.');
}

/** Where the next request begins is uncertain: the connection ends with the answer. */
function closing(
  slug: 'bad-request' | 'version-not-supported' | 'coding-not-implemented',
  detail: string,
): Refusal {
  return refuse(slug, detail, undefined, { Connection: 'close' });
}

function countLines({ rawHeaders }: IncomingMessage, name: string): number {
  let lines = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const field = rawHeaders[index];
    if (field?.length === name.length && field.toLowerCase() === name) lines++;
  }
  return lines;
}
