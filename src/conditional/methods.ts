/** GET and HEAD: a false If-None-Match or If-Modified-Since means "not modified" for them (9110 13.1.2, 13.1.3). */
export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** The methods that neither select nor modify a representation, and so know no preconditions (9110 13.2.1). */
export function ignoresPreconditions(method: string): boolean {
  return method === 'OPTIONS' || method === 'TRACE' || method === 'CONNECT';
}
