import { resolve } from 'node:path';
import { Connection } from './connection.js';
import { lockDatabase } from './lock.js';
import { refusal } from './open.js';

/**
 * Writes the database at `path` anew. When rows are moved from page to page SQLite may leave copies in the rest of a page,
 * which are not overwritten when the rows are removed: this leaves none.
 */
export async function compactSqlite(path: string, lockPatience = 5000): Promise<void> {
  const file = resolve(path);
  try {
    const release = await lockDatabase(file, lockPatience);
    try {
      const connection = Connection.open(file, 'write');
      try {
        connection.database.exec('VACUUM');
        connection.database.pragma('wal_checkpoint(TRUNCATE)');
      } finally {
        connection.close();
      }
    } finally {
      release();
    }
  } catch (error) {
    throw refusal(file, error);
  }
}
