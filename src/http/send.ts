import type { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatHttpDate, httpSeconds } from '../conditional/index.js';
import { type Coding, compress, compressStream } from '../representation/index.js';
import type { CodedCache } from './coded-cache.js';
import type { Cors } from './cors.js';
import { abandonContent, contentPassed } from './drain.js';
import type { Content, Fields } from './outcome.js';
import { ANSWER_SECURITY } from './security.js';

// Where answers become bytes. They are ended here, never with Express's `send`, which would judge preconditions a
// second time and wrongly.

/** What all answers have in common. */
export interface RenderOptions {
  /** The path in front of every URI. */
  readonly basePath: string;
  /** Who may read them across origins. */
  readonly cors: Cors;
  /** Bytes of a refused request's content that are still read. */
  readonly drainLimit: number;
  /** What was compressed lately. */
  readonly coded: CodedCache;
}

/** A request and the response that is due. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: RenderOptions;
}

/** Sends one answer with what every answer has. Resolves when the last byte is handed over. */
export async function send(
  { request, response, options }: Exchange,
  status: number,
  { fields, content }: { fields?: Fields; content?: Content },
): Promise<void> {
  // The client left, or an earlier failure has answered already.
  if (response.headersSent || response.destroyed) return;
  abandonContent(request, options.drainLimit);
  response.statusCode = status;
  // Node keeps its own Date for up to a second and more, so that it could be earlier than a Last-Modified.
  response.setHeader('Date', formatHttpDate(httpSeconds(Date.now())));
  setFields(response, ANSWER_SECURITY);
  setFields(response, options.cors.fields(request));
  if (fields !== undefined) setFields(response, fields);
  if (options.cors.varies) response.appendHeader('Vary', 'Origin');
  if (content === undefined) {
    response.end();
    return;
  }
  response.setHeader('Content-Type', content.mediaType);
  if (content.coding !== undefined && content.coding !== 'identity') {
    response.setHeader('Content-Encoding', content.coding);
    await sendCoded({ request, response, options }, content, content.coding);
    return;
  }
  if (content.length !== undefined) response.setHeader('Content-Length', content.length);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const text = content.text();
  if (typeof text !== 'string') {
    await pipeline(Readable.from(text, { objectMode: false }), response);
    return;
  }
  if (request.complete) {
    response.end(text);
    return;
  }
  // The answer goes out whole; only its end, on which Node may close the connection, waits.
  response.write(text);
  await contentPassed(request);
  response.end();
}

function setFields(response: ServerResponse, fields: Fields): void {
  for (const name in fields) response.setHeader(name, fields[name] ?? '');
}

/** Sends compressed content. Its length is known only now: HEAD leaves it out (9110 8.6). */
async function sendCoded(
  { request, response, options }: Exchange,
  { key, text: content }: Content,
  coding: Exclude<Coding, 'identity'>,
): Promise<void> {
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  if (key !== undefined) {
    sendBytes(response, await options.coded.of(key, async () => compress(coding, await whole(content()))));
    return;
  }
  const text = content();
  if (typeof text === 'string') sendBytes(response, await compress(coding, text));
  else await pipeline(Readable.from(text, { objectMode: false }), compressStream(coding), response);
}

function sendBytes(response: ServerResponse, bytes: Buffer): void {
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}

async function whole(text: string | AsyncIterable<string>): Promise<string> {
  if (typeof text === 'string') return text;
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  return pieces.join('');
}
