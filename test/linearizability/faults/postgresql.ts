// What may happen to a database server.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Fault, Rig } from '../rig.js';

/** Milliseconds that another program holds its lock. */
const HELD = 1500;

/** F19: killed, and started again. */
export const killDatabase: Fault = {
  name: 'PostgreSQL killed',
  async run(rig) {
    const { engine } = databaseOf(rig).server;
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
    const { server, url } = databaseOf(rig);
    // Several times, so that some are cut in the middle of a commit.
    for (let time = 0; time < 5; time++) {
      rig.recorder.fault(cutConnections.name);
      await server.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        url,
      );
      await pause(rig.chance.below(100));
    }
  },
};

/** F13, F22: another program holds the row that every write of the collection needs. */
export const lockedRow: Fault = {
  name: 'row locked by another program',
  async run(rig) {
    const client = new pg.Client({ connectionString: databaseOf(rig).url });
    client.on('error', () => {});
    await client.connect();
    await client.query(`BEGIN; SELECT 1 FROM "Collection" WHERE name = 'torture' FOR UPDATE`);
    rig.recorder.fault(lockedRow.name);
    await pause(HELD);
    await client.query('ROLLBACK');
    await client.end();
  },
};

function databaseOf({ database }: Rig): Extract<Rig['database'], { kind: 'postgresql' }> {
  if (database.kind !== 'postgresql') throw new Error('this needs PostgreSQL');
  return database;
}
