import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaClient } from '../generated/prisma/client.js';
import { BUSY_TIMEOUT, CONNECTION_PRAGMAS } from './connection.js';

/** Sets the pragmas whenever the adapter connects: set once through the client they would vanish on a reconnect. */
class ReadingAdapter extends PrismaBetterSqlite3 {
  override async connect() {
    const adapter = await super.connect();
    await adapter.executeScript(`${CONNECTION_PRAGMAS}\nPRAGMA query_only = ON;`);
    return adapter;
  }
}

/** A Prisma client that reads the database at `file` on a connection of its own and cannot write. */
export function readingClient(file: string): PrismaClient {
  return new PrismaClient({ adapter: new ReadingAdapter({ url: `file:${file}`, timeout: BUSY_TIMEOUT }) });
}

/**
 * Milliseconds that a command waits for the write lock. It may block: nobody else lives in its process, and a server
 * holds the lock for no longer than a commit takes.
 */
const COMMAND_PATIENCE = 5000;

/** The same for connections that write. */
class WritingAdapter extends PrismaBetterSqlite3 {
  override async connect() {
    const adapter = await super.connect();
    await adapter.executeScript(`${CONNECTION_PRAGMAS}\nPRAGMA busy_timeout = ${COMMAND_PATIENCE};`);
    return adapter;
  }
}

/** A Prisma client for the single statements of a command that runs beside the server of the database at `file`. */
export function writingClient(file: string): PrismaClient {
  return new PrismaClient({
    adapter: new WritingAdapter({ url: `file:${file}`, timeout: COMMAND_PATIENCE }),
  });
}
