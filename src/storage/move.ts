import type { Config } from '../config/index.js';
import type { DumpSource, Restoration } from '../store/index.js';
import { openSqliteDump } from './sqlite/dump-source.js';
import { restoreSqlite } from './sqlite/restore.js';

/** Opens the store at `database` to read all of it, beside a server. Throws a StoreRefusal when that cannot be. */
export async function openDump({ file }: Config['database']): Promise<DumpSource> {
  return openSqliteDump(file);
}

/** Makes the empty store at `database` hold a dump; all of it or nothing. */
export function restoreDump({ file }: Config['database'], restoration: Restoration): Promise<void> {
  return restoreSqlite(file, restoration);
}
