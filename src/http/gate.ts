import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Authorize, callerOf, type Grant, keepGrant, type Refused } from './authorize.js';
import { needOf } from './need.js';
import type { Outcome } from './outcome.js';

/** What the gate needs to answer those whom it does not let in. */
export interface GateEnd {
  readonly reply: (response: ServerResponse, outcome: Outcome) => Promise<void>;
  /** The outcome of what `Authorize` throws. */
  readonly failed: (error: unknown, request: IncomingMessage) => Outcome;
  /** What is answered where no resource is, or none that knows the method; undefined for the others. */
  readonly unrouted: (request: IncomingMessage) => Outcome | undefined;
}

/**
 * Lets a request through to `route` when it may do what it needs, before anything else of it is looked at: nobody who may
 * not know of a collection learns from a precondition, a replay or a fault of the content that it is there. Whatever way a
 * request takes behind it, it comes by here.
 */
export function gated(route: RequestListener, authorize: Authorize, end: GateEnd): RequestListener {
  return (request, response) => {
    const need = needOf(request.method ?? '', request.url ?? '');
    if (need.kind === 'nothing') {
      route(request, response);
      return;
    }
    const settle = (admission: Grant | Refused) => {
      if (admission.kind === 'granted') {
        keepGrant(request, admission);
        route(request, response);
      } else {
        // That there is nothing to ask for is said first: it holds for everybody.
        void end.reply(response, end.unrouted(request) ?? admission.refusal);
      }
    };
    const admission = authorize.admit(callerOf(request), need);
    if (!(admission instanceof Promise)) settle(admission);
    else {
      admission.then(settle, (error: unknown) => void end.reply(response, end.failed(error, request)));
    }
  };
}
