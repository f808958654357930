import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Incoming } from './incoming.js';
import type { Outcome } from './outcome.js';

/**
 * A way past the framework for requests that come by the thousand: what the route would call, called at once. It takes
 * only what it is certain of (undefined for everything else), so that it answers as the route does or not at all.
 */
export type Shortcut = (incoming: Incoming) => Promise<Outcome> | undefined;

/** What a shortcut's outcome goes through, and the outcome of what it throws. */
export interface ShortcutEnd {
  readonly reply: (response: ServerResponse, outcome: Outcome) => Promise<void>;
  readonly failed: (error: unknown, request: IncomingMessage) => Outcome;
}

/** Tries `shortcut` first; what it does not take goes the long way, `route`. */
export function shortened(route: RequestListener, shortcut: Shortcut, end: ShortcutEnd): RequestListener {
  return (request, response) => {
    const outcome = shortcut(new Incoming(request, response));
    if (outcome === undefined) route(request, response);
    else
      void outcome
        .catch((error: unknown) => end.failed(error, request))
        .then((made) => end.reply(response, made));
  };
}
