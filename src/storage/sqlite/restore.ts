import { resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { type Restoration, SEQUENCES_OF_A_STORE, StoreRefusal } from '../../store/index.js';
import { Connection } from './connection.js';
import { createIfAbsent, makeFolder, newEpoch, openDraft, publishDraft, removeDraft } from './create.js';
import { sqliteCode } from './failures.js';
import { lockDatabase } from './lock.js';
import { migrate } from './migrations.js';
import { refusal } from './open.js';
import { RecordWriter } from './record-writer.js';

const ANYTHING = 'SELECT 1 FROM Collection UNION ALL SELECT 1 FROM IdempotencyRecord LIMIT 1';

// Where the sequences of new collections begin: behind those of every store that this one was restored from.
const GO_ON = `
  UPDATE Store SET restores = (SELECT COALESCE(max(sequence), 0) / ${SEQUENCES_OF_A_STORE} FROM Collection)`;

/**
 * Makes the database at `path` hold `restoration`. It is filled under another name, in one transaction, and takes the
 * place of the empty one when it is complete: a process that is killed before leaves that.
 */
export async function restoreSqlite(
  path: string,
  { epoch, records }: Restoration,
  { lockPatience = 5000 }: { readonly lockPatience?: number } = {},
): Promise<void> {
  const file = resolve(path);
  try {
    makeFolder(file);
    const release = await lockDatabase(file, lockPatience);
    try {
      createIfAbsent(file);
      requireEmpty(file);
      await fill(file, epoch ?? newEpoch(), records);
    } finally {
      release();
    }
  } catch (error) {
    throw refusal(file, error);
  }
}

async function fill(file: string, epoch: string, records: Restoration['records']): Promise<void> {
  const draft = openDraft(file, epoch);
  try {
    draft.pragma('foreign_keys = ON');
    draft.exec('BEGIN');
    const writer = new RecordWriter(draft);
    for await (const record of records) writer.write(record);
    draft.exec(GO_ON);
    draft.exec('COMMIT');
    retire(file);
    publishDraft(draft, file);
  } catch (error) {
    draft.close();
    removeDraft(file);
    throw contradiction(error) ?? error;
  }
}

function requireEmpty(file: string): void {
  const connection = Connection.open(file, 'write');
  try {
    migrate(connection.database);
    if (connection.statement(ANYTHING).get() === undefined) return;
    throw new StoreRefusal(
      `${file} holds collections: a whole store can only be imported into an empty one, so name another DATABASE_URL`,
    );
  } finally {
    connection.close();
  }
}

/** Sees to it that the empty database leaves no log behind: SQLite would play it into the one that takes its place. */
export function retire(file: string): void {
  const connection = Connection.open(file, 'write');
  try {
    const { database } = connection;
    if (modeAfter(database, 'DELETE') !== 'delete')
      throw new StoreRefusal(`${file} is open in another program`);
  } finally {
    connection.close();
  }
}

function modeAfter(database: Database.Database, mode: string): unknown {
  try {
    return database.pragma(`journal_mode = ${mode}`, { simple: true });
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}

/** What an operator should read when records do not fit together: the dump is not as it was written. */
function contradiction(error: unknown): StoreRefusal | undefined {
  if (!sqliteCode(error)?.startsWith('SQLITE_CONSTRAINT')) return undefined;
  return new StoreRefusal(`records contradict each other: ${(error as Error).message}`, { cause: error });
}
