import type { Config } from '../config/index.js';
import { openPostgresql } from './postgresql/open.js';
import { openSqlite } from './sqlite/open.js';
import type { Storage, StorageOptions } from './storage.js';

/** Where the data is, as the configuration says it. */
export type DatabaseLocation = Config['database'];

/** Opens the store at `database`. Throws a StoreRefusal, whose message is one line, when it cannot be used. */
export function openStorage(database: DatabaseLocation, options: StorageOptions): Promise<Storage> {
  switch (database.kind) {
    case 'sqlite':
      return openSqlite({ ...options, file: database.file });
    case 'postgresql':
      return openPostgresql({ ...options, url: database.url });
    default:
      return database satisfies never;
  }
}

/** What an operator calls the place, without what is secret. */
export function nameOf(database: DatabaseLocation): string {
  if (database.kind === 'sqlite') return database.file;
  const { host, pathname } = new URL(database.url);
  return `postgresql://${host}${pathname}`;
}
