import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { StoreRefusal } from '../../store/index.js';
import { type AppliedMigration, checksum, missingMigrations, script } from '../migration-files.js';

/** The migrations of this program, beside `src` and `dist` alike. */
export const MIGRATIONS = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

// The table is Prisma's own, so that `prisma migrate status` and `deploy` agree with what was done here.
const TABLE = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
  )`;

/**
 * Applies the migrations that the database lacks, in order, each in a transaction of its own, and records them.
 * Returns their names. Throws a StoreRefusal when the database is newer than the program, or was migrated by files
 * that differ from the program's.
 */
export function migrate(database: Database.Database, directory = MIGRATIONS): readonly string[] {
  refuseOccupied(database);
  database.exec(TABLE);
  const applied = database
    .prepare(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    )
    .all() as AppliedMigration[];
  const missing = missingMigrations(applied, directory);
  if (missing.length > 0) applyAll(database, missing, directory);
  return missing;
}

// Prisma builds a table anew by dropping the old one, which deletes what refers to it while foreign keys are on; and the
// scripts' own pragmas have no effect inside a transaction.
function applyAll(database: Database.Database, names: readonly string[], directory: string): void {
  const foreignKeys = database.pragma('foreign_keys', { simple: true });
  database.pragma('foreign_keys = OFF');
  try {
    for (const name of names) apply(database, name, script(directory, name));
  } finally {
    database.pragma(`foreign_keys = ${Number(foreignKeys)}`);
  }
}

function apply(database: Database.Database, name: string, sql: string): void {
  const record = database.prepare(`
    INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
    VALUES (?, ?, ?, ?, ?, 1)`);
  const started = Date.now();
  database
    .transaction(() => {
      database.exec(sql);
      if ((database.pragma('foreign_key_check') as unknown[]).length > 0) {
        throw new StoreRefusal(`migration "${name}" would leave rows that refer to rows which are gone`);
      }
      record.run(randomUUID(), checksum(sql), name, started, Date.now());
    })
    .immediate();
}

function refuseOccupied(database: Database.Database): void {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  if (tables.length > 0 && !tables.includes('_prisma_migrations')) {
    throw new StoreRefusal('the database holds tables of another program: name another DATABASE_URL');
  }
}
