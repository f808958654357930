import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatEntityTag, formatHttpDate, httpSeconds } from '../conditional/index.js';
import { type Coding, compress, compressStream } from '../representation/index.js';
import type { Cors } from './cors.js';
import { abandonContent, contentPassed } from './drain.js';
import type { Content, Fields, Freshness, Outcome, Validators } from './outcome.js';
import { type Problem, PROBLEMS } from './problems.js';
import { requestedPath } from './target.js';

// The one table from outcomes to status codes and fields. Answers are ended with bytes here, never with Express's
// `send`, which would judge preconditions a second time and wrongly.

const CACHE_CONTROL: Readonly<Record<Freshness, string>> = {
  revalidate: 'max-age=0, must-revalidate',
  immutable: 'max-age=31536000, immutable',
};

/** The request fields that choose among representations (9110 12.5.5). */
const VARY = 'Accept, Accept-Encoding';

/** What all answers have in common: the path in front of every URI, and who may read them across origins. */
export interface RenderOptions {
  readonly basePath: string;
  readonly cors: Cors;
}

/** Answers `request` with `outcome`. Resolves when the last byte is handed over. */
export async function render(
  outcome: Outcome,
  request: IncomingMessage,
  response: ServerResponse,
  options: RenderOptions,
): Promise<void> {
  switch (outcome.kind) {
    case 'found':
    case 'partial':
      return answer({ request, response, options }, outcome.kind === 'found' ? 200 : 206, {
        fields: { ...representation(outcome.validators, outcome.freshness), ...outcome.fields },
        content: outcome.content,
      });
    case 'not-modified':
      // 9110 15.4.5: of the representation metadata, only what updates a stored answer.
      return answer({ request, response, options }, 304, {
        fields: {
          ETag: formatEntityTag(outcome.validators.etag),
          Vary: VARY,
          'Cache-Control': CACHE_CONTROL[outcome.freshness],
          ...outcome.fields,
        },
      });
    case 'elsewhere':
      return answer({ request, response, options }, 302, {
        fields: { Location: outcome.location, 'Cache-Control': CACHE_CONTROL.revalidate },
      });
    case 'created': {
      const fields = {
        Location: outcome.location,
        ...validatorFields(outcome.validators),
        ...outcome.fields,
      };
      if (outcome.content === undefined) return answer({ request, response, options }, 201, { fields });
      return answer({ request, response, options }, 201, {
        fields: { ...fields, 'Content-Location': outcome.location },
        content: outcome.content,
      });
    }
    case 'changed':
      return answer({ request, response, options }, 200, {
        fields: {
          ...validatorFields(outcome.validators),
          'Content-Location': outcome.location,
          ...outcome.fields,
        },
        content: outcome.content,
      });
    case 'stored':
      return answer({ request, response, options }, 204, {
        fields: { ...validatorFields(outcome.validators), ...outcome.fields },
      });
    case 'removed':
      return answer({ request, response, options }, 204, { fields: { ...outcome.fields } });
    case 'options':
      return answer({ request, response, options }, 204, { fields: outcome.fields });
    case 'refused': {
      const { status } = PROBLEMS[outcome.problem.slug];
      const text = writeProblem(outcome.problem, requestedPath(request), options);
      return answer({ request, response, options }, status, {
        fields: { 'Cache-Control': 'no-store', ...outcome.fields },
        content: { mediaType: 'application/problem+json', length: Buffer.byteLength(text), text: () => text },
      });
    }
    default:
      return outcome satisfies never;
  }
}

function representation(validators: Validators | undefined, freshness: Freshness): Fields {
  return { ...validatorFields(validators), Vary: VARY, 'Cache-Control': CACHE_CONTROL[freshness] };
}

function validatorFields(validators: Validators | undefined): Fields {
  if (validators === undefined) return {};
  const etag = { ETag: formatEntityTag(validators.etag) };
  if (validators.lastModified === undefined) return etag;
  // 9110 8.8.2.1: never later than Date. Commit times can run ahead of the clock by a little.
  const now = httpSeconds(Date.now());
  const seconds = validators.lastModified < now ? validators.lastModified : now;
  return { ...etag, 'Last-Modified': formatHttpDate(seconds) };
}

/** The JSON text of a problem (RFC 9457 3). `instance` is the path that was asked for; empty when nobody knows it. */
export function writeProblem(problem: Problem, instance: string, { basePath }: RenderOptions): string {
  const { status, title } = PROBLEMS[problem.slug];
  return JSON.stringify({
    type: `${basePath}/problems/${problem.slug}`,
    title,
    status,
    detail: problem.detail,
    ...(instance !== '' && { instance }),
    ...problem.members,
  });
}

async function answer(
  {
    request,
    response,
    options,
  }: { request: IncomingMessage; response: ServerResponse; options: RenderOptions },
  status: number,
  { fields, content }: { fields?: Fields; content?: Content },
): Promise<void> {
  // The client left, or an earlier failure has answered already.
  if (response.headersSent || response.destroyed) return;
  abandonContent(request);
  response.statusCode = status;
  // Node keeps its own Date for up to a second and more, so that it could be earlier than a Last-Modified.
  response.setHeader('Date', formatHttpDate(httpSeconds(Date.now())));
  response.setHeader('X-Content-Type-Options', 'nosniff');
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
    await sendCoded(request, response, content.text, content.coding);
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
