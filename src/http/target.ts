import type { IncomingMessage } from 'node:http';
import { refuse, type Refusal } from './outcome.js';

/** The path of a request target that {@link normaliseTarget} has passed. */
export function pathOf(target: string): string {
  const [path = ''] = target.split('?', 1);
  return path;
}

/**
 * Brings a target in absolute form (9112 3.2.2) into the form of a path: its authority is nothing that is ever looked
 * up or connected to. Returns the refusal of what is no path here; `*` is left to stand.
 */
export function normaliseTarget(request: IncomingMessage): Refusal | undefined {
  const target = request.url ?? '';
  if (target.includes('#')) {
    return refuse(
      'bad-request',
      'A request target has no fragment. Leave out "#" and what follows, or send %23.',
    );
  }
  if (target.startsWith('/') || target === '*') return undefined;
  // 9110 4.2.4: what looks like a name and a password is there to deceive.
  const [, authority, rest = ''] = /^https?:\/\/([^/?@]+)([/?].*)?$/i.exec(target) ?? [];
  if (authority === undefined) {
    return refuse(
      'bad-request',
      'The request target must be a path such as /v1/collections, or an http URI.',
    );
  }
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return undefined;
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
  const rest = target.slice(basePath.length);
  // BASE_PATH itself is the root, as people type it.
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  return true;
}
