import { isIpv6 } from './format-host.js';

// 3986, appendix B: the parts are told apart by characters that none of them may hold.
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const AUTHORITY = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/s;

const SCHEME = /^[a-z][a-z0-9+.-]*$/i;
const USER = /^(?:[\w.~!$&'()*+,;=:-]|%[0-9a-f]{2})*$/i;
const REGISTERED_NAME = /^(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*$/i;
const PATH = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*$/i;
const QUERY = /^(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9a-f]{2})*$/i;
const FUTURE_ADDRESS = /^v[0-9a-f]+\.[\w.~!$&'()*+,;=:-]+$/i;

/** A URI with a scheme (3986 3). */
export function isAbsoluteUri(text: string): boolean {
  const parts = split(text);
  return parts?.scheme !== undefined;
}

/** A URI or a relative reference (3986 4.1). */
export function isUriReference(text: string): boolean {
  return split(text) !== undefined;
}

/** The scheme of a well-formed reference, if it has one; undefined when it is malformed. */
function split(text: string): { readonly scheme: string | undefined } | undefined {
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  const [, scheme, authority, path = '', query = '', fragment = ''] = match;
  if (scheme !== undefined && !SCHEME.test(scheme)) return undefined;
  if (authority !== undefined && !isAuthority(authority)) return undefined;
  return PATH.test(path) && QUERY.test(query) && QUERY.test(fragment) ? { scheme } : undefined;
}

function isAuthority(text: string): boolean {
  const match = AUTHORITY.exec(text);
  if (match === null) return false;
  const [, user = '', host = ''] = match;
  if (!USER.test(user)) return false;
  if (!host.startsWith('[')) return REGISTERED_NAME.test(host);
  const address = host.slice(1, -1);
  return isIpv6(address) || FUTURE_ADDRESS.test(address);
}
