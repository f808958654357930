import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Coding, compress, compressStream } from '../representation/index.js';
import type { Content } from './outcome.js';

/** Sends compressed content. Its length is known only now: HEAD leaves it out (9110 8.6). */
export async function sendCoded(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content['text'],
  coding: Exclude<Coding, 'identity'>,
): Promise<void> {
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const text = content();
  if (typeof text === 'string') {
    const bytes = await compress(coding, text);
    response.setHeader('Content-Length', bytes.length);
    response.end(bytes);
    return;
  }
  await pipeline(Readable.from(text, { objectMode: false }), compressStream(coding), response);
}
