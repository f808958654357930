import { BOOKS, EMMA, NOTE, PRUNED, type Request, STRICT } from './requests.js';
import type { Fault } from './faulty-service.js';

// How a request that succeeds is turned into one that is refused, by the type of the problem.

/** A request that is refused, and what the store does meanwhile. */
export interface Refused {
  readonly request: Request;
  readonly fault?: Fault;
}

type Spoil = (request: Request, operation: string) => Request | readonly Request[];

const USED_KEY = 'used';

/** A request whose key is not free any more afterwards. */
export const FIRST_WITH_KEY: Request = {
  method: 'POST',
  target: `${BOOKS}/documents`,
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': USED_KEY },
  body: '{"first":true}',
};

function adding(headers: Readonly<Record<string, string>>): Spoil {
  return (request) => ({ ...request, headers: { ...request.headers, ...headers } });
}

function without(request: Request, ...names: readonly string[]): Request {
  const headers = Object.entries(request.headers).filter(([name]) => !names.includes(name));
  return { ...request, headers: Object.fromEntries(headers) };
}

/** Leads the request, or every operation of a batch, elsewhere. */
function redirecting(from: RegExp, to: string): Spoil {
  return (request) => ({
    ...request,
    target: request.target.replace(from, to),
    ...(request.target === '/v1/batch' && {
      body: (request.body ?? '').replaceAll(new RegExp(from, 'g'), to),
    }),
  });
}

function sending(body: string): Spoil {
  return (request) => ({ ...request, body });
}

/** One operation as a batch. */
function batch(operation: object): Spoil {
  return (request) => ({ ...request, body: JSON.stringify({ operations: [operation] }) });
}

/** For a batch another way than for a request of its own. */
function orInBatch(alone: Spoil, inBatch: Spoil): Spoil {
  return (request, operation) => (operation === 'performBatch' ? inBatch : alone)(request, operation);
}

function jsonPatch(body: string): Spoil {
  return (request) => ({
    ...request,
    headers: { ...request.headers, 'Content-Type': 'application/json-patch+json' },
    body,
  });
}

const inBatch = (method: string, body: unknown, rest: object = {}) =>
  batch({ method, path: EMMA, ifMatch: '*', body, ...rest });
const PATCH_TYPE = { contentType: 'application/json-patch+json' };
const TOO_LONG = `{"text":"${'x'.repeat(8000)}"}`;

const absentDocument = redirecting(/documents\/[^/"]+/, 'documents/absent');

/** By the type of the problem. */
const SPOILS: Readonly<Record<string, Spoil>> = {
  'invalid-name': redirecting(/collections\/[^/"?]+/, 'collections/Bad!'),
  'invalid-parameter': (request) => ({
    ...request,
    target: `${request.target}${request.target.includes('?') ? '&' : '?'}colour=red`,
  }),
  'malformed-precondition': orInBatch(adding({ 'If-Match': 'x' }), inBatch('PUT', {}, { ifMatch: 'x' })),
  'malformed-idempotency-key': adding({ 'Idempotency-Key': 'a b' }),
  'idempotency-key-reused': adding({ 'Idempotency-Key': USED_KEY }),
  'not-acceptable': adding({ Accept: 'image/x-none' }),
  'collection-not-found': redirecting(/collections\/[^/"?]+/, 'collections/none'),
  gone: redirecting(/collections\/[^/"?]+/, 'collections/dropped'),
  'document-not-found': orInBatch(
    absentDocument,
    batch({ method: 'DELETE', path: `${BOOKS}/documents/absent`, ifMatch: '*' }),
  ),
  'attachment-not-found': redirecting(/attachments\/[^/?]+/, 'attachments/absent'),
  'revision-not-found': (request, operation) => ({
    ...request,
    target:
      operation === 'getRevision' ? `${EMMA}/revisions/99` : `${EMMA}/revisions?at=2001-01-01T00:00:00Z`,
  }),
  'revision-pruned': (request, operation) => {
    if (operation === 'getRevision') return { ...request, target: `${PRUNED}/revisions/1` };
    if (operation === 'listRevisions') return { ...request, target: `${PRUNED}/revisions?at=CREATED` };
    return { ...request, target: `${PRUNED}/merge`, body: '{"base":"\\"1.a\\"","data":{}}' };
  },
  'precondition-failed': (request, operation) => {
    const stale =
      operation === 'performBatch'
        ? batch({ method: 'PUT', path: EMMA, ifMatch: '"1.a"', body: {} })(request, operation)
        : adding({ 'If-Match': '"1.a"' })(without(request, 'If-None-Match'), operation);
    if (request.method === 'GET') return stale;
    return [
      stale,
      [stale].flat().map((one) => adding({ Prefer: 'return=representation' })(one, operation)),
    ].flat(2);
  },
  'precondition-required': orInBatch(
    (request) => without(request, 'If-Match', 'If-None-Match'),
    inBatch('PUT', {}, { ifMatch: undefined }),
  ),
  'content-too-large': sending(TOO_LONG),
  'unsupported-media-type': (request, operation) =>
    operation === 'putAttachment'
      ? [
          adding({ 'Content-Encoding': 'gzip' })(request, operation),
          adding({ 'Content-Type': 'x' })(request, operation),
        ].flat()
      : [
          adding({ 'Content-Type': 'text/x' })(request, operation),
          adding({ 'Content-Encoding': 'zstd' })(request, operation),
        ].flat(),
  'malformed-json': sending('{'),
  unprocessable: (request, operation) => ({
    ...request,
    headers: operation.startsWith('patch')
      ? { ...request.headers, 'Content-Type': 'application/json' }
      : request.headers,
    body: operation === 'mergeDocument' ? '{"base":"\\"1.a\\"","data":[]}' : '[]',
  }),
  'schema-violation': (request, operation) => {
    const strict = `${STRICT}/documents/emma`;
    switch (operation) {
      case 'createDocument':
        return { ...request, target: `${STRICT}/documents`, body: '{}' };
      case 'putDocument':
        return {
          ...without(request, 'If-None-Match'),
          target: `${STRICT}/documents/new`,
          headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' },
          body: '{}',
        };
      case 'patchDocument':
        return {
          ...(jsonPatch('[{"op":"remove","path":"/title"}]')(request, operation) as Request),
          target: strict,
        };
      case 'mergeDocument':
        return { ...request, target: `${strict}/merge`, body: '{"base":"BASE","data":{}}' };
      default:
        return batch({ method: 'PUT', path: strict, ifMatch: '*', body: {} })(request, operation);
    }
  },
  'malformed-patch': orInBatch(jsonPatch('{}'), inBatch('PATCH', {}, PATCH_TYPE)),
  'patch-conflict': orInBatch(
    jsonPatch('[{"op":"remove","path":"/nothing"}]'),
    inBatch('PATCH', [{ op: 'remove', path: '/nothing' }], PATCH_TYPE),
  ),
  'bad-request': (request, operation) =>
    operation === 'listChanges'
      ? { ...request, headers: { Accept: 'text/event-stream', 'Last-Event-ID': 'x' } }
      : adding({ 'Content-Range': 'bytes 0-1/9' })(request, operation),
  'digest-mismatch': adding({ 'Repr-Digest': `sha-256=:${'A'.repeat(43)}=:` }),
  'range-not-satisfiable': (request) => ({ ...request, target: NOTE, headers: { Range: 'bytes=1000-' } }),
  'collection-not-empty': (request) => ({ ...request, target: BOOKS }),
  'schema-conflict': (request, operation) => ({
    ...request,
    target: BOOKS,
    headers: {
      'If-Match': '*',
      'Content-Type': operation === 'putCollection' ? 'application/json' : 'application/merge-patch+json',
    },
    body: '{"schema":{"required":["nothing"]}}',
  }),
  'invalid-settings': (request, operation) => ({
    ...request,
    headers: {
      ...request.headers,
      'Content-Type': operation === 'putCollection' ? 'application/json' : 'application/merge-patch+json',
    },
    body: '{"colour":"red"}',
  }),
  'malformed-merge': sending('{"data":{}}'),
  'unknown-base': sending('{"base":"\\"99.a\\"","data":{}}'),
  'merge-conflict': (request) => ({
    ...request,
    target: `${EMMA}/merge`,
    body: '{"base":"BASE","data":{"title":"Yours"}}',
  }),
  'misplaced-precondition': adding({ 'If-Match': '"1.a"' }),
  'batch-too-long': sending(`{"operations":[${'{},'.repeat(100)}{}]}`),
  'invalid-batch': sending('{"operations":[]}'),
  'cursor-lost': (request) => ({ ...request, target: `${BOOKS}/changes?since=999` }),
  'not-found': (request, operation) => ({
    ...request,
    target: operation === 'getProblemType' ? '/problems/none' : '/docs/1/none.js',
  }),
};

const isWrite = ({ method }: Request) => method !== 'GET';

/** What the store does to bring a problem about. */
const FAULTS: Readonly<Record<string, (request: Request) => Fault>> = {
  'store-busy': (request) => ({ act: 'busy', commits: isWrite(request) }),
  'store-unavailable': () => ({ act: 'down', commits: false }),
  contention: () => ({ act: 'lose every race', commits: true }),
  'outcome-unknown': () => ({ act: 'unknown', commits: true }),
  'store-full': () => ({ act: 'full', commits: true }),
  'index-required': () => ({ act: 'want an index', commits: false }),
  overloaded: () => ({ act: 'be overloaded', commits: false }),
  // For good: nothing but its readiness depends on it.
  'not-ready': () => ({ act: 'stop', commits: false }),
};

/** The requests that are refused with the problem `slug`. Throws when nobody has said how. */
export function refusedWith(slug: string, request: Request, operation: string): readonly Refused[] {
  const fault = FAULTS[slug];
  if (fault !== undefined) return [{ request, fault: fault(request) }];
  const spoil = SPOILS[slug];
  if (spoil === undefined) throw new Error(`nobody knows how to bring about ${slug}`);
  return [spoil(request, operation)].flat().map((spoilt) => ({ request: spoilt }));
}
