// The adapters: SQLite and PostgreSQL behind the port of store/. The only room that imports Prisma and the drivers.
export { openSqlite, type SqliteOptions } from './sqlite/open.js';
export type { Storage } from './storage.js';
export { asStoreFailure } from './sqlite/failures.js';
