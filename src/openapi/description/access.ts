import { type Need, needOf } from '../../http/index.js';
import type { JsonRecord, Operation } from './model.js';

// What does not depend on what an operation does: who may perform it, whether there is room for it, and what can become of
// a request before it is known what it is for.

/** How a request can say who sends it. */
export const SECURITY_SCHEMES: JsonRecord = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'With `AUTH=token` a token that the operator has made, with `AUTH=jwt` one of the issuer that the operator has named.',
  },
  basic: {
    type: 'http',
    scheme: 'basic',
    description:
      'The same token as password, with any name: for browsers. A write must then come from a page of the service, or of an ' +
      'origin in `CORS_ORIGINS`.',
  },
};

/** None is needed with AUTH=off, the default; otherwise either will do. */
export const SECURITY: readonly JsonRecord[] = [{}, { bearer: [] }, { basic: [] }];

/** What an operation needs, as the gate in front of all of them says. */
export function needOfOperation({ method, path }: Pick<Operation, 'method' | 'path'>): Need {
  return needOf(method.toUpperCase(), path);
}

/** The scope that an operation needs, such as `write:{collection}`; undefined when any credential, or none, will do. */
export function scopeOf(operation: Pick<Operation, 'method' | 'path'>): string | undefined {
  const need = needOfOperation(operation);
  switch (need.kind) {
    case 'nothing':
    case 'credential':
      return undefined;
    case 'collection':
      return `${need.right}:${need.collection}`;
    case 'everything':
      return `${need.right}:*`;
    default:
      return need satisfies never;
  }
}

/** What can be said to a request that comes with a credential, good or not. */
const WITH_CREDENTIAL = ['unauthenticated', 'too-many-requests', 'keys-unavailable'];

/** The types of the problems that an operation can be refused with: its own, and those of access and of load. */
export function refusalsOf(operation: Operation): readonly string[] {
  const own = [...operation.refusals, ...accessRefusals(operation)];
  return operation.underLoad === 'answered' ? own : [...own, 'overloaded'];
}

function accessRefusals(operation: Operation): readonly string[] {
  const need = needOfOperation(operation);
  if (need.kind === 'nothing') return [];
  const isRead = operation.method === 'get';
  const common = isRead ? WITH_CREDENTIAL : [...WITH_CREDENTIAL, 'cross-site-request'];
  switch (need.kind) {
    case 'credential':
      // Each operation of a batch is judged by itself.
      return isRead ? common : [...common, 'forbidden'];
    case 'collection':
      // To read is the least of rights: who has none may not know of the collection.
      return [...common, 'collection-not-found', ...(need.right === 'read' ? [] : ['forbidden'])];
    case 'everything':
      return [...common, 'forbidden'];
    default:
      return need satisfies never;
  }
}

/**
 * The types of problems that no operation lists, because they have nothing to do with any: the request never came so far
 * as to be routed, or something broke. The document has them in one table.
 */
export const ANY_REQUEST: readonly string[] = [
  'bad-request',
  'not-found',
  'method-not-allowed',
  'request-timeout',
  'expectation-failed',
  'misdirected-request',
  'header-too-large',
  'internal',
  'not-implemented',
  'coding-not-implemented',
  'too-many-connections',
  'version-not-supported',
];
