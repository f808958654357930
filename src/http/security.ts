import { type Format, PAGE_SECURITY } from '../representation/index.js';
import type { Fields } from './outcome.js';

// What browsers are told to guard, in one place. Left out on purpose: X-Frame-Options (`frame-ancestors` says it),
// Permissions-Policy (nothing of ours may run), Strict-Transport-Security (TLS ends in front of us, and says so there).

/**
 * The fields of every answer, problems and 304 included. The resource policy is about what other sites embed without
 * asking; it does not touch requests with CORS, so the origins that are allowed still read what they fetch.
 */
export const ANSWER_SECURITY: Fields = {
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const NOTHING: Fields = {};

/** What goes with a representation in a format beyond {@link ANSWER_SECURITY}, and with its 304. */
export function securityOf(format: Format): Fields {
  return format === 'html' ? PAGE_SECURITY : NOTHING;
}
