import { join } from 'node:path';
import { Chance } from '../races/chance.js';
import { ChildService } from '../races/child-service.js';
import { TestPostgresql } from '../support/postgresql.js';
import { makeDatabaseFolder } from './database-folder.js';
import { Recorder } from './recorder.js';
import type { DatabaseServer, Rig } from './rig.js';

const given = process.env['TEST_POSTGRES_URL'];

/** A rig, and how to take it down. */
export interface BuiltRig extends Rig {
  remove(): Promise<void>;
}

/** What a rig is to be like. */
export interface RigOptions {
  readonly seed: number;
  /** Whether the database file is to lie on a small file system, if one can be made. */
  readonly small: boolean;
  /** Processes of the service, if the database allows more than one. */
  readonly processes: number;
}

/** Starts the service on a database of its own. */
export async function buildRig(
  kind: Rig['database']['kind'],
  { seed, small, processes }: RigOptions,
): Promise<BuiltRig> {
  const common = { recorder: new Recorder(), chance: new Chance(seed) };
  const rig = kind === 'sqlite' ? await onSqlite(common, small) : await onPostgresql(common, processes);
  await rig.replicas[0]?.makeCollection('torture');
  return rig;
}

type Common = Pick<Rig, 'recorder' | 'chance'>;

async function onSqlite(common: Common, small: boolean): Promise<BuiltRig> {
  const folder = await makeDatabaseFolder(small);
  const file = join(folder.path, 'etagere.db');
  const service = await ChildService.start({ DATABASE_URL: `file:${file}` });
  return {
    ...common,
    replicas: [service],
    database: { kind: 'sqlite', file, folder },
    async remove() {
      await service.remove();
      await folder.remove();
    },
  };
}

async function onPostgresql(common: Common, processes: number): Promise<BuiltRig> {
  const server = await startServer();
  const { url } = server;
  const environment = { DATABASE_URL: url, DATABASE_CONNECTIONS: '6' };
  const replicas = await Promise.all(
    Array.from({ length: processes }, () => ChildService.start(environment)),
  );
  return {
    ...common,
    replicas,
    database: { kind: 'postgresql', server },
    async remove() {
      await Promise.all(replicas.map((replica) => replica.remove()));
      await server.remove();
    },
  };
}

async function startServer(): Promise<DatabaseServer> {
  const server = await (given === undefined ? TestPostgresql.own() : TestPostgresql.reach());
  return { url: await server.database(), engine: server.engine, remove: () => server.stop() };
}
