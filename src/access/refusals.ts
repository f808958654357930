import { type Fields, type Need, refuse, type Refusal, type Right } from '../http/index.js';
import { type CollectionName, parseCollectionName } from '../store/index.js';
import type { Scopes } from './scopes.js';

const REALM = 'realm="etagere"';
const BASIC = `Basic ${REALM}, charset="UTF-8"`;

/** 401 for who is nobody yet: browsers ask for a name and password then (7617), programs know what to send (6750 3). */
export function refuseAbsent(): Refusal {
  return refuse(
    'unauthenticated',
    'The request has no credential. Send "Authorization: Bearer" with a token, or HTTP Basic with the token as password.',
    undefined,
    { 'WWW-Authenticate': `Bearer ${REALM}, ${BASIC}` },
  );
}

/** 401 for a credential that is none. */
export function refuseBad(reason: string): Refusal {
  return refuse(
    'unauthenticated',
    `The credential in Authorization is not accepted: ${reason}.`,
    { field: 'Authorization' },
    { 'WWW-Authenticate': `Bearer ${REALM}, error="invalid_token", ${BASIC}` },
  );
}

/** 503: a good credential must not be thrown away because its issuer is away. */
export function refuseUnchecked(): Refusal {
  return refuse(
    'keys-unavailable',
    'The keys that the credential would be checked with cannot be had at the moment. Nothing was applied.',
    undefined,
    { 'Retry-After': '5' },
  );
}

/** Why `scopes` do not allow what is needed; undefined when they do. */
export function refuseNeed(need: Need, scopes: Scopes): Refusal | undefined {
  switch (need.kind) {
    case 'nothing':
    case 'credential':
      return undefined;
    case 'everything':
      return scopes.allowEverywhere(need.right) ? undefined : refuseForbidden(need.right, '*');
    case 'collection': {
      const collection = parseCollectionName(need.collection);
      // No collection has that name, and whoever reads it will say so.
      if (collection === undefined || scopes.allow(need.right, collection)) return undefined;
      return scopes.allow('read', collection)
        ? refuseForbidden(need.right, collection)
        : refuseUnknown(collection);
    }
    default:
      return need satisfies never;
  }
}

function refuseForbidden(right: Right, collection: CollectionName | '*'): Refusal {
  const needed = `${right}:${collection}`;
  return refuse('forbidden', `The credential is good, but that needs the scope ${JSON.stringify(needed)}.`, {
    needed,
  });
}

/** The same whether or not it is there, and as what is said to somebody who may know that it is not. */
function refuseUnknown(collection: CollectionName): Refusal {
  return refuse(
    'collection-not-found',
    `The collection ${JSON.stringify(collection)} does not exist. Make it first: PUT it with "If-None-Match: *" and "{}".`,
  );
}

/** 403 for a write that a page of another site has made a browser send. */
export function refuseCrossSite(): Refusal {
  return refuse(
    'cross-site-request',
    'The request comes with a name and password that the browser had remembered, from a page of another site. Nothing ' +
      'was done.',
    { field: 'Origin' },
  );
}

/** 429 with the seconds until there is room again. */
export function refuseTooMany(seconds: number, fields: Fields): Refusal {
  return refuse(
    'too-many-requests',
    `The credential has made as many requests as it may. There is room for more in ${seconds} s.`,
    undefined,
    { 'Retry-After': String(seconds), ...fields },
  );
}
