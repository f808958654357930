import type { IncomingMessage, ServerResponse } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Incoming } from './incoming.js';

/** The request as values: `read(@Request() incoming: Incoming)`. */
export const Request = createParamDecorator((_: unknown, context: ExecutionContext): Incoming => {
  const http = context.switchToHttp();
  return new Incoming(http.getRequest<IncomingMessage>(), http.getResponse<ServerResponse>());
});
