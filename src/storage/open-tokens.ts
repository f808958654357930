import type { TokenStore } from '../store/index.js';
import type { DatabaseLocation } from './open-storage.js';
import { openPostgresqlTokens } from './postgresql/tokens.js';
import { openSqliteTokens } from './sqlite/tokens.js';

/** Access tokens alone, opened beside whatever serves the store. */
export interface OpenTokens {
  readonly tokens: TokenStore;
  close(): Promise<void>;
}

/**
 * Opens the access tokens at `database`, which is made when there is none: the first token may come before the first
 * start. Throws a StoreRefusal, whose message is one line, when it cannot be used.
 */
export function openTokens(database: DatabaseLocation): Promise<OpenTokens> {
  switch (database.kind) {
    case 'sqlite':
      return openSqliteTokens(database.file);
    case 'postgresql':
      return openPostgresqlTokens(database.url);
    default:
      return database satisfies never;
  }
}
