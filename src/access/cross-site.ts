import type { Caller } from '../http/index.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * Whether a browser was made to send this write by a page of another site (Fetch Metadata; 6454). Only a browser says
 * where a request comes from, and a program that says nothing was asked by nobody else.
 */
export function isForged({ method, field }: Caller, origins: readonly string[]): boolean {
  if (SAFE.has(method)) return false;
  const origin = field('origin');
  // Named one by one: "*" lets every page read what anybody may read, not act with what a browser remembers.
  if (origin !== undefined && origins.includes(origin)) return false;
  const site = field('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && hostOf(origin) !== field('host')?.toLowerCase();
}

/** TLS may end in front of us, so scheme and its port say nothing: a host tells pages apart. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
