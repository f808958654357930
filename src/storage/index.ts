// The adapters: SQLite and PostgreSQL behind the port of store/. The only room that imports Prisma and the drivers.
export { adoptStore, backUpStore, checkStore, compactStore, recoverStore } from './care.js';
export { openDump, restoreDump } from './move.js';
export { type DatabaseLocation, nameOf, openStorage } from './open-storage.js';
export { type OpenTokens, openTokens } from './open-tokens.js';
export { openSqlite, type SqliteOptions } from './sqlite/open.js';
export { openPostgresql, type PostgresqlOptions } from './postgresql/open.js';
export type { CommittedGroup, Storage, StorageOptions } from './storage.js';
export { asStoreFailure } from './sqlite/failures.js';
