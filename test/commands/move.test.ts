import * as fc from 'fast-check';
import { openSqlite } from '../../src/storage/index.js';
import { histories, live, NAMES, type Step } from '../store/move/history.js';
import { Clock } from '../store/move/place.js';
import { type Answer, Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { type Bench, benches } from './bench.js';

const newBench = benches();
let dumps = 0;

/** Moves the whole store of `from` into a database of its own, with the commands. */
async function moveStore(from: Bench, ...options: readonly string[]): Promise<Bench> {
  dumps += 1;
  const file = from.path(`dump-${dumps}`);
  const to = newBench(`moved-${dumps}`);
  expect((await from.run('export', ['--all', file])).code).toBe(0);
  expect((await to.run('import', ['--all', ...options, file])).code).toBe(0);
  return to;
}

const running: { readonly service: TestService; readonly client: Client }[] = [];

/** Serves the database of `bench` until the test is over, or `stop` is called. */
async function serveAt(bench: Bench): Promise<Client> {
  const service = await startService(bench.environment);
  const client = new Client(service.url);
  running.push({ service, client });
  return client;
}

async function stopAll(): Promise<void> {
  for (const { service, client } of running.splice(0)) {
    client.close();
    await service.stop();
    expect(service.failures).toEqual([]);
  }
}

afterEach(stopAll);

const DATES = new Set(['date', 'age']);

/** What a client sees of an answer, but for the time of day. */
function seen({ status, rawHeaders, bytes }: Answer) {
  const fields = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1]]] : [],
  );
  return {
    status,
    fields: fields.filter(([name]) => !DATES.has(name ?? '')),
    bytes: bytes.toString('latin1'),
  };
}

type Request = readonly [path: string, headers?: Readonly<Record<string, string>>];

const FILTERS = [
  '',
  '?filter[n][gte]=1',
  '?filter[t]=x&sort=-$updatedAt',
  '?fields=n&limit=1',
  '?sort=-n&limit=2',
];

/** Every resource that a history of these names can have. */
function everything(): readonly Request[] {
  const html = { Accept: 'text/html' };
  return [
    ['/v1/collections'],
    ['/v1/collections', html],
    ...NAMES.collections.flatMap((name): Request[] => {
      const uri = `/v1/collections/${name}`;
      return [
        [uri],
        ...FILTERS.map((query): Request => [`${uri}/documents${query}`]),
        [`${uri}/documents`, { Accept: 'text/csv' }],
        ...[0, 1, 5, 20].map((since): Request => [`${uri}/changes?since=${since}&include=data`]),
        ...NAMES.ids.flatMap((id) => documentRequests(`${uri}/documents/${id}`)),
      ];
    }),
  ];
}

function documentRequests(uri: string): readonly Request[] {
  return [
    [uri],
    [uri, { Accept: 'text/html' }],
    [uri, { 'Accept-Encoding': 'gzip' }],
    [`${uri}/revisions`],
    [`${uri}/revisions?at=2026-01-01T00:00:00.010Z`],
    ...[1, 2, 3, 9].map((revision): Request => [`${uri}/revisions/${revision}`]),
    [`${uri}/attachments`],
    ...NAMES.attachments.flatMap((name): Request[] => {
      const attachment = `${uri}/attachments/${encodeURIComponent(name)}`;
      return [
        [attachment],
        [attachment, { Range: 'bytes=262140-262150' }],
        [attachment, { Range: 'bytes=-3' }],
      ];
    }),
  ];
}

async function getAll(client: Client): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const [path, headers] of everything()) answers.push(await client.get(path, headers));
  return answers;
}

// The service prunes by itself; here only the history's own steps do.
const withoutRetention = (steps: readonly Step[]) =>
  steps.map((step) => (step.kind === 'settle' ? { ...step, settings: '{"indexes":["n"]}' } : step));

describe('a store that was exported and imported whole', () => {
  it('answers every GET with the same status, fields and bytes, whatever has happened in it', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        const bench = newBench(`history-${dumps}`);
        const clock = new Clock();
        const storage = await openSqlite({ file: bench.database, mode: 'serve', now: clock.now });
        await live(storage, withoutRetention(steps), clock);
        await storage.close();
        const moved = await moveStore(bench);
        const before = await getAll(await serveAt(bench));
        const after = await getAll(await serveAt(moved));
        expect(after.map(seen)).toEqual(before.map(seen));
        expect(before.filter(({ status }) => status === 400).map(({ text }) => text)).toEqual([]);

        const client = running.at(-1)?.client as Client;
        for (const [index, [path, headers]] of everything().entries()) {
          const etag = before[index]?.headers.etag;
          if (etag === undefined || before[index]?.status !== 200) continue;
          const { status } = await client.get(path, { ...headers, 'If-None-Match': etag });
          expect([path, status]).toEqual([path, 304]);
        }
        await stopAll();
      }),
      { numRuns: 3 },
    );
  });

  it('R4: guards writes by the tags that clients hold, and the feed goes on behind the place they have', async () => {
    const bench = newBench('tags');
    const old = await serveAt(bench);
    await old.makeCollection('books');
    const document = '/v1/collections/books/documents/a';
    const scan = `${document}/attachments/scan`;
    const first = (await old.put(document, '{"n":1}', { 'If-None-Match': '*' })).etag;
    const second = (await old.put(document, '{"n":2}', { 'If-Match': first })).etag;
    const bytes = (await old.put(scan, 'bytes', { 'If-None-Match': '*', 'Content-Type': 'text/plain' })).etag;
    const list = (await old.get('/v1/collections/books/documents')).etag;
    const settings = (await old.get('/v1/collections/books')).etag;
    await stopAll();

    const client = await serveAt(await moveStore(bench));
    expect((await client.put(document, '{"n":3}', { 'If-Match': first })).status).toBe(412);
    const posted = await client.post('/v1/collections/books/documents', '{"n":0}', { 'If-Match': list });
    expect(posted.status).toBe(201);
    const third = await client.put(document, '{"n":3}', { 'If-Match': second });
    expect([third.status, third.etag]).toEqual([204, expect.stringMatching(/^"3\./)]);
    const merged = await client.put(scan, 'other', { 'If-Match': bytes, 'Content-Type': 'text/plain' });
    expect(merged.status).toBe(204);
    const settled = await client.put('/v1/collections/books', '{"indexes":["n"]}', { 'If-Match': settings });
    expect(settled.status).toBe(204);

    const { changes } = (await client.get('/v1/collections/books/changes?since=2')).json<{
      changes: { sequence: number }[];
    }>();
    expect(changes.map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6]);
  });

  it('replays a request whose answer was lost before the move, and performs it no second time', async () => {
    const bench = newBench('replay');
    const old = await serveAt(bench);
    await old.makeCollection('books');
    const key = { 'Idempotency-Key': 'k', Prefer: 'return=representation' };
    const made = await old.post('/v1/collections/books/documents', '{"n":1}', key);
    await stopAll();

    const client = await serveAt(await moveStore(bench));
    const again = await client.post('/v1/collections/books/documents', '{"n":1}', key);
    expect([again.status, again.headers.location, again.etag, again.text]).toEqual([
      made.status,
      made.headers.location,
      made.etag,
      made.text,
    ]);
    expect((await client.get('/v1/collections/books/changes')).json()).toMatchObject({ last: 1 });
  });

  it('R4: is a copy with --new-epoch: list tags of one are not valid at the other, documents are the same', async () => {
    const bench = newBench('copy');
    const old = await serveAt(bench);
    await old.makeCollection('books');
    const document = '/v1/collections/books/documents/a';
    const tag = (await old.put(document, '{}', { 'If-None-Match': '*' })).etag;
    const list = (await old.get('/v1/collections/books/documents')).etag;
    const copy = await serveAt(await moveStore(bench, '--new-epoch'));
    expect((await copy.get(document, { 'If-None-Match': tag })).status).toBe(304);
    const answer = await copy.get('/v1/collections/books/documents', { 'If-None-Match': list });
    expect([answer.status, answer.etag === list]).toEqual([200, false]);
  });
});
