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
  for (;;) {
    const database = new Database(`${file}.lock`, { timeout: 0 });
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
