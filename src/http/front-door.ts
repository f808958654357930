import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AllowedHosts } from './allowed-hosts.js';
import { guardFraming } from './guard.js';
import { inOrder } from './in-order.js';
import { type Outcome, refuse } from './outcome.js';
import { render } from './render.js';
import { METHODS } from './routes.js';
import type { RenderOptions } from './send.js';
import { enterBasePath, normaliseTarget, requestedPath } from './target.js';

/**
 * What every request passes before it is routed: its turn on the connection, its framing, its target, whom it is meant
 * for, and whether there is room for it.
 */
export function frontDoor(
  route: RequestListener,
  options: RenderOptions,
  hosts: AllowedHosts | undefined,
): RequestListener {
  const { observe } = options;
  return inOrder((request, response) => {
    observe.begun(request);
    const early =
      guardFraming(request) ??
      normaliseTarget(request) ??
      answerAsterisk(request) ??
      refuseOutside(request, options) ??
      hosts?.refuse(request) ??
      observe.admit(request);
    if (early === undefined) route(request, response);
    else void render(early, request, response, options);
  });
}

/** The answer to an expectation that is not `100-continue` (9110 10.1.1). */
export function refuseExpectation(options: RenderOptions): RequestListener {
  return inOrder((request: IncomingMessage, response: ServerResponse) => {
    options.observe.begun(request);
    const detail = `The expectation ${JSON.stringify(request.headers.expect)} is not known. Leave Expect out.`;
    void render(refuse('expectation-failed', detail), request, response, options);
  });
}

/** 9110 9.3.7: `*` stands for the service as a whole, which can be asked for its options and for nothing else. */
function answerAsterisk({ url, method }: IncomingMessage): Outcome | undefined {
  if (url !== '*') return undefined;
  if (method === 'OPTIONS') return { kind: 'options', fields: { Allow: METHODS.join(', ') } };
  return refuse('bad-request', `"*" is a target for OPTIONS only. Send ${method} to a path.`);
}

function refuseOutside(request: IncomingMessage, { basePath }: RenderOptions): Outcome | undefined {
  if (enterBasePath(request, basePath)) return undefined;
  return refuse(
    'not-found',
    `There is no resource at ${requestedPath(request)}: all of them are below ${basePath}/.`,
  );
}
