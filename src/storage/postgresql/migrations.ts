import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { StoreRefusal } from '../../store/index.js';
import { type AppliedMigration, checksum, missingMigrations, script } from '../migration-files.js';
import type { Database, Session } from './database.js';
import { sqlState } from './failures.js';
import { transact } from './transactions.js';

/** The migrations of this program, beside `src` and `dist` alike. */
export const MIGRATIONS = fileURLToPath(new URL('../../../prisma/postgresql/migrations', import.meta.url));

// The table is Prisma's own, so that `prisma migrate status` and `deploy` agree with what was done here.
const TABLE = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
  )`;

// One replica at a time: whoever inserts this row first is waited for by all others, until it has committed. The row is
// gone by then, so nobody ever sees it.
const LOCK = `
  INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ('migrating', '', 'migrating')`;
const UNLOCK = `DELETE FROM "_prisma_migrations" WHERE id = 'migrating'`;

const APPLIED = `
  SELECT migration_name, checksum, finished_at FROM "_prisma_migrations"
  WHERE rolled_back_at IS NULL AND id <> 'migrating'`;

const RECORD = `
  INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
  VALUES (@id, @checksum, @name, now(), 1)`;

const TABLES = `
  SELECT table_name AS name FROM information_schema.tables
  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`;

const IDENTIFY = `
  INSERT INTO "Store" (id, epoch, "createdAt") VALUES (1, @epoch, @now) ON CONFLICT DO NOTHING`;

/**
 * Applies the migrations that the database lacks, in order, in one transaction; all replicas but one wait. Returns their
 * names. Throws a StoreRefusal when the database is newer than the program, was migrated by other files, or holds
 * something else. `epoch` names a database that has no name yet.
 */
export async function migrate(
  database: Database,
  epoch: string,
  directory = MIGRATIONS,
): Promise<readonly string[]> {
  await makeTable(database);
  return transact(database, async (session) => {
    // A replica that migrates may take longer than a writer ever should.
    await session.script('SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0');
    await session.script(LOCK, true);
    const missing = missingMigrations(await session.once<AppliedMigration>(APPLIED, {}), directory);
    for (const name of missing) await apply(session, name, script(directory, name));
    await session.once(IDENTIFY, { epoch, now: Date.now() });
    await session.script(UNLOCK);
    return { result: missing, commit: true };
  });
}

/**
 * Has replicas that start wait, inside the transaction of `session`, until it has ended; waits itself for one that is
 * starting. Call what it returns before the commit.
 */
export async function holdStarts(session: Session): Promise<() => Promise<void>> {
  await session.script(LOCK);
  return async () => {
    await session.script(UNLOCK);
  };
}

/** Refuses a database that this program may not read: of a newer one, or half migrated. */
export async function refuseUnknown(database: Database, directory = MIGRATIONS): Promise<void> {
  if (!(await tables(database)).includes('_prisma_migrations')) {
    throw new StoreRefusal('the database was not made by this program');
  }
  const missing = missingMigrations(await database.all<AppliedMigration>(APPLIED, {}), directory);
  if (missing.length > 0)
    throw new StoreRefusal('the database is older than this program: start the service first');
}

async function apply(session: Session, name: string, sql: string): Promise<void> {
  await session.script(sql, true);
  await session.once(RECORD, { id: randomUUID(), checksum: checksum(sql), name });
}

async function makeTable(database: Database): Promise<void> {
  const names = await tables(database);
  if (names.includes('_prisma_migrations')) return;
  if (names.length > 0) {
    throw new StoreRefusal('the database holds tables of another program: name another DATABASE_URL');
  }
  try {
    await database.run(TABLE, {});
  } catch (error) {
    // Two replicas at once: PostgreSQL looks for the table before it makes it, and the second one fails.
    if (!['23505', '42P07', '42710'].includes(sqlState(error) ?? '')) throw error;
  }
}

async function tables(database: Database): Promise<readonly string[]> {
  return (await database.all<{ name: string }>(TABLES, {})).map(({ name }) => name);
}
