// What may happen to a database server.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DatabaseServer, Fault, Rig } from '../rig.js';

/** Milliseconds that another program holds its lock. */
const HELD = 1500;

/** F19: killed, and started again. */
export const killDatabase: Fault = {
  name: 'PostgreSQL killed',
  async run(rig) {
    const { engine } = serverOf(rig);
    if (engine === undefined) {
      rig.recorder.skipped.set(killDatabase.name, 'the server of TEST_POSTGRES_URL is not ours to kill');
      return;
    }
    rig.recorder.fault(killDatabase.name, true);
    await engine.kill();
    await engine.start();
  },
};

/** F19: every connection is cut by the server. */
export const cutConnections: Fault = {
  name: 'pg_terminate_backend',
  async run(rig) {
    const client = await connect(rig);
    // Several times, so that some are cut in the middle of a commit.
    for (let time = 0; time < 5; time++) {
      rig.recorder.fault(cutConnections.name);
      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await pause(rig.chance.below(100));
    }
    await client.end();
  },
};

/** F13, F22: another program holds the row that every write of the collection needs. */
export const lockedRow: Fault = {
  name: 'row locked by another program',
  async run(rig) {
    const client = await connect(rig);
    await client.query(`BEGIN; SELECT 1 FROM "Collection" WHERE name = 'torture' FOR UPDATE`);
    rig.recorder.fault(lockedRow.name);
    await pause(HELD);
    await client.query('ROLLBACK');
    await client.end();
  },
};

function serverOf({ database }: Rig): DatabaseServer {
  if (database.kind !== 'postgresql') throw new Error('this needs PostgreSQL');
  return database.server;
}

async function connect(rig: Rig): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: serverOf(rig).url });
  client.on('error', () => {});
  await client.connect();
  return client;
}
