import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

/**
 * Constructors of messages that have Express's prototypes from the start. Express replaces the prototype of every
 * request and response, which makes V8 give up what it knows of their shape; here it finds nothing to replace. That is
 * worth a factor of three on an empty handler.
 */
export function expressMessages(application: Express): {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
} {
  return {
    IncomingMessage: withPrototype(IncomingMessage, application.request),
    ServerResponse: withPrototype(ServerResponse, application.response),
  };
}

function withPrototype<T extends typeof IncomingMessage | typeof ServerResponse>(
  base: T,
  prototype: object,
): T {
  // A class of its own could not be given another prototype; Node's own constructors are functions that can be called.
  function Message(this: object, ...args: unknown[]): void {
    Reflect.apply(base as unknown as (...args: unknown[]) => void, this, args);
  }
  Message.prototype = prototype;
  Object.setPrototypeOf(Message, base);
  return Message as unknown as T;
}
