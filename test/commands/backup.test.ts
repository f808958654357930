import { jest } from '@jest/globals';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Log } from '../../src/operations/index.js';
import { readConfig } from '../../src/config/index.js';
import { serve, type Service } from '../../src/serve.js';
import { recoverSqlite } from '../../src/storage/sqlite/recover.js';
import { Client } from '../support/client.js';
import { create, type Place, placeNamed, replace, told } from '../http/support.js';
import { type Bench, benches } from './bench.js';

const newBench = benches();
const running: { readonly client: Client; readonly service: Service }[] = [];
const stop = async () => {
  for (const { client, service } of running.splice(0)) {
    client.close();
    await service.stop();
  }
};
afterEach(stop);

async function start({ environment }: Bench): Promise<Client> {
  const failures: string[] = [];
  const service = await serve(
    readConfig({ PORT: '0', ...environment }),
    new Log('error', (line) => failures.push(line)),
  );
  const client = new Client(service.url);
  running.push({ client, service });
  return client;
}

/** What a command refuses; or how it ended. */
async function refused(bench: Bench, ...args: readonly string[]): Promise<string> {
  const [command = '', ...rest] = args;
  try {
    const { code, said } = await bench.run(command, rest);
    return `${code} ${said[0] ?? ''}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The faults that `check` finds in the database, or in a file. */
async function faults(bench: Bench, ...file: readonly string[]): Promise<string[]> {
  const lines: string[] = [];
  const spy = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((line) => lines.push(String(line).trim()) > 0);
  try {
    const { code } = await bench.run('check', file);
    expect(code).toBe(lines.length === 0 ? 0 : 1);
    return lines;
  } finally {
    spy.mockRestore();
  }
}

/** The commit time in a tag. */
function at(tag: string): number {
  return Number.parseInt(/\.(\w+)"/.exec(tag)?.[1] ?? '', 36);
}

/** A collection with something of everything in it. */
async function fill(client: Client, name = 'things'): Promise<Place> {
  const place = placeNamed(name);
  await client.makeCollection(name, '{"indexes":["n"]}');
  for (const id of ['a', 'b', 'c']) await create(client, place.document(id));
  await replace(client, place.document('a'));
  await client.send('PUT', `${place.document('b')}/attachments/scan`, {
    body: Buffer.alloc(300_000, 7),
    headers: { 'If-None-Match': '*' },
  });
  await client.delete(place.document('c'), { 'If-Match': '*' });
  return place;
}

describe('backup', () => {
  it('F44: holds every write that was acknowledged before it began, beside a server that goes on writing', async () => {
    const bench = newBench('online');
    const client = await start(bench);
    const place = await fill(client);
    let written = 0;
    const over = new AbortController();
    const writers = Array.from({ length: 4 }, async (_, n) => {
      while (!over.signal.aborted) {
        await create(client, place.document(`w${n}-${written}`));
        written++;
      }
    });
    for (let round = 0; round < 2; round++) {
      const before = (await client.get(`${place.list}?limit=1`)).json<{ total: number }>().total;
      const file = bench.path(`copy-${round}`);
      expect(await refused(bench, 'backup', file)).toBe(`0 ${file} is a sound copy of the database`);
      const copy = new Database(file, { readonly: true });
      const count = copy.prepare('SELECT count(*) FROM Document WHERE deleted = 0').pluck().get();
      copy.close();
      expect(count).toBeGreaterThanOrEqual(before);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(existsSync(`${file}-wal`) || existsSync(`${file}.part`)).toBe(false);
      expect(await faults(bench, file)).toEqual([]);
    }
    over.abort();
    await Promise.all(writers);
    expect(await faults(bench)).toEqual([]);
  });

  it('never replaces a file, unless it is asked to; and never the database itself', async () => {
    const bench = newBench('target');
    await bench.makeCollection('{}');
    const file = await bench.file('precious', 'data');
    expect(await refused(bench, 'backup', file)).toBe(
      `${file} exists: name another file, or replace it with --replace`,
    );
    expect(readFileSync(file, 'utf8')).toBe('data');
    expect(await refused(bench, 'backup', '--replace', bench.database)).toMatch('is the database itself');
    expect(await refused(bench, 'backup', '--replace', file)).toMatch(/^0 /);
    expect(await faults(bench, file)).toEqual([]);
  });

  it('of a store that contradicts itself is refused, and leaves no file', async () => {
    const bench = newBench('unsound');
    await bench.makeCollection('{}');
    const database = new Database(bench.database);
    database.exec('UPDATE Collection SET documentCount = 7');
    database.close();
    const file = bench.path('unsound-copy');
    expect(await refused(bench, 'backup', file)).toMatch(/^the copy is not sound.*counts 7 documents/);
    expect(existsSync(file) || existsSync(`${file}.part`)).toBe(false);
  });

  it('of nothing, and of what is no store, is refused', async () => {
    const bench = newBench('nothing');
    expect(await refused(bench, 'backup', bench.path('x'))).toMatch('does not exist');
    writeFileSync(bench.database, 'no database at all, but long enough to have a header of some kind in it');
    expect(await refused(bench, 'backup', bench.path('x'))).toMatch('is not an SQLite database');
    expect(await refused(bench, 'backup')).toBe('2 etagere: backup needs one FILE');
  });
});

describe('restore', () => {
  it('F8: nothing that was issued after the backup means anything: neither tags nor places in feeds', async () => {
    const bench = newBench('restored');
    let client = await start(bench);
    const place = await fill(client);
    const uri = place.document('a');
    const kept = (await client.get(uri)).etag;
    const list = (await client.get(place.list)).etag;
    const { last } = (await client.get(`${place.uri}/changes`)).json<{ last: number }>();
    await refused(bench, 'backup', bench.path('early'));
    // What will be lost: as many changes again, a new document, and a new collection.
    const lost = new Set<string>();
    const cursors = [last + 1, last + 2, last + 3, last + 4];
    for (let n = 0; n < 3; n++) lost.add(await replace(client, uri, `{"lost":${n}}`));
    lost.add(await create(client, place.document('new')));
    const other = placeNamed('other');
    await client.makeCollection('other');
    lost.add(await create(client, other.document('x')));
    const lostList = (await client.get(place.list)).etag;
    await stop();

    expect(await refused(bench, 'restore', bench.path('early'))).toMatch('holds data');
    expect(await refused(bench, 'restore', '--force', bench.path('early'))).toMatch(
      /^0 .* is ready to be served/,
    );
    expect(await faults(bench)).toEqual([]);
    client = await start(bench);
    expect((await client.get(uri, { 'If-None-Match': kept })).status).toBe(304);
    // The same revisions and sequences would come again.
    for (let n = 0; n < 3; n++) await replace(client, uri, `{"found":${n}}`);
    await create(client, place.document('new'));
    await client.makeCollection('other');
    await create(client, other.document('x'));
    for (const tag of lost) {
      for (const target of [uri, place.document('new'), other.document('x')]) {
        expect((await client.get(target, { 'If-None-Match': tag })).status).toBe(200);
        expect(told(await client.put(target, '{}', { 'If-Match': tag }))).toBe('412 precondition-failed');
      }
    }
    for (const tag of [list, lostList])
      expect((await client.get(place.list, { 'If-None-Match': tag })).status).toBe(200);
    const place410 = async (path: string) => told(await client.get(path));
    for (const since of cursors) {
      expect(await place410(`${place.uri}/changes?since=${since}`)).toBe('410 cursor-lost');
      const stream = await client.get(`${place.uri}/changes?since=${since}`, { Accept: 'text/event-stream' });
      expect(told(stream)).toBe('410 cursor-lost');
    }
    expect(await place410(`${other.uri}/changes?since=1`)).toBe('410 cursor-lost');
    // Whoever had read no further than the backup goes on; and everything can be read from the start.
    const changes = (await client.get(`${place.uri}/changes?since=${last}`)).json<{
      changes: { id: string }[];
    }>();
    expect(changes.changes.map(({ id }) => id)).toEqual(['a', 'a', 'a', 'new']);
    let [since, more, seen] = [0, true, 0];
    while (more) {
      const page = (await client.get(`${place.uri}/changes?since=${since}&limit=2`)).json<{
        changes: unknown[];
        last: number;
        more: boolean;
      }>();
      ({ last: since, more } = page);
      seen += page.changes.length;
    }
    expect(seen).toBe(last + 4);
    expect((await client.get(`${other.uri}/changes`)).json()).toMatchObject({ changes: [{ id: 'x' }] });
    expect(await faults(bench)).toEqual([]);
    expect(await refused(bench, 'export', '--all', bench.path('dump'))).toMatch(/^0 /);
  });

  it('R4: a clock that steps back behind the restore makes no tag again', async () => {
    const bench = newBench('clock');
    const client = await start(bench);
    const place = await fill(client);
    await refused(bench, 'backup', bench.path('clock-copy'));
    const lost = await replace(client, place.document('a'), '{"lost":true}');
    await stop();
    await recoverSqlite(bench.database, bench.path('clock-copy'), { force: true, now: () => 1000 });
    const after = await start(bench);
    // The clock of the restore was wrong, but the store that was replaced told how late it was.
    const restored = new Database(bench.database, { readonly: true });
    expect(restored.prepare('SELECT notBefore FROM Store').pluck().get()).toBeGreaterThan(at(lost));
    restored.close();
    expect(at(await replace(after, place.document('a'), '{"found":true}'))).toBeGreaterThan(at(lost));
  });

  it('into an empty place makes the store; a second one goes on behind the first', async () => {
    const bench = newBench('origin');
    const client = await start(bench);
    await fill(client);
    await refused(bench, 'backup', bench.path('origin-copy'));
    const target = newBench('twice');
    expect(await refused(target, 'restore', bench.path('origin-copy'))).toMatch(/^0 /);
    const again = await start(target);
    const place = placeNamed('things');
    await replace(again, place.document('a'), '{"again":true}');
    const { last } = (await again.get(`${place.uri}/changes?since=now`)).json<{ last: number }>();
    await refused(target, 'backup', bench.path('second-copy'));
    await stop();
    expect(await refused(target, 'restore', '--force', bench.path('second-copy'))).toMatch(/^0 /);
    const third = await start(target);
    expect(told(await third.get(`${place.uri}/changes?since=${last}`))).toBe('200');
    expect(told(await third.get(`${place.uri}/changes?since=${last + 1}`))).toBe('410 cursor-lost');
    expect(statSync(target.database).mode & 0o777).toBe(0o600);
  });

  it('beside a server, of a damaged file, or of none is refused, and nothing changes', async () => {
    const bench = newBench('refused');
    const client = await start(bench);
    const place = await fill(client);
    const file = bench.path('refused-copy');
    await refused(bench, 'backup', file);
    await expect(recoverSqlite(bench.database, file, { force: true, lockPatience: 0 })).rejects.toThrow(
      'is in use',
    );
    await stop();
    const bytes = readFileSync(file);
    bytes.fill(0x55, 4096 * 3, 4096 * 5);
    writeFileSync(file, bytes);
    expect(await refused(bench, 'restore', '--force', file)).toMatch(/damaged|not sound/);
    expect(await refused(bench, 'restore', '--force', bench.path('none'))).toMatch('does not exist');
    expect(await refused(bench, 'restore', '--adopt', '--force')).toMatch(/^2 /);
    expect((await (await start(bench)).get(place.document('a'))).status).toBe(200);
    expect(existsSync(`${bench.database}.new`)).toBe(false);
  });

  it('F17: replaces a database that is damaged beyond reading, when it is forced to', async () => {
    const bench = newBench('damaged');
    const client = await start(bench);
    const place = await fill(client);
    const file = bench.path('damaged-copy');
    await refused(bench, 'backup', file);
    await stop();
    writeFileSync(bench.database, Buffer.alloc(8192, 0x55));
    writeFileSync(`${bench.database}-wal`, Buffer.alloc(4096, 0x55));
    expect(await refused(bench, 'restore', file)).toMatch('holds data');
    expect(await refused(bench, 'restore', '--force', file)).toMatch(/^0 /);
    expect((await (await start(bench)).get(place.document('a'))).status).toBe(200);
  });

  it('--adopt makes a new store of a file that was copied back by hand', async () => {
    const bench = newBench('adopted');
    let client = await start(bench);
    const place = await fill(client);
    await stop();
    copyFileSync(bench.database, bench.path('by-hand'));
    client = await start(bench);
    const before = (await client.get(place.list)).etag;
    const lost = await replace(client, place.document('a'), '{"lost":true}');
    await stop();
    copyFileSync(bench.path('by-hand'), bench.database);
    expect(await refused(bench, 'restore', '--adopt')).toMatch(/^0 /);
    client = await start(bench);
    expect(await replace(client, place.document('a'), '{"lost":true}')).not.toBe(lost);
    expect((await client.get(place.list, { 'If-None-Match': before })).status).toBe(200);
  });
});
