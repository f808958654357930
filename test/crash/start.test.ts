// Contract 8: a start that cannot be meant ends with 1 and says in a line what to change.
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/index.js';
import { runMain } from '../support/process.js';
import { killSpawned, startAndEnd } from './main-process.js';

let folder: string;
let DATABASE_URL: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  DATABASE_URL = `file:${join(folder, 'etagere.db')}`;
});

afterAll(async () => {
  killSpawned();
  await rm(folder, { recursive: true });
});

it('a port that is in use: exit 1 and one line that names it', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, stdout, stderr } = await startAndEnd({ DATABASE_URL, PORT: String(port) });
  other.close();
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(new RegExp(`^etagere: [^\\n]*EADDRINUSE[^\\n]*127\\.0\\.0\\.1:${port}[^\\n]*\\n$`));
});

it('settings that cannot be used: exit 1, each is named with its value, and no database is made', async () => {
  const faulty = {
    LOG_LEVEL: 'loud',
    PORT: 'http',
    BODY_LIMIT: 'much',
    AUTH: 'maybe',
    HOST: 'somewhere',
    SHUTDOWN_GRACE: '-1',
  };
  const elsewhere = `file:${join(folder, 'not-made', 'etagere.db')}`;
  const { code, stdout, stderr } = await startAndEnd({ DATABASE_URL: elsewhere, ...faulty });
  expect([code, stdout]).toEqual([1, '']);
  const lines = stderr
    .replace(/^etagere: /, '')
    .trimEnd()
    .split('\n');
  const named = new Set(lines.map((line) => /^([A-Z_]+="[^"]*") must be /.exec(line)?.[1]));
  expect(named).toEqual(new Set(Object.entries(faulty).map(([name, value]) => `${name}="${value}"`)));
  expect(await readdir(folder)).not.toContain('not-made');
});

it('HOST=0.0.0.0 without access control: exit 1 and a line that names ALLOW_ANONYMOUS', async () => {
  const { code, stdout, stderr } = await startAndEnd({ DATABASE_URL, HOST: '0.0.0.0' });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^etagere: HOST="0\.0\.0\.0"[^\n]*ALLOW_ANONYMOUS=true[^\n]*\n$/);
});

it('HOST=0.0.0.0 with ALLOW_ANONYMOUS=true: it listens', async () => {
  const { stdout, stderr } = await startAndEnd({ DATABASE_URL, HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' });
  expect([stderr, stdout]).toEqual(['', expect.stringContaining('"url":"http://0.0.0.0:')]);
});

it('a variable one letter away from a setting: it listens, and a line of the log says which was meant', async () => {
  const { stdout } = await startAndEnd({ DATABASE_URL, LOG_LEVELS: 'debug' });
  expect(stdout).toMatch(
    /"event":"unknown-variable","name":"LOG_LEVELS","meant":"LOG_LEVEL"}\n.*"event":"listening"/,
  );
});

it('--help names every variable that the configuration asks for, and ends with 0', async () => {
  const asked: string[] = [];
  readConfig(new Proxy({}, { get: (_target, name) => void asked.push(String(name)) }));
  const { code, stdout, stderr } = await runMain(['--help']);
  expect([code, stderr]).toEqual([0, '']);
  const listed = new Set([...stdout.matchAll(/^ {2}([A-Z][A-Z_]+) {2}/gm)].map(([, name]) => name));
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((name) => !listed.has(name))).toEqual([]);
});
