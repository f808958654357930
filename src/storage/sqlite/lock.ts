import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreRefusal } from '../../store/index.js';
import { isBusy } from './failures.js';

const RETRY = 100;

/**
 * The right to write the database at `file`: an open transaction on `<file>.lock`, which the operating system takes
 * back even when the process is killed. Tries for `patience` milliseconds, then throws a StoreRefusal.
 * Returns the function that gives the right back.
 */
export async function lockDatabase(file: string, patience: number): Promise<() => void> {
  const deadline = performance.now() + patience;
  const path = `${file}.lock`;
  makeLockFile(path);
  for (;;) {
    const database = new Database(path, { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
      return () => database.close();
    } catch (error) {
      database.close();
      if (!isBusy(error)) throw error;
      if (performance.now() >= deadline) {
        throw new StoreRefusal(
          `${file} is in use by another process: stop it first, or name another DATABASE_URL`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

/**
 * Whoever may open the lock file may also lock it, and so keep the service from starting: its owner alone may. One that
 * is there is not opened, as closing it would give back every lock that this process has on it. What goes wrong, SQLite
 * meets, too, and tells.
 */
function makeLockFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // It is there, or cannot be made.
  }
}
