import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreRefusal } from '../../store/index.js';
import { faults, requireCurrent, requireStore } from './check.js';
import { BUSY_TIMEOUT } from './connection.js';
import { syncFolder } from './create.js';
import { sqliteCode } from './failures.js';
import { refusal } from './open.js';

/** Faults that the message repeats. */
const TOLD = 3;

/**
 * Copies the database at `path`, beside a server, to the new file `target`. The copy is of one moment, at which everything
 * that was acknowledged before is in it; it is checked and on the disk before it gets its name. `replace`: an earlier
 * file of that name may go. Throws a StoreRefusal when that cannot be.
 */
export function backUpSqlite(path: string, target: string, { replace }: { readonly replace: boolean }): void {
  const file = resolve(path);
  const copy = resolve(target);
  if (!existsSync(file)) throw new StoreRefusal(`${file} cannot be opened: it does not exist`);
  refuseTarget(file, copy, replace);
  const draft = `${copy}.part`;
  try {
    copyTo(file, draft, requireCurrent);
    verifyFile(draft);
    publish(draft, copy, replace);
  } catch (error) {
    removeFiles(draft);
    throw error;
  }
}

function refuseTarget(file: string, copy: string, replace: boolean): void {
  const own = [file, `${file}-wal`, `${file}-shm`, `${file}.lock`];
  if (own.includes(copy)) throw new StoreRefusal(`${copy} is the database itself: name another file`);
  if (!replace && existsSync(copy)) throw existing(copy);
}

/**
 * Copies a database into a new file of one moment. SQLite reads it inside one transaction: writes of others go on, and
 * their log grows meanwhile. What was removed is not copied, not even as free pages. In the end nothing but the file is
 * needed: it has no log. `require` refuses what is not to be copied.
 */
export function copyTo(file: string, draft: string, require = requireStore): void {
  removeFiles(draft);
  // SQLite takes an empty file as a new one, and leaves it its mode.
  closeSync(openSync(draft, 'wx', 0o600));
  try {
    const source = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT });
    try {
      require(source, file);
      source.prepare('VACUUM INTO ?').run(draft);
    } finally {
      source.close();
    }
    const made = new Database(draft);
    try {
      made.pragma('journal_mode = DELETE');
    } finally {
      made.close();
    }
    syncFile(draft);
  } catch (error) {
    removeFiles(draft);
    throw copyRefusal(file, draft, error);
  }
}

/** Throws a StoreRefusal when the copy is not a sound store. */
export function verify(copy: Database.Database): void {
  const found: string[] = [];
  for (const fault of faults(copy)) if (found.push(fault) > TOLD) break;
  if (found.length === 0) return;
  const more = found.length > TOLD ? '; and more' : '';
  throw new StoreRefusal(
    `the copy is not sound, so it was removed: ${found.slice(0, TOLD).join('; ')}${more}. "check" tells all of it`,
  );
}

function verifyFile(file: string): void {
  const database = new Database(file, { readonly: true });
  try {
    verify(database);
  } finally {
    database.close();
  }
}

/** Gives a complete file its name: atomically, and without ever replacing another one unless that was asked for. */
function publish(draft: string, copy: string, replace: boolean): void {
  if (replace) renameSync(draft, copy);
  else {
    try {
      linkSync(draft, copy);
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? existing(copy) : error;
    }
    rmSync(draft);
  }
  syncFolder(dirname(copy));
}

function existing(copy: string): StoreRefusal {
  return new StoreRefusal(`${copy} exists: name another file, or replace it with --replace`);
}

/** A full disk is that of the copy; the rest is said of the database. */
function copyRefusal(file: string, draft: string, error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === 'SQLITE_FULL' || code?.startsWith('SQLITE_IOERR_WRITE')) {
    return new StoreRefusal(`${draft} cannot be written: the disk is full`, { cause: error });
  }
  return refusal(file, error);
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a draft with what SQLite may have put beside it. */
export function removeFiles(draft: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${suffix}`, { force: true });
}
