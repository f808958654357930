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
