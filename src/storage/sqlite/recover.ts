import { existsSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { SEQUENCES_OF_A_STORE, StoreRefusal } from '../../store/index.js';
import { copyTo, removeFiles, verify } from './backup.js';
import { requireStore } from './check.js';
import { Connection } from './connection.js';
import { makeFolder, newEpoch, removeDraft, syncFolder } from './create.js';
import { sqliteCode } from './failures.js';
import { lockDatabase } from './lock.js';
import { migrate } from './migrations.js';
import { refusal } from './open.js';
import { retire } from './restore.js';

/** Commit times may run a little ahead of the clock: a restored store begins this many milliseconds later. */
const AHEAD = 1000;

/** How to take over the database. */
export interface RecoverOptions {
  readonly lockPatience?: number;
  readonly now?: () => number;
}

/**
 * Puts a copy of the backup `source` in the place of the database at `path`, as a new store: nothing that the old one
 * issued after the backup (entity-tags, places in feeds) means anything to it. A database that holds something is replaced
 * only with `force`. All or nothing: killed before the end, the old one is there.
 */
export async function recoverSqlite(
  path: string,
  source: string,
  { force, ...options }: RecoverOptions & { readonly force: boolean },
): Promise<void> {
  const file = resolve(path);
  const backup = resolve(source);
  if (backup === file) throw new StoreRefusal(`${file} is the database itself: use --adopt`);
  if (!existsSync(backup)) throw new StoreRefusal(`${backup} cannot be opened: it does not exist`);
  await locked(file, options, (now) => {
    const replaced = look(file, force);
    if (replaced.holds && !force) {
      throw new StoreRefusal(
        `${file} holds data: back it up if it is of use, then replace it with --force, or name another DATABASE_URL`,
      );
    }
    const draft = `${file}.new`;
    copyTo(backup, draft);
    try {
      const database = new Database(draft);
      try {
        database.pragma('synchronous = FULL');
        migrate(database);
        verify(database);
        renew(database, Math.max(now(), replaced.latest));
        // The mode is kept in the file, and a log would not be renamed with it: so it is empty, and last.
        database.pragma('journal_mode = WAL');
      } finally {
        database.close();
      }
      if (existsSync(file)) retireWhatever(file, replaced.readable);
      removeLog(file);
      renameSync(draft, file);
      syncFolder(dirname(file));
    } catch (error) {
      removeDraft(file);
      throw error;
    }
  });
}

/** Makes a new store of the database at `path`, which was copied there by hand. */
export async function adoptSqlite(path: string, options: RecoverOptions = {}): Promise<void> {
  const file = resolve(path);
  if (!existsSync(file)) throw new StoreRefusal(`${file} cannot be opened: it does not exist`);
  await locked(file, options, (now) => {
    const connection = Connection.open(file, 'write');
    try {
      requireStore(connection.database, file);
      migrate(connection.database);
      renew(connection.database, now());
    } finally {
      connection.close();
    }
  });
}

async function locked(
  file: string,
  { lockPatience = 5000, now = Date.now }: RecoverOptions,
  work: (now: () => number) => void,
): Promise<void> {
  try {
    makeFolder(file);
    const release = await lockDatabase(file, lockPatience);
    try {
      work(now);
    } finally {
      release();
    }
  } catch (error) {
    throw refusal(file, error);
  }
}

const LATEST = `
  SELECT max(at) FROM (
    SELECT max(updatedAt) AS at FROM Collection UNION ALL SELECT max(updatedAt) FROM Document
    UNION ALL SELECT max(updatedAt) FROM Attachment UNION ALL SELECT notBefore FROM Store)`;

const RENEW = `
  UPDATE Store SET epoch = @epoch, notBefore = max(@time, (${LATEST})) + ${AHEAD},
    restores = 1 + max(restores, (SELECT COALESCE(max(sequence), 0) / ${SEQUENCES_OF_A_STORE} FROM Collection))
  WHERE id = 1`;

// Every collection begins behind all sequences that the lost store can have issued.
const GO_ON = `UPDATE Collection SET sequence = (SELECT restores FROM Store WHERE id = 1) * ${SEQUENCES_OF_A_STORE}`;

/** Makes it another store than the one it is a copy of: with an epoch, times and sequences that that one never issued. */
function renew(database: Database.Database, time: number): void {
  database
    .transaction(() => {
      database.prepare(RENEW).run({ epoch: newEpoch(), time });
      database.prepare(GO_ON).run();
    })
    .immediate();
}

interface Replaced {
  /** Whether something would be lost. What cannot be read may hold anything. */
  readonly holds: boolean;
  readonly readable: boolean;
  /** The latest commit time in it. */
  readonly latest: number;
}

/** What is in the place that a backup is to take; with `force` it is on its way out. */
function look(file: string, force: boolean): Replaced {
  if (!existsSync(file)) return { holds: existsSync(`${file}-wal`), readable: false, latest: 0 };
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 50 });
    const holds = database.prepare('SELECT 1 FROM Collection').get() !== undefined;
    if (!force) return { holds, readable: true, latest: 0 };
    migrate(database);
    return { holds, readable: true, latest: Number(database.prepare(LATEST).pluck().get()) };
  } catch {
    return { holds: true, readable: false, latest: 0 };
  } finally {
    database?.close();
  }
}

/** A readable database takes its log in; of a damaged one it is of no use. */
function retireWhatever(file: string, readable: boolean): void {
  if (!readable) return;
  try {
    retire(file);
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
  }
}

/** SQLite would play the log of the old database into the one that takes its place. */
function removeLog(file: string): void {
  for (const suffix of ['-wal', '-shm', '-journal']) removeFiles(`${file}${suffix}`);
}
