// F19, R4: the commands move a whole store to PostgreSQL and back; clients hold on to their tags, and a kill leaves nothing.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openPostgresql } from '../../src/storage/index.js';
import { Client } from '../support/client.js';
import { describeOnPostgresql, usePostgresql } from '../support/postgresql.js';
import { startService, type TestService } from '../support/service.js';
import { benches } from './bench.js';
import { writeMadeDump } from './made-dump.js';

const newBench = benches();
const LIST = '/v1/collections/books/documents';
const DOCUMENT = `${LIST}/a`;
const SCAN = `${DOCUMENT}/attachments/scan`;
const RESOURCES = ['/v1/collections/books', LIST, DOCUMENT, SCAN, `${DOCUMENT}/attachments`];
const KEY = { 'Idempotency-Key': 'k', Prefer: 'return=representation' };
const PLAIN = { 'Content-Type': 'text/plain' };

/** The lines of a dump, but for the first, which has its time, and the last. */
async function records(file: string): Promise<readonly string[]> {
  return (await readFile(file, 'utf8')).split('\n').slice(1, -2);
}

describeOnPostgresql('a whole store that the commands move', () => {
  const postgresql = usePostgresql();
  const running: { readonly service: TestService; readonly client: Client }[] = [];

  const serveAt = async (url: string): Promise<Client> => {
    const service = await startService({ DATABASE_URL: url });
    const client = new Client(service.url);
    running.push({ service, client });
    return client;
  };
  const stopAll = async () => {
    for (const { service, client } of running.splice(0)) {
      client.close();
      await service.stop();
      expect(service.failures).toEqual([]);
    }
  };
  afterEach(stopAll);

  it('R4: from SQLite to PostgreSQL guards writes by the tags that clients hold, and comes back with what was written', async () => {
    const bench = newBench('here');
    const old = await serveAt(bench.environment['DATABASE_URL'] ?? '');
    await old.makeCollection('books');
    const first = (await old.put(DOCUMENT, '{"n":1}', { 'If-None-Match': '*' })).etag;
    const second = (await old.put(DOCUMENT, '{"n":2}', { 'If-Match': first })).etag;
    await old.put(SCAN, 'bytes', { 'If-None-Match': '*', ...PLAIN });
    const made = await old.post(LIST, '{"n":0}', KEY);
    const tags = await Promise.all(RESOURCES.map(async (path) => (await old.get(path)).etag));
    await stopAll();

    const there = { DATABASE_URL: await postgresql.server.database() };
    const dump = bench.path('dump.ndjson');
    expect(await bench.run('export', ['--all', dump])).toMatchObject({ code: 0 });
    expect(await bench.run('import', ['--all', dump], there)).toEqual({
      code: 0,
      said: ['1 collection, 2 documents, 3 revisions, 1 attachment of 5 bytes, 1 remembered answer'],
    });

    const client = await serveAt(there.DATABASE_URL);
    for (const [index, path] of RESOURCES.entries()) {
      const { status } = await client.get(path, { 'If-None-Match': tags[index] ?? '' });
      expect([path, status]).toEqual([path, 304]);
    }
    expect(await client.post(LIST, '{"n":0}', KEY)).toMatchObject({ status: made.status, text: made.text });
    expect((await client.put(DOCUMENT, '{"n":3}', { 'If-Match': first })).status).toBe(412);
    expect((await client.put(DOCUMENT, '{"n":3}', { 'If-Match': second })).status).toBe(204);
    const scan = await client.put(SCAN, 'other', { 'If-Match': tags[3] ?? '', ...PLAIN });
    expect([scan.status, scan.etag]).toEqual([204, expect.stringMatching(/^"2\./)]);
    const { changes } = (await client.get('/v1/collections/books/changes?since=4')).json<{
      changes: { sequence: number }[];
    }>();
    expect(changes.map(({ sequence }) => sequence)).toEqual([5, 6]);

    // Beside the service, and to SQLite again.
    const later = bench.path('later.ndjson');
    expect(await bench.run('export', ['--all', later], there)).toMatchObject({ code: 0 });
    const back = newBench('back');
    expect(await back.run('import', ['--all', later])).toMatchObject({ code: 0 });
    expect(await back.run('export', ['--all', back.path('again.ndjson')])).toMatchObject({ code: 0 });
    expect(await records(back.path('again.ndjson'))).toEqual(await records(later));
  });

  it('and whose import is killed half-way leaves an empty store, into which it can be imported again', async () => {
    const bench = newBench('killed');
    const dump = bench.path('large.ndjson');
    await writeMadeDump(dump, { documents: 20, revisions: 20, length: 3000, pieces: 1 });
    const there = { DATABASE_URL: await postgresql.server.database() };
    // A file that half has come of: however fast the import is, it waits for the rest.
    const pipe = bench.path('pipe');
    execFileSync('mkfifo', [pipe]);
    const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
    const child = spawn(process.execPath, [main, 'import', '--all', pipe], { env: there, stdio: 'inherit' });
    // Nobody takes the end of it.
    const half = createWriteStream(pipe).on('error', () => {});
    half.write((await readFile(dump)).subarray(0, 1_000_000));
    const writing = `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE 'INSERT INTO "%'`;
    while ((await postgresql.server.query(writing, there.DATABASE_URL)).length === 0) await setTimeout(10);
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    half.destroy();

    const storage = await openPostgresql({ url: there.DATABASE_URL, mode: 'read' });
    expect(await storage.history.prunable()).toEqual([]);
    await storage.close();
    expect(await bench.run('import', ['--all', dump], there)).toMatchObject({ code: 0 });
  });
});
