import type { DumpSource, Restoration } from '../store/index.js';
import type { DatabaseLocation } from './open-storage.js';
import { openPostgresqlDump } from './postgresql/dump-source.js';
import { restorePostgresql } from './postgresql/restore.js';
import { openSqliteDump } from './sqlite/dump-source.js';
import { restoreSqlite } from './sqlite/restore.js';

/** Opens the store at `database` to read all of it, beside a server. Throws a StoreRefusal when that cannot be. */
export async function openDump(database: DatabaseLocation): Promise<DumpSource> {
  switch (database.kind) {
    case 'sqlite':
      return openSqliteDump(database.file);
    case 'postgresql':
      return openPostgresqlDump(database.url);
    default:
      return database satisfies never;
  }
}

/** Makes the empty store at `database` hold a dump; all of it or nothing. */
export async function restoreDump(database: DatabaseLocation, restoration: Restoration): Promise<void> {
  switch (database.kind) {
    case 'sqlite':
      return restoreSqlite(database.file, restoration);
    case 'postgresql':
      return restorePostgresql(database.url, restoration);
    default:
      return database satisfies never;
  }
}
