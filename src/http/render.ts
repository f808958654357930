import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatEntityTag, formatHttpDate, httpSeconds } from '../conditional/index.js';
import { grantOf } from './authorize.js';
import type { Fields, Freshness, Outcome, Validators } from './outcome.js';
import { type RenderOptions, send } from './send.js';
import { statusOf } from './status.js';
import { requestedPath } from './target.js';
import { writeProblem } from './write-problem.js';

// The one table from outcomes to status codes and fields.

const CACHE_CONTROL: Readonly<Record<Freshness, string>> = {
  revalidate: 'max-age=0, must-revalidate',
  immutable: 'max-age=31536000, immutable',
  never: 'no-store',
};

/** The request fields that choose among representations (9110 12.5.5). */
const VARY = 'Accept, Accept-Encoding';

/** Answers `request` with `outcome`, and tells who watches. Resolves when the last byte is handed over. */
export async function render(
  outcome: Outcome,
  request: IncomingMessage,
  response: ServerResponse,
  options: RenderOptions,
): Promise<void> {
  try {
    await answer(outcome, request, response, options);
  } finally {
    options.observe.ended(request, outcome);
  }
}

function answer(
  outcome: Outcome,
  request: IncomingMessage,
  response: ServerResponse,
  options: RenderOptions,
): Promise<void> {
  const status = statusOf(outcome);
  switch (outcome.kind) {
    case 'found':
    case 'partial':
      return send({ request, response, options }, status, {
        fields: {
          ...validatorFields(outcome.validators),
          ...cachingFields(outcome.freshness, request),
          ...outcome.fields,
        },
        content: outcome.content,
      });
    case 'not-modified':
      // 9110 15.4.5: of the representation metadata, only what updates a stored answer.
      return send({ request, response, options }, status, {
        fields: {
          ETag: formatEntityTag(outcome.validators.etag),
          ...cachingFields(outcome.freshness, request),
          ...outcome.fields,
        },
      });
    case 'stream':
      return send({ request, response, options }, status, {
        fields: {
          'Content-Type': outcome.mediaType,
          Vary: VARY,
          'Cache-Control': 'no-store',
          ...outcome.fields,
        },
        live: outcome,
      });
    case 'elsewhere':
      return send({ request, response, options }, status, {
        fields: { Location: outcome.location, 'Cache-Control': CACHE_CONTROL.revalidate },
      });
    case 'created': {
      const fields = {
        Location: outcome.location,
        ...validatorFields(outcome.validators),
        ...outcome.fields,
      };
      if (outcome.content === undefined) return send({ request, response, options }, status, { fields });
      return send({ request, response, options }, status, {
        fields: { ...fields, 'Content-Location': outcome.location },
        content: outcome.content,
      });
    }
    case 'changed':
      return send({ request, response, options }, status, {
        fields: {
          ...validatorFields(outcome.validators),
          ...(outcome.location !== undefined && { 'Content-Location': outcome.location }),
          ...outcome.fields,
        },
        content: outcome.content,
      });
    case 'performed':
      return send({ request, response, options }, status, {
        fields: { ...outcome.fields },
        content: outcome.content,
      });
    case 'stored':
      return send({ request, response, options }, status, {
        fields: { ...validatorFields(outcome.validators), ...outcome.fields },
      });
    case 'removed':
      return send({ request, response, options }, status, { fields: { ...outcome.fields } });
    case 'options':
      return send({ request, response, options }, status, { fields: outcome.fields });
    case 'refused': {
      const text = writeProblem(outcome.problem, requestedPath(request), options);
      return send({ request, response, options }, status, {
        fields: { 'Cache-Control': 'no-store', ...outcome.fields },
        content: { mediaType: 'application/problem+json', length: Buffer.byteLength(text), text: () => text },
      });
    }
    default:
      return outcome satisfies never;
  }
}

/** Who may keep the answer, for how long, and which fields chose it. */
function cachingFields(freshness: Freshness, request: IncomingMessage): Fields {
  const forAnybody = CACHE_CONTROL[freshness];
  if (grantOf(request) === undefined) return { Vary: VARY, 'Cache-Control': forAnybody };
  // 9111 3.5: must-revalidate alone would let a shared cache keep the answer to a credential.
  return { Vary: `${VARY}, Authorization`, 'Cache-Control': `private, ${forAnybody}` };
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
