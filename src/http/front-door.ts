import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { guardFraming } from './guard.js';
import { inOrder } from './in-order.js';
import { type Outcome, refuse } from './outcome.js';
import { render } from './render.js';
import type { RenderOptions } from './send.js';
import { enterBasePath, requestedPath } from './target.js';

/** What every request passes before it is routed: its turn on the connection, its framing, the base path. */
export function frontDoor(route: RequestListener, options: RenderOptions): RequestListener {
  return inOrder((request, response) => {
    const refusal = guardFraming(request) ?? refuseOutside(request, options);
    if (refusal === undefined) route(request, response);
    else void render(refusal, request, response, options);
  });
}

/** The answer to an expectation that is not `100-continue` (9110 10.1.1). */
export function refuseExpectation(options: RenderOptions): RequestListener {
  return inOrder((request: IncomingMessage, response: ServerResponse) => {
    const detail = `The expectation ${JSON.stringify(request.headers.expect)} is not known. Leave Expect out.`;
    void render(refuse('expectation-failed', detail), request, response, options);
  });
}

function refuseOutside(request: IncomingMessage, { basePath }: RenderOptions): Outcome | undefined {
  if (enterBasePath(request, basePath)) return undefined;
  return refuse(
    'not-found',
    `There is no resource at ${requestedPath(request)}: all of them are below ${basePath}/.`,
  );
}
