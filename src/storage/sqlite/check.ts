import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import Database from 'better-sqlite3';
import { StoreRefusal } from '../../store/index.js';
import { CHECKS, faultLine, type FaultRow } from '../check-queries.js';
import { type AppliedMigration, missingMigrations } from '../migration-files.js';
import { BUSY_TIMEOUT } from './connection.js';
import { indexFaults } from './index-check.js';
import { MIGRATIONS } from './migrations.js';
import { refusal } from './open.js';

/**
 * Everything that is wrong with the database at `path`, line by line; beside a server, at one moment. Throws a
 * StoreRefusal when it is no database of this program at all.
 */
export async function* checkSqlite(path: string): AsyncGenerator<string> {
  const file = resolve(path);
  if (!existsSync(file)) throw new StoreRefusal(`${file} cannot be opened: it does not exist`);
  if (statSync(file).size === 0) throw new StoreRefusal(`${file} is empty (0 bytes)`);
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, timeout: BUSY_TIMEOUT });
    database.exec('BEGIN');
    requireCurrent(database, file);
    yield* faults(database);
  } catch (error) {
    throw refusal(file, error);
  } finally {
    database?.close();
  }
}

/** Everything that is wrong with an open database. What SQLite itself finds comes first: then nothing else can be told. */
export function* faults(database: Database.Database): Generator<string> {
  let sound = true;
  for (const message of rows<string>(database, 'PRAGMA integrity_check(100)', true)) {
    if (message === 'ok') continue;
    sound = false;
    yield `the file is damaged: ${message.replaceAll('\n', ' ')}`;
  }
  for (const row of rows<{ readonly table: string; readonly parent: string }>(
    database,
    'PRAGMA foreign_key_check',
  )) {
    yield `a row of ${row.table} refers to one of ${row.parent} that is not there`;
  }
  if (!sound) return;
  for (const check of CHECKS) {
    for (const row of rows<FaultRow>(database, check.sql)) yield faultLine(check, row);
  }
  yield* digestFaults(database);
  yield* indexFaults(database);
}

const APPLIED = `
  SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`;

/** Refuses a database that this program did not make, or that an older or a newer one goes with. */
export function requireCurrent(database: Database.Database, file: string): void {
  requireStore(database, file);
  const applied = database.prepare(APPLIED).all() as AppliedMigration[];
  if (missingMigrations(applied, MIGRATIONS).length === 0) return;
  throw new StoreRefusal(`${file} is of an older program: use that one, or serve it with this one first`);
}

/** Refuses a database that this program did not make. */
export function requireStore(database: Database.Database, file: string): void {
  const made = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'Store'").get();
  if (made === undefined) throw new StoreRefusal(`${file} was not made by this program: it has no identity`);
}

const CONTENTS = `
  SELECT collection || '/' || id || '/' || name AS place, upload, digest FROM Attachment WHERE deleted = 0`;
const CHUNKS = 'SELECT data FROM AttachmentChunk WHERE upload = ? ORDER BY number';

function* digestFaults(database: Database.Database): Generator<string> {
  const chunks = database.prepare(CHUNKS).pluck();
  const contents = rows<{ readonly place: string; readonly upload: string | null; readonly digest: string }>(
    database,
    CONTENTS,
  );
  for (const { place, upload, digest } of contents) {
    const hash = createHash('sha256');
    for (const data of chunks.iterate(upload)) hash.update(data as Uint8Array);
    if (hash.digest('base64') !== digest) yield `${place}: its bytes do not have its digest`;
  }
}

/** Rows one after the other: none is read before it is wanted. */
function rows<T>(database: Database.Database, sql: string, pluck = false): IterableIterator<T> {
  return database.prepare(sql).pluck(pluck).iterate() as IterableIterator<T>;
}
