import Database from 'better-sqlite3';
import { BUSY_TIMEOUT, Connection } from './connection.js';
import { lockDatabase } from './lock.js';

const OURS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'Store'";

/**
 * Sees to it that the database at `file`, which exists, can be read: an import that was killed at its last step leaves the
 * empty store without a log, and a reading connection cannot give it one. An import that is at that step is not disturbed.
 * Throws a StoreRefusal then.
 */
export async function readyToRead(file: string): Promise<void> {
  if (!isWithoutLog(file)) return;
  const release = await lockDatabase(file, 0);
  try {
    // Opened to be written it gets its log, and keeps it.
    Connection.open(file, 'write').close();
  } finally {
    release();
  }
}

function isWithoutLog(file: string): boolean {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT });
  try {
    // What another program made is left as it is, to be refused.
    return (
      database.pragma('journal_mode', { simple: true }) === 'delete' &&
      database.prepare(OURS).get() !== undefined
    );
  } finally {
    database.close();
  }
}
