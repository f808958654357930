import { StoreRefusal } from '../store/index.js';
import type { DatabaseLocation } from './open-storage.js';
import { adoptPostgresql, checkPostgresql } from './postgresql/care.js';
import { backUpSqlite } from './sqlite/backup.js';
import { checkSqlite } from './sqlite/check.js';
import { compactSqlite } from './sqlite/compact.js';
import { adoptSqlite, recoverSqlite } from './sqlite/recover.js';

/** Everything that is wrong with the store at `database`, line by line; beside a server. */
export function checkStore(database: DatabaseLocation): AsyncGenerator<string> {
  return database.kind === 'sqlite' ? checkSqlite(database.file) : checkPostgresql(database.url);
}

/** Copies the store at `database`, beside a server, to the new file `target`. Throws a StoreRefusal when it cannot be. */
export async function backUpStore(
  database: DatabaseLocation,
  target: string,
  options: { readonly replace: boolean },
): Promise<void> {
  if (database.kind === 'sqlite') return backUpSqlite(database.file, target, options);
  throw new StoreRefusal('backup copies SQLite files only: use pg_dump, which runs beside the service');
}

/** Puts a backup in the place of the store at `database`, as a new store. */
export async function recoverStore(
  database: DatabaseLocation,
  source: string,
  options: { readonly force: boolean },
): Promise<void> {
  if (database.kind === 'sqlite') return recoverSqlite(database.file, source, options);
  throw new StoreRefusal('restore takes SQLite files only: use pg_restore, and then "restore --adopt"');
}

/** Makes a new store of what was brought back to `database` by other means. */
export function adoptStore(database: DatabaseLocation): Promise<void> {
  return database.kind === 'sqlite' ? adoptSqlite(database.file) : adoptPostgresql(database.url);
}

/** Writes the store at `database` anew without what it does not hold any more. No server may run. */
export async function compactStore(database: DatabaseLocation): Promise<void> {
  if (database.kind === 'sqlite') await compactSqlite(database.file);
}
