import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  NotFoundException,
} from '@nestjs/common';
import { refuseEncoding } from './name.pipe.js';
import { type Outcome, RefusedException, refuse, type Refusal } from './outcome.js';
import { PATCH_TYPES } from './patch.js';
import { render } from './render.js';
import type { RenderOptions } from './send.js';
import type { Routes } from './routes.js';
import { pathOf, requestedPath } from './target.js';

/** What the filter asks of the rest of the service. */
export interface ProblemSources {
  /** The routes, once they are registered. */
  readonly routes: () => Routes;
  /** The refusal that a known failure (of the store) amounts to; undefined for a defect. */
  readonly classify: (error: unknown) => Refusal | undefined;
  /** Told of everything that ends as 500. */
  readonly report: (error: unknown, request: IncomingMessage) => void;
}

/** Everything that was thrown becomes a problem; nothing of a framework's own words gets out. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly sources: ProblemSources,
    private readonly options: RenderOptions,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<IncomingMessage>();
    const response = http.getResponse<ServerResponse>();
    await render(this.outcomeOf(error, request), request, response, this.options);
  }

  /** What is answered for something that was thrown. */
  outcomeOf(error: unknown, request: IncomingMessage): Outcome {
    if (error instanceof RefusedException) return error.refusal;
    if (error instanceof NotFoundException) return this.#refuseUnrouted(request);
    const known = this.sources.classify(error);
    if (known !== undefined) return known;
    // A path that does not percent-decode: thrown by the router.
    if (error instanceof URIError || (error instanceof HttpException && error.getStatus() === 400)) {
      return refuseEncoding();
    }
    this.sources.report(error, request);
    return refuse(
      'internal',
      'Something went wrong on our side. It was logged under the X-Request-Id of this answer.',
    );
  }

  /** What is answered where no resource is, or none that knows the method; undefined for what a route takes. */
  unrouted(request: IncomingMessage): Outcome | undefined {
    const methods = this.sources.routes().methods(pathOf(request.url ?? '/'));
    return methods?.includes(request.method ?? '') === true ? undefined : this.#refuseUnrouted(request);
  }

  /** No route took the request: the method is wrong, or the path. */
  #refuseUnrouted(request: IncomingMessage): Outcome {
    const method = request.method ?? '';
    const path = pathOf(request.url ?? '/');
    const routes = this.sources.routes();
    const methods = routes.methods(path);
    if (!routes.knows(method)) {
      return refuse('not-implemented', `${method} is not a method that this service knows.`);
    }
    if (methods === undefined)
      return refuse('not-found', `There is no resource at ${requestedPath(request)}.`);
    const fields = { Allow: methods.join(', ') };
    if (method === 'OPTIONS') {
      const preflight = this.options.cors.preflight(request, methods);
      return { kind: 'options', fields: { ...fields, ...acceptedContent(methods), ...preflight } };
    }
    return refuse(
      'method-not-allowed',
      `This resource knows ${fields.Allow}, not ${method}.`,
      undefined,
      fields,
    );
  }
}

/** 5789 3.1 and the like: what a PATCH or POST here may carry. */
function acceptedContent(methods: readonly string[]): Readonly<Record<string, string>> {
  return {
    ...(methods.includes('PATCH') && { 'Accept-Patch': PATCH_TYPES.join(', ') }),
    ...(methods.includes('POST') && { 'Accept-Post': 'application/json' }),
  };
}
