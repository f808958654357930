import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestPostgresql } from '../support/postgresql.js';
import { startProcess } from '../support/process.js';
import { type Edits, type Nginx, startNginx } from './nginx-process.js';

/** What is deployed: replicas of the service, each a process, on one database, and nginx in front of them. */
export interface Topology {
  readonly nginx: Nginx;
  /** The replicas, without the way through nginx. */
  readonly replicas: readonly string[];
  stop(): Promise<void>;
}

/** A database in `folder` or elsewhere, and how many replicas it can have. */
export interface Store {
  readonly name: string;
  readonly replicas: number;
  readonly open: (folder: string) => Promise<OpenStore>;
}

interface OpenStore {
  /** As DATABASE_URL names it. */
  readonly url: string;
  close(): Promise<void>;
}

/** One process serves a SQLite file. */
export const SQLITE: Store = {
  name: 'one process on SQLite',
  replicas: 1,
  open: async (folder) => ({ url: `file:${folder}/etagere.db`, close: async () => {} }),
};

export const POSTGRESQL: Store = {
  name: 'three processes on PostgreSQL',
  replicas: 3,
  async open() {
    const server = await TestPostgresql.reach();
    return { url: await server.database(), close: () => server.stop() };
  },
};

export async function startTopology(
  { replicas: count, open }: Store,
  environment: Readonly<Record<string, string>> = {},
  edits: Edits = {},
): Promise<Topology> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  const store = await open(folder);
  const processes = await Promise.all(
    Array.from({ length: count }, () => startProcess({ DATABASE_URL: store.url, ...environment })),
  );
  const stopProcesses = async () => {
    await Promise.all(processes.map((replica) => replica.end('SIGTERM')));
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  const replicas = processes.map((replica) => replica.url);
  try {
    const nginx = await startNginx(replicas, edits);
    return {
      nginx,
      replicas,
      async stop() {
        await nginx.stop();
        await stopProcesses();
      },
    };
  } catch (error) {
    await stopProcesses();
    throw error;
  }
}
