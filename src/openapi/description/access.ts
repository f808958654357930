import type { JsonRecord } from './model.js';

// Who may do what. The service asks for no credential yet, so every scheme is optional, and no operation documents a 401,
// 403 or 429: a document says what happens, not what will. They come here, in one place, when they come.

/** How a request can say who sends it. */
export const SECURITY_SCHEMES: JsonRecord = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A token.' },
  basic: { type: 'http', scheme: 'basic', description: 'The same token as password, with any name.' },
};

/** None is needed; either will do. */
export const SECURITY: readonly JsonRecord[] = [{}, { bearer: [] }, { basic: [] }];

/**
 * The types of problems that every operation can be refused with, beyond its own: `unauthorised` (401), `forbidden` (403)
 * and the like belong here.
 */
export const EVERYWHERE: readonly string[] = [];

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
  'header-too-large',
  'internal',
  'not-implemented',
  'coding-not-implemented',
  'too-many-connections',
  'version-not-supported',
];
