import Database from 'better-sqlite3';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from '../support/client.js';
import { runMain, type ServiceProcess, startProcess } from '../support/process.js';
import { type Bench, benches } from './bench.js';
import { MEASURED, readHeld } from './held-memory.js';

const newBench = benches();

const RECORDS = 12_000;
const texts = Array.from({ length: RECORDS }, (_, n) => `{"id":"r${n}","n":${n}.0,"t":"${'x'.repeat(980)}"}`);

/** Bytes: the program alone holds about 30 MB, and the file would be 12 more as bytes, and twice that as records. */
const FAR_BELOW = 42e6;

/** Imports a file into the collection of `bench`, as a process of its own. */
async function runImport(bench: Bench, file: string) {
  const rest = ['--collection', bench.collection, '--id', 'id', file];
  const { code, stderr } = await runMain(['import', ...rest], { ...bench.environment, ...MEASURED });
  return { code, ...readHeld(stderr) };
}

/** Starts the built program without waiting for it. */
function start(args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
  return spawn(process.execPath, [main, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Every record is there once, as it was in the file, and was written once. */
async function expectAll(bench: Bench): Promise<void> {
  const documents = await bench.documents();
  expect(Object.keys(documents)).toHaveLength(RECORDS);
  const different = texts.filter(
    (text, n) => documents[`r${n}`]?.text !== text || documents[`r${n}`]?.revision !== 1,
  );
  expect(different).toEqual([]);
}

const served = newBench('served');
let service: ServiceProcess;
let client: Client;
let refused: ReturnType<typeof runImport>;

beforeAll(async () => {
  service = await startProcess(served.environment);
  client = new Client(service.url);
  await client.makeCollection(served.collection);
  // It gives up after five seconds; the other tests go on meanwhile.
  refused = runImport(served, await served.file('one.json', '[{"id":"late"}]'));
});

afterAll(async () => {
  client.close();
  await service.end('SIGTERM');
});

describe('an export as a process', () => {
  it('works beside a server that runs on the same database', async () => {
    const document = `/v1/collections/${served.collection}/documents/a`;
    const { etag } = await client.put(document, '{"n":1.0}', { 'If-None-Match': '*' });
    const exported = await runMain(['export', '--collection', served.collection], served.environment);
    expect([exported.code, exported.stderr]).toEqual([0, '']);
    expect(exported.stdout).toMatch(/^\{"id":"a".*"data":\{"n":1\.0\}\}\n$/);
    expect(JSON.parse(exported.stdout)).toMatchObject({ id: 'a', revision: 1, etag });
    expect((await client.get(document, { 'If-None-Match': etag })).status).toBe(304);
  });

  it('ends with one line when its reader goes away: exit code 1', async () => {
    const bench = newBench();
    await bench.import(texts.slice(0, 1000).join('\n'), '--id', 'id');
    const child = start(['export', '--collection', bench.collection], bench.environment);
    const said: string[] = [];
    child.stderr?.on('data', (piece: Buffer) => said.push(piece.toString()));
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said.join('')).toBe('etagere: write EPIPE\n');
  });
});

describe('the import of 12 MB', () => {
  it('reads an array as a stream: memory stays far below what holding it would take', async () => {
    const bench = newBench('array');
    const file = await bench.file('array.json', `[\n${texts.join(',\n')}\n]\n`);
    const { code, said, held } = await runImport(bench, file);
    expect([code, said]).toEqual([0, `${RECORDS} created, 0 replaced, 0 skipped, 0 refused\n`]);
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(FAR_BELOW);
    await expectAll(bench);
  });

  it('is finished by running it again after kill -9: every line is there exactly once', async () => {
    const bench = newBench('lines');
    const file = await bench.file('lines.ndjson', texts.join('\n'));
    const killed = start(['import', '--collection', bench.collection, '--id', 'id', file], bench.environment);
    const ended = once(killed, 'exit');
    await bench.until((count) => count > RECORDS / 20);
    killed.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    const before = Object.keys(await bench.documents()).length;
    expect(before).toBeLessThan(RECORDS);

    const { code, said, held } = await runImport(bench, file);
    expect([code, said]).toEqual([
      0,
      `${RECORDS - before} created, 0 replaced, ${before} skipped, 0 refused\n`,
    ]);
    expect(held).toBeLessThan(FAR_BELOW);
    await expectAll(bench);
  });
});

describe('an import that cannot write', () => {
  it('stops with one line when another program holds the write lock: exit code 1', async () => {
    const bench = newBench();
    await bench.import('{"id":"a"}', '--id', 'id');
    const other = new Database(bench.database);
    try {
      other.exec('BEGIN IMMEDIATE');
      const { code, said } = await runImport(bench, await bench.file('input', '{"id":"b"}\n{"id":"c"}'));
      expect(code).toBe(1);
      expect(said.split('\n')).toEqual([
        '0 created, 0 replaced, 0 skipped, 0 refused',
        expect.stringMatching(/^etagere: .*etagere\.db: the import stopped, as the store is busy$/),
        '',
      ]);
    } finally {
      other.close();
    }
    expect(await bench.texts()).toEqual({ a: '{"id":"a"}' });
  });

  it('is refused in one line beside a server on the same database: exit code 1, and nothing is in', async () => {
    const { code, said } = await refused;
    expect(code).toBe(1);
    expect(said).toMatch(/^etagere: .* is in use by another process: .*\n$/);
    expect((await client.get(`/v1/collections/${served.collection}/documents/late`)).status).toBe(404);
  });
});
