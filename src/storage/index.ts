// The adapter: SQLite behind the port of store/. The only room that imports Prisma and better-sqlite3.
export { openSqlite, type SqliteOptions, type Storage } from './sqlite/open.js';
export { openDump, restoreDump } from './move.js';
export { asStoreFailure } from './sqlite/failures.js';
