import { type DumpSource, type Restoration, StoreRefusal } from '../store/index.js';
import type { DatabaseLocation } from './open-storage.js';
import { openSqliteDump } from './sqlite/dump-source.js';
import { restoreSqlite } from './sqlite/restore.js';

/** Opens the store at `database` to read all of it, beside a server. Throws a StoreRefusal when that cannot be. */
export async function openDump(database: DatabaseLocation): Promise<DumpSource> {
  return openSqliteDump(fileOf(database));
}

/** Makes the empty store at `database` hold a dump; all of it or nothing. */
export async function restoreDump(database: DatabaseLocation, restoration: Restoration): Promise<void> {
  return restoreSqlite(fileOf(database), restoration);
}

function fileOf(database: DatabaseLocation): string {
  if (database.kind === 'sqlite') return database.file;
  throw new StoreRefusal('--all moves stores on SQLite only so far: set DATABASE_URL to file:…');
}
