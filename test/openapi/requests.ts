import type { FaultyService } from './faulty-service.js';

// For each operation, requests that succeed: what every other request of the test is made from.

/** A request. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Makes a request that succeeds; each call for another target where the operation would not succeed twice. */
export type Make = () => Promise<Request>;

export const BOOKS = '/v1/collections/books';
export const EMMA = `${BOOKS}/documents/emma`;
const PERSUASION = `${BOOKS}/documents/persuasion`;
export const NOTE = `${EMMA}/attachments/note.txt`;
const OTHER = `${EMMA}/attachments/other.bin`;
/** A document with a second revision, of which only that is kept. */
export const PRUNED = '/v1/collections/short/documents/a';
/** A collection whose documents must have a title. */
export const STRICT = '/v1/collections/strict';
const STRICT_SETTINGS = '{"schema":{"type":"object","required":["title"]}}';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const BYTES = { 'Content-Type': 'application/octet-stream' };
const CREATE = { 'If-None-Match': '*' };
const ANY = { 'If-Match': '*' };

/** Fills the store. */
export async function prepare({ client, storage }: FaultyService): Promise<void> {
  for (const name of ['books', 'short', 'dropped']) await client.makeCollection(name);
  await client.makeCollection('strict', STRICT_SETTINGS);
  const documents = [EMMA, PERSUASION, `${STRICT}/documents/emma`, PRUNED];
  for (const uri of documents) await client.put(uri, '{"title":"Emma","copies":1}', CREATE);
  // Long enough to be compressed.
  await client.put(PERSUASION, `{"title":"Persuasion","text":"${'x'.repeat(1500)}"}`, ANY);
  for (const [name, type] of [
    ['note.txt', 'text/plain'],
    ['other.bin', 'application/octet-stream'],
  ] as const) {
    const headers = { ...CREATE, 'Content-Type': type };
    await client.send('PUT', `${EMMA}/attachments/${name}`, { headers, body: 'in the cellar' });
  }
  await client.put(PRUNED, '{"title":"Emma","copies":2}', ANY);
  await client.delete('/v1/collections/dropped', ANY);
  await storage.history.prune({
    collection: 'short',
    settings: 1,
    retention: { kind: 'revisions', count: 1 },
    after: 0,
    spare: 0,
    rows: 10,
  } as unknown as Parameters<typeof storage.history.prune>[0]);
}

let made = 0;

/** A read that succeeds as often as it is sent. */
function read(target: string, headers = {}): readonly Make[] {
  return [async () => ({ method: 'GET', target, headers })];
}

/** A name in that place that nobody had before. */
function fresh(place: string): string {
  return `${place}/n${(made += 1)}`;
}

/** The situations in which each operation succeeds, by its id. */
export function situations({ client }: FaultyService): Readonly<Record<string, readonly Make[]>> {
  const write = (method: string, place: string, headers: object, body: string, before?: string): Make => {
    return async () => {
      const target = fresh(place);
      if (before !== undefined)
        await client.send('PUT', target, { body: before, headers: { ...JSON_TYPE, ...CREATE } });
      return { method, target, headers: { ...JSON_TYPE, ...headers }, body };
    };
  };
  const list = `${BOOKS}/documents`;
  const collections = '/v1/collections';
  const attachments = `${EMMA}/attachments`;
  const remove =
    (place: string): Make =>
    async () => {
      const { body: _, ...request } = await write('DELETE', place, ANY, '', '{}')();
      return { ...request, headers: ANY };
    };
  const merge: Make = async () => {
    const target = fresh(list);
    const { etag } = await client.put(target, '{"copies":1}', CREATE);
    const body = JSON.stringify({ base: etag, data: { copies: (made += 1) } });
    return { method: 'POST', target: `${target}/merge`, headers: JSON_TYPE, body };
  };
  return {
    listDocuments: read(`${list}?limit=1`),
    createDocument: [
      async () => ({ method: 'POST', target: list, headers: JSON_TYPE, body: `{"n":${(made += 1)}}` }),
    ],
    getDocument: read(EMMA),
    putDocument: [write('PUT', list, CREATE, '{"n":1}'), write('PUT', list, ANY, '{"n":2}', '{}')],
    patchDocument: [
      write('PATCH', list, { ...ANY, 'Content-Type': 'application/merge-patch+json' }, '{"n":2}', '{}'),
      write(
        'PATCH',
        list,
        { ...ANY, 'Content-Type': 'application/json-patch+json' },
        '[{"op":"add","path":"/n","value":1}]',
        '{}',
      ),
    ],
    deleteDocument: [
      remove(list),
      async () => {
        const request = await remove(list)();
        return { ...request, target: `${request.target}?purge=true` };
      },
    ],
    mergeDocument: [merge],
    listRevisions: [
      ...read(`${PERSUASION}/revisions?limit=1`),
      ...read(`${EMMA}/revisions?at=2100-01-01T00:00:00Z`),
    ],
    getRevision: [...read(`${EMMA}/revisions/1`), ...read(`${PERSUASION}/revisions/2`)],
    listAttachments: read(`${attachments}?limit=1`),
    getAttachment: [
      ...read(NOTE),
      ...read(OTHER),
      ...read(OTHER, { Range: 'bytes=0-3' }),
      ...read(NOTE, { Range: 'bytes=0-1,5-6' }),
    ],
    putAttachment: [
      write('PUT', attachments, { ...CREATE, ...BYTES }, '{"n":1}'),
      write('PUT', attachments, { ...ANY, ...BYTES }, '{"n":2}', '{}'),
      write('PUT', attachments, CREATE, '{"n":3}'),
    ],
    deleteAttachment: [remove(attachments)],
    listChanges: [...read(`${BOOKS}/changes?limit=1&include=data`)],
    performBatch: [
      async () => {
        const operations = [
          { method: 'PUT', path: fresh(list), ifNoneMatch: '*', body: {} },
          { method: 'POST', path: list, body: {} },
        ];
        return {
          method: 'POST',
          target: '/v1/batch',
          headers: JSON_TYPE,
          body: JSON.stringify({ operations }),
        };
      },
    ],
    listCollections: read(`${collections}?limit=1`),
    getCollection: read(BOOKS),
    putCollection: [
      write('PUT', collections, CREATE, '{}'),
      write('PUT', collections, ANY, '{"indexes":["title"]}', '{}'),
    ],
    patchCollection: [
      write(
        'PATCH',
        collections,
        { ...ANY, 'Content-Type': 'application/merge-patch+json' },
        '{"indexes":["n"],"history":{"keep":2}}',
        '{}',
      ),
      write(
        'PATCH',
        collections,
        { ...ANY, 'Content-Type': 'application/json-patch+json' },
        '[{"op":"add","path":"/indexes","value":["n"]}]',
        '{}',
      ),
    ],
    deleteCollection: [remove(collections)],
    getRoot: read('/'),
    getLiveness: read('/health/live'),
    getReadiness: read('/health/ready'),
    getMetrics: read('/metrics'),
    getProblemType: read('/problems/precondition-failed'),
    getOpenApi: read('/openapi.json'),
    getOpenApi30: read('/openapi-3.0.json'),
    getCollectionOpenApi: read(`${STRICT}/openapi.json`),
    getCollectionOpenApi30: read(`${STRICT}/openapi-3.0.json`),
    getReference: read('/docs'),
    getReferenceFile: ['swagger-ui.css', 'start.js'].map((file) => async () => {
      const { text } = await client.get('/docs');
      const [, version] = /docs\/([^/]+)\/start\.js/.exec(text) ?? [];
      return { method: 'GET', target: `/docs/${version}/${file}`, headers: {} };
    }),
  };
}

/** The same request in other ways that the document speaks of: each media type, coding and preference, a repetition. */
export function variations(request: Request, operation: { readonly types: readonly string[] }): Request[] {
  const add = (headers: Readonly<Record<string, string>>): Request => ({
    ...request,
    headers: { ...request.headers, ...headers },
  });
  if (request.method !== 'GET') return [];
  const types = operation.types.filter((type) => type !== 'text/event-stream' && !type.includes('*'));
  // A stream has no end, but HEAD shows its fields.
  const stream = { ...add({ Accept: 'text/event-stream' }), method: 'HEAD' };
  return [
    ...(operation.types.includes('text/event-stream') ? [stream] : []),
    ...types.map((type) => add({ Accept: type, 'Accept-Encoding': 'gzip' })),
    add({ 'Accept-Encoding': 'br' }),
    add({ 'If-None-Match': '*' }),
    add({ 'If-None-Match': '*', Prefer: 'wait=0' }),
    add({ 'If-None-Match': '"x"', Prefer: 'wait=1' }),
  ];
}
