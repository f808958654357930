import type { Need, Right } from './authorize.js';
import { pathOf } from './target.js';

/** Whatever tells about the program and not about what is stored in it. */
const OPEN = /^\/(?:|docs(?:\/.*)?|openapi(?:-3\.0)?\.json|problems\/.*|health\/(?:live|ready))$/;

const COLLECTION = /^\/v1\/collections(?:\/([^/]*)(\/.*)?)?$/;

const NOTHING: Need = { kind: 'nothing' };
const CREDENTIAL: Need = { kind: 'credential' };

/**
 * What a request must be allowed to do, from its method and its target (without BASE_PATH) alone. Whatever is not known
 * here needs everything, so that a new resource is closed until somebody says for whom it is open.
 */
export function needOf(method: string, target: string): Need {
  // Fetch, "CORS-preflight request": it comes without a credential, and tells the methods of a path only.
  if (method === 'OPTIONS') return NOTHING;
  const path = pathOf(target);
  const [matched, segment, below] = COLLECTION.exec(path) ?? [];
  if (matched === undefined) {
    if (OPEN.test(path)) return NOTHING;
    // Each operation of a batch is judged by itself.
    return path === '/v1/batch' ? CREDENTIAL : { kind: 'everything', right: 'admin' };
  }
  if (segment === undefined) return CREDENTIAL;
  const collection = decoded(segment);
  // The router cannot decode it either, and says so.
  if (collection === undefined) return CREDENTIAL;
  return { kind: 'collection', right: rightOf(method, below !== undefined, target), collection };
}

function rightOf(method: string, below: boolean, target: string): Right {
  if (method === 'GET' || method === 'HEAD') return 'read';
  if (!below) return 'admin';
  return method === 'DELETE' && purges(target) ? 'admin' : 'write';
}

/** Whether a DELETE is to leave nothing behind. */
function purges(target: string): boolean {
  const mark = target.indexOf('?');
  return mark >= 0 && new URLSearchParams(target.slice(mark)).has('purge');
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
