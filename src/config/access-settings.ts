import { fileURLToPath } from 'node:url';
import { isLoopback } from './addresses.js';
import type { Setting } from './settings.js';

// Who may use the service, and as whom.

/** Where the keys of an issuer of JWTs are: in a file of this machine, or where the issuer publishes them. */
export type KeyLocation =
  { readonly kind: 'file'; readonly file: string } | { readonly kind: 'url'; readonly url: URL };

/** How many requests one credential may make in how many seconds. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
}

const HOST_NAME = /^(?:\*|[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])$/i;

/** The names under which the service may be asked for when everybody is let in. */
export const allowedHosts: Setting<readonly string[]> = {
  name: 'ALLOWED_HOSTS',
  fallback: '',
  help: 'with AUTH=off: names that Host may have besides those of loopback, as a comma list without ports; * for all',
  parse: (text) => {
    const value = text === '' ? [] : text.split(',').map((name) => name.trim());
    const wrong = value.find((name) => !HOST_NAME.test(name));
    return wrong === undefined
      ? { value: value.map((name) => name.toLowerCase()) }
      : { fault: `must list names such as store.example, without scheme and port, not "${wrong}"` };
  },
};

/** A text that AUTH=jwt needs, compared as it stands. */
function claim(name: string, help: string): Setting<string> {
  return { name, fallback: '', help, parse: (text) => ({ value: text }) };
}

export const jwtIssuer = claim('JWT_ISSUER', 'with AUTH=jwt: the "iss" that a token must have');
export const jwtAudience = claim('JWT_AUDIENCE', 'with AUTH=jwt: what "aud" of a token must hold');

/** Where the issuer's keys are. */
export const jwtKeys: Setting<KeyLocation | null> = {
  name: 'JWT_JWKS',
  fallback: '',
  help: "with AUTH=jwt: the issuer's keys (a JWKS), as https://… or file:<path>",
  parse: (text) => {
    if (text === '') return { value: null };
    if (text.startsWith('file://') && URL.canParse(text)) {
      return { value: { kind: 'file', file: fileURLToPath(text) } };
    }
    if (text.startsWith('file:') && text !== 'file:') {
      return { value: { kind: 'file', file: text.slice('file:'.length) } };
    }
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // Over plain http anybody in between could hand out keys of their own.
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
      ? { value: { kind: 'url', url } }
      : { fault: 'must be https://… (http://… on loopback only) or file:<path>' };
  },
};

/** How often one credential may ask. */
export const rateLimit: Setting<RateLimit | null> = {
  name: 'RATE_LIMIT',
  fallback: 'off',
  help: 'requests that one credential may make of one process, as <requests>/<seconds> such as 600/60; or off',
  parse: (text) => {
    if (text === 'off') return { value: null };
    const [, requests = 0, seconds = 0] = (/^(\d{1,9})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
    return requests > 0 && seconds > 0 && seconds <= 86_400
      ? { value: { requests, seconds } }
      : { fault: 'must be off, or requests and seconds such as 600/60; a day at the most' };
  },
};
