import type { ProblemType } from './problem-type.js';

/** Who may not do what. */
export const ACCESS_PROBLEMS = {
  unauthenticated: {
    status: 401,
    title: 'The request needs a credential that is good',
    meaning:
      'There is no credential, or it is malformed, unknown, expired or revoked. Nothing was looked at but that.',
    recovery:
      'Send one "Authorization: Bearer" with the token; or HTTP Basic with the token as the password, as browsers do.',
  },
  forbidden: {
    status: 403,
    title: 'The credential does not allow this',
    meaning: 'The credential is good and may know of the collection, but not do that with it.',
    recovery: 'Use one with the scope that "needed" names, or have the operator give it to this one.',
  },
  'cross-site-request': {
    status: 403,
    title: 'A page of another site asked for this',
    meaning:
      'A browser sends a name and password that it remembers whoever asks it to. So a write that comes with them must ' +
      'come from a page of this service, or of an origin in CORS_ORIGINS.',
    recovery: 'Send the token as "Authorization: Bearer", or list the origin in CORS_ORIGINS.',
  },
  'misdirected-request': {
    status: 421,
    title: 'The request is for another host',
    meaning:
      'A service without access control answers under its own names only, so that no page of another site can be made ' +
      'to look like one of its own.',
    recovery: 'Ask under a name of this machine (localhost), or under one that ALLOWED_HOSTS lists.',
  },
  'too-many-requests': {
    status: 429,
    title: 'The credential has made too many requests',
    meaning:
      'RATE_LIMIT bounds how many requests a credential may make in a time. This one was not performed.',
    recovery: 'Send the request again after the time in Retry-After. RateLimit tells how many are left.',
  },
  'keys-unavailable': {
    status: 503,
    title: 'The credential cannot be checked at the moment',
    meaning: 'The keys of the issuer of tokens cannot be had. The token may be good. Nothing was applied.',
    recovery: 'Send the request again after the time in Retry-After.',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
