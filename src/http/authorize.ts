import type { IncomingMessage } from 'node:http';
import type { Fields, Refusal } from './outcome.js';

// The port behind which somebody decides who may do what (access/). Without it everybody may do everything.

/** What may be done with a collection and what is in it. Each right includes those before it. */
export type Right = 'read' | 'write' | 'admin';

/** What a request must be allowed to do. */
export type Need =
  /** Nothing: it tells nothing about what is stored. */
  | { readonly kind: 'nothing' }
  /** To be somebody: what it shows or does is judged piece by piece. */
  | { readonly kind: 'credential' }
  /** Something with one collection, or with what is in it. The name is as it was sent, decoded. */
  | { readonly kind: 'collection'; readonly right: Right; readonly collection: string }
  /** The same with every collection there is and may ever be. */
  | { readonly kind: 'everything'; readonly right: Right };

/** What a request says about who sends it. */
export interface Caller {
  readonly method: string;
  /** The value of Authorization; undefined when there is none. */
  readonly authorization: string | undefined;
  /** Whether there are several of these. */
  readonly ambiguous: boolean;
  /** The value of another field by its lower-case name. */
  readonly field: (name: string) => string | undefined;
}

/** What a credential is good for, while it is. */
export interface Grant {
  readonly kind: 'granted';
  /** Who it is, the same for all credentials of one principal that may follow each other. */
  readonly principal: string;
  /** What others are told of who it is. */
  readonly author: string;
  /** What goes with every answer to this request. */
  readonly fields: Fields;
  /** Why it may not do that; undefined when it may. */
  readonly refuse: (need: Need) => Refusal | undefined;
  /** Why the credential is good no more, or never was for what the request needed; undefined while it is. */
  readonly renew: () => Promise<Refusal | undefined>;
}

/** A request that is not let in, and what goes with the answer. */
export interface Refused {
  readonly kind: 'not-granted';
  readonly refusal: Refusal;
}

/** Decides. At once when it knows the credential. */
export interface Authorize {
  admit(caller: Caller, need: Need): Grant | Refused | Promise<Grant | Refused>;
}

/** Reads the caller from a request. */
export function callerOf(request: IncomingMessage): Caller {
  const { headers } = request;
  return {
    method: request.method ?? '',
    authorization: headers.authorization,
    // Node keeps the first of several lines: which one counts would be a matter of taste.
    ambiguous: headers.authorization !== undefined && countAuthorization(request) > 1,
    field: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
  };
}

function countAuthorization({ rawHeaders }: IncomingMessage): number {
  let lines = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 13 && name.toLowerCase() === 'authorization') lines += 1;
  }
  return lines;
}

const GRANT = Symbol('what the credential of a request is good for');

interface Granted {
  [GRANT]?: Grant;
}

/** Keeps the grant with the request that it was given for. */
export function keepGrant(request: IncomingMessage, grant: Grant): void {
  (request as Granted)[GRANT] = grant;
}

/** The grant of a request; undefined when it needed no credential. */
export function grantOf(request: IncomingMessage): Grant | undefined {
  return (request as Granted)[GRANT];
}
