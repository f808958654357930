import type { IncomingMessage } from 'node:http';

/** The path of a request target; a target in absolute form (9112 3.2.2) has scheme and authority in front of it. */
export function pathOf(target: string): string {
  const [path = ''] = target.split('?', 1);
  // 9110 4.2.3: an authority without a path means "/".
  return path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/';
}

/** The path that the client asked for, BASE_PATH included: routing sees the request without it. */
export function requestedPath(request: IncomingMessage): string {
  return pathOf((request as { originalUrl?: string }).originalUrl ?? request.url ?? '');
}

/**
 * Takes BASE_PATH off the target of `request`, so that routes are the same under any of them. False when the target
 * does not begin with it: then nothing of this service is meant.
 */
export function enterBasePath(request: IncomingMessage, basePath: string): boolean {
  const target = request.url ?? '';
  if (basePath === '') return true;
  const path = pathOf(target);
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return false;
  Object.assign(request, { originalUrl: target });
  const rest = target.slice(target.indexOf(path) + basePath.length);
  // BASE_PATH itself is the root, as people type it.
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return true;
}
