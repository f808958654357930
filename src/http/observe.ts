import type { IncomingMessage } from 'node:http';
import type { Outcome, Refusal } from './outcome.js';
import type { ProblemSlug } from './problems.js';

/**
 * The port through which the service is watched; `operations/` implements it. Every request goes through it, whichever
 * way it takes: an implementation is cheap and throws nothing.
 */
export interface Observe {
  /** Work on `request` begins. */
  begun(request: IncomingMessage): void;
  /** The refusal of a request that there is no room for now; undefined: it may go on. */
  admit(request: IncomingMessage): Refusal | undefined;
  /** Adds to the header section of an answer what tells the client of the work on its request. */
  sign(request: IncomingMessage, head: Record<string, string | number>): void;
  /** Work on `request` has ended, for whatever `outcome` was sent; or the client had left. */
  ended(request: IncomingMessage, outcome: Outcome): void;
  /** Something that was no request, or one too many, was refused on its bare connection. */
  refused(slug: ProblemSlug): void;
}

/** What the router says of a request: Express writes it there. */
interface Routed {
  route?: { readonly path: string };
}

/** The template of the route that took `request`, such as `/v1/collections/:collection`; undefined when none did. */
export function routeOf(request: IncomingMessage): string | undefined {
  return (request as Routed).route?.path;
}

/** Says of a request that goes past the router which route it would have taken. */
export function markRoute(request: IncomingMessage, route: { readonly path: string }): void {
  (request as Routed).route = route;
}
