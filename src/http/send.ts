import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatHttpDate, httpSeconds } from '../conditional/index.js';
import { type Coding, compress, compressStream } from '../representation/index.js';
import { grantOf } from './authorize.js';
import type { CodedCache } from './coded-cache.js';
import type { Cors } from './cors.js';
import { abandonContent, contentPassed } from './drain.js';
import type { Observe } from './observe.js';
import type { Content, Fields, LiveContent } from './outcome.js';
import { sendLive } from './send-live.js';
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
  /** Who is told of them. */
  readonly observe: Observe;
}

/** A request and the response that is due. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: RenderOptions;
}

/** The header section of an answer that is being put together. */
type Head = Record<string, string | number>;

/** Sends one answer with what every answer has. Resolves when the last byte is handed over. */
export async function send(
  { request, response, options }: Exchange,
  status: number,
  { fields, content, live }: { fields?: Fields; content?: Content; live?: LiveContent },
): Promise<void> {
  // The client left, or an earlier failure has answered already.
  if (response.headersSent || response.destroyed) return;
  abandonContent(request, options.drainLimit);
  const head = headOf(request, options, fields);
  const bodiless = request.method === 'HEAD';
  if (live !== undefined && !bodiless) {
    response.writeHead(status, head);
    return sendLive(response, live);
  }
  if (content === undefined) {
    // 204 and 304 end with their header section (9112 6.3).
    if (status !== 204 && status !== 304) head['Content-Length'] = 0;
    response.writeHead(status, head).end();
    return;
  }
  head['Content-Type'] = content.mediaType;
  const { coding = 'identity' } = content;
  if (coding !== 'identity') head['Content-Encoding'] = coding;
  // The length of coded content is known only when it is made: HEAD leaves it out (9110 8.6).
  else if (content.length !== undefined) head['Content-Length'] = content.length;
  if (bodiless) response.writeHead(status, head).end();
  else if (coding === 'identity') await sendPlain(request, response.writeHead(status, head), content);
  else await sendCoded({ request, response, options }, { status, head }, content, coding);
}

/** All fields in one object: Node writes such a header section faster than field by field. */
function headOf(
  request: IncomingMessage,
  { cors, observe }: RenderOptions,
  fields: Fields | undefined,
): Head {
  const head: Head = {
    // Node keeps its own Date for up to a second and more, so that it could be earlier than a Last-Modified.
    Date: formatHttpDate(httpSeconds(Date.now())),
    ...ANSWER_SECURITY,
    ...cors.fields(request),
    ...grantOf(request)?.fields,
    ...fields,
  };
  if (cors.varies) head['Vary'] = head['Vary'] === undefined ? 'Origin' : `${head['Vary']}, Origin`;
  observe.sign(request, head);
  return head;
}

async function sendPlain(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
): Promise<void> {
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

async function sendCoded(
  { response, options }: Exchange,
  { status, head }: { readonly status: number; readonly head: Head },
  { key, text: content }: Content,
  coding: Exclude<Coding, 'identity'>,
): Promise<void> {
  const made = async () => compress(coding, await whole(content()));
  const text = key === undefined ? content() : undefined;
  if (text !== undefined && typeof text !== 'string') {
    response.writeHead(status, head);
    await pipeline(Readable.from(text, { objectMode: false }), compressStream(coding), response);
    return;
  }
  const bytes = key === undefined ? await compress(coding, text ?? '') : await options.coded.of(key, made);
  response.writeHead(status, { ...head, 'Content-Length': bytes.length }).end(bytes);
}

/** What is compressed as a whole is text. */
async function whole(text: ReturnType<Content['text']>): Promise<string> {
  if (typeof text === 'string') return text;
  const pieces: string[] = [];
  for await (const piece of text)
    pieces.push(typeof piece === 'string' ? piece : Buffer.from(piece).toString());
  return pieces.join('');
}
