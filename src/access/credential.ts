import { Buffer } from 'node:buffer';
import type { Caller } from '../http/index.js';

/** What a request says it comes with. */
export type Credential =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed'; readonly reason: string }
  /** `ambient`: a browser sends it by itself, whoever asks it to. */
  | { readonly kind: 'secret'; readonly text: string; readonly ambient: boolean };

/** Reads Authorization: Bearer (6750 2.1), or Basic with the secret as the password (7617) and any name. */
export function readCredential({ authorization, ambiguous }: Caller): Credential {
  if (authorization === undefined) return { kind: 'absent' };
  if (ambiguous) return malformed('it is there more than once');
  const [, scheme = '', rest = ''] = /^([A-Za-z]+) +([\w.~+/=-]+) *$/.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return { kind: 'secret', text: rest, ambient: false };
    case 'basic':
      return readBasic(rest);
    default:
      return malformed('it is neither "Bearer" nor "Basic" with what belongs there');
  }
}

function readBasic(encoded: string): Credential {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return malformed('"Basic" must be followed by a name, a colon and the token, in base 64');
  return { kind: 'secret', text: pair.slice(colon + 1), ambient: true };
}

function malformed(reason: string): Credential {
  return { kind: 'malformed', reason };
}
