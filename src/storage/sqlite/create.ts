import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreRefusal } from '../../store/index.js';
import { BUSY_TIMEOUT } from './connection.js';
import { migrate } from './migrations.js';

/**
 * Makes the database at `file` when there is none; its folder must be there. The file appears under its name only when
 * it is complete, so that a crash in between cannot leave a half-made one.
 */
export function createIfAbsent(file: string): void {
  if (existsSync(file)) {
    // Something truncated it: serving an empty store in its place would hide the loss.
    if (statSync(file).size === 0)
      throw new StoreRefusal(`${file} is empty (0 bytes): restore a backup, or remove it`);
    // Of an import that was killed.
    removeDraft(file);
    return;
  }
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) {
    // SQLite would play the log of the lost database into the new one.
    throw new StoreRefusal(
      `${file} is gone but its log ${file}-wal is not: restore both or a backup, or remove the log`,
    );
  }
  const draft = openDraft(file, newEpoch());
  try {
    publishDraft(draft, file);
  } finally {
    draft.close();
  }
}

/** An empty database that is to get the name `file` when it is complete; what an earlier attempt left goes. */
export function openDraft(file: string, epoch: string): Database.Database {
  const draft = draftOf(file);
  removeDraft(file);
  closeSync(openSync(draft, 'wx', 0o600));
  const database = new Database(draft, { timeout: BUSY_TIMEOUT });
  try {
    database.pragma('synchronous = FULL');
    migrate(database);
    database.prepare('INSERT INTO Store (id, epoch, createdAt) VALUES (1, ?, ?)').run(epoch, Date.now());
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Closes a complete draft and gives it its name. */
export function publishDraft(draft: Database.Database, file: string): void {
  // The mode is kept in the file: whoever opens it at its first moment finds it right. Last, because a log would not be
  // renamed with the file.
  draft.pragma('journal_mode = WAL');
  draft.close();
  renameSync(draftOf(file), file);
  syncFolder(dirname(file));
}

/** Removes what was to become `file`. */
export function removeDraft(file: string): void {
  for (const suffix of ['', '-journal']) rmSync(`${draftOf(file)}${suffix}`, { force: true });
}

function draftOf(file: string): string {
  return `${file}.new`;
}

/** Makes the folder of `file` if need be, readable by its owner only. */
export function makeFolder(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
}

/** An epoch of 40 random bits: enough to tell a store from its restored copies. */
export function newEpoch(): string {
  return BigInt(`0x${randomBytes(5).toString('hex')}`).toString(36);
}

/** A rename is durable only when the folder is. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
