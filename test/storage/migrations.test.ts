// Storage rule 8: migrations are applied at start, in order, once, and recorded as Prisma does.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openSqlite } from '../../src/storage/index.js';
import { Connection } from '../../src/storage/sqlite/connection.js';
import { migrate, MIGRATIONS } from '../../src/storage/sqlite/migrations.js';
import { type Revision, StoreRefusal } from '../../src/store/index.js';
import { diagnose, engineModule } from '../support/storage-engine.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { fill, KEY, TEXT } from '../support/storage-parts.js';

const folder = temporaryFolder();
const IN_SYNC = {
  editedMigrationNames: [],
  failedMigrationNames: [],
  hasMigrationsTable: true,
  history: null,
};
const LOCK = 'provider = "sqlite"\n';

let files = 0;
let file: string;
let directory: string;
const open: Database.Database[] = [];

beforeEach(() => {
  files += 1;
  file = `${folder.path}/store-${files}.db`;
  directory = `${folder.path}/migrations-${files}`;
  mkdirSync(directory);
  writeFileSync(`${directory}/migration_lock.toml`, LOCK);
});

afterEach(() => {
  for (const database of open.splice(0)) database.close();
});

function openFile(): Database.Database {
  const database = new Database(file);
  open.push(database);
  return database;
}

function writeMigration(name: string, sql: string): void {
  mkdirSync(`${directory}/${name}`, { recursive: true });
  writeFileSync(`${directory}/${name}/migration.sql`, sql);
}

function tablesOf(database: Database.Database): unknown[] {
  return database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
}

/** What `act` throws. */
function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('prisma/schema.prisma and prisma/migrations', () => {
  it('agree: nothing is left to migrate', async () => {
    const { pendingChanges } = await engineModule();
    expect(await pendingChanges()).toBe('');
  });

  it.each([
    ['a column more', 'model Store {', 'model Store {\n  extra String?\n', 'ADD COLUMN "extra"'],
    ['a column of another type', /size {7}Int\b/, 'size BigInt', '"size" BIGINT'],
    ['an index less', '@@index([collection, deleted, id])', '', 'DROP INDEX'],
  ])('are found to differ when the schema has %s: the check can fail', async (_, from, to, sql) => {
    const { pendingChanges, schemaText } = await engineModule();
    const changed = schemaText().replace(from, to);
    expect(changed).not.toBe(schemaText());
    expect(await pendingChanges(changed)).toContain(sql);
  });
});

describe('migrating', () => {
  it('applies what is missing in order of name, once, and says what it applied', () => {
    writeMigration('20260102_second', 'ALTER TABLE first ADD COLUMN b;');
    writeMigration('20260101_first', 'CREATE TABLE first (a);');
    const database = openFile();
    expect(migrate(database, directory)).toEqual(['20260101_first', '20260102_second']);
    expect(migrate(database, directory)).toEqual([]);
    writeMigration('20260103_third', 'ALTER TABLE first ADD COLUMN c;');
    expect(migrate(database, directory)).toEqual(['20260103_third']);
    expect(database.pragma('table_info(first)')).toMatchObject([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
  });

  it('is what Prisma finds in sync: nothing edited, failed or missing', async () => {
    await (await openSqlite({ file, mode: 'serve' })).close();
    expect(await diagnose(file)).toEqual(IN_SYNC);
  });

  it('is in sync for Prisma also with several migrations, and behind when one more is there', async () => {
    writeMigration('20260101_first', 'CREATE TABLE first (a);');
    writeMigration('20260102_second', 'CREATE TABLE second (a);\n-- ünïcode\n');
    migrate(openFile(), directory);
    expect(await diagnose(file, directory)).toEqual(IN_SYNC);
    writeMigration('20260103_third', 'CREATE TABLE third (a);');
    expect((await diagnose(file, directory)).history).toMatchObject({ diagnostic: 'databaseIsBehind' });
  });

  it('leaves nothing of a migration that fails half-way, keeps those before it, and can go on', async () => {
    writeMigration('20260101_first', 'CREATE TABLE first (a);');
    writeMigration('20260102_second', 'CREATE TABLE second (a); INSERT INTO first VALUES (1); NONSENSE;');
    writeMigration('20260103_third', 'CREATE TABLE third (a);');
    const database = openFile();
    expect(() => migrate(database, directory)).toThrow(/syntax error/);
    expect(tablesOf(database)).toEqual(['_prisma_migrations', 'first']);
    expect(database.prepare('SELECT count(*) FROM first').pluck().get()).toBe(0);
    expect(database.inTransaction).toBe(false);
    writeMigration('20260102_second', 'CREATE TABLE second (a);');
    expect(migrate(database, directory)).toEqual(['20260102_second', '20260103_third']);
    expect(await diagnose(file, directory)).toEqual(IN_SYNC);
  });

  it('does not count what Prisma has marked as rolled back', () => {
    writeMigration('20260101_first', 'CREATE TABLE IF NOT EXISTS first (a);');
    const database = openFile();
    migrate(database, directory);
    database.exec('UPDATE _prisma_migrations SET rolled_back_at = 1, finished_at = NULL');
    expect(migrate(database, directory)).toEqual(['20260101_first']);
  });

  it('that builds a table anew, as Prisma writes it, keeps what refers to the table', async () => {
    const storage = await openSqlite({ file, mode: 'serve' });
    await fill(storage);
    await storage.close();
    const { pendingChanges, schemaText } = await engineModule();
    const sql = await pendingChanges(schemaText().replace(/size {7}Int\b/, 'size BigInt'));
    expect(sql).toContain('DROP TABLE "Document"');
    cpSync(MIGRATIONS, directory, { recursive: true });
    writeMigration('29990101_rebuild', sql);

    const { database } = Connection.open(file, 'write');
    open.push(database);
    expect(migrate(database, directory)).toEqual(['29990101_rebuild']);
    expect(database.prepare('SELECT count(*) FROM Document').pluck().get()).toBe(1);
    // Dropping the table with foreign keys on would have deleted every revision with it.
    expect(database.prepare('SELECT data FROM Revision').pluck().all()).toEqual([TEXT]);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('foreign_key_check')).toEqual([]);
  });

  it('that would leave a reference to nothing is refused and leaves nothing', async () => {
    const storage = await openSqlite({ file, mode: 'serve' });
    await fill(storage);
    await storage.close();
    cpSync(MIGRATIONS, directory, { recursive: true });
    writeMigration('29990101_orphan', 'DELETE FROM "Document";');
    const { database } = Connection.open(file, 'write');
    open.push(database);
    expect(refusalOf(() => migrate(database, directory))).toMatchObject({
      name: 'StoreRefusal',
      message: expect.stringMatching(/^migration "29990101_orphan" [^\n]*refer[^\n]*$/),
    });
    expect(database.prepare('SELECT count(*) FROM Document').pluck().get()).toBe(1);
    expect(migrate(database)).toEqual([]);
  });
});

describe('a database that is not this program’s', () => {
  it.each([
    [
      'was migrated by a newer program',
      "UPDATE _prisma_migrations SET migration_name = '29990101_later'",
      /^the database is newer than this program: it knows no migration "29990101_later"$/,
    ],
    [
      'was migrated by a file that was edited since',
      "UPDATE _prisma_migrations SET checksum = 'x'",
      /^migration "\d+_documents" was applied from a file that differs from this program's$/,
    ],
    [
      'was left by a migration that never finished',
      'UPDATE _prisma_migrations SET finished_at = NULL',
      /^migration "\d+_documents" was begun by another tool and never finished: restore a backup$/,
    ],
    [
      'has lost its identity',
      'DELETE FROM Store',
      /^the database has no identity row: it was not made by this program$/,
    ],
  ])('because it %s is refused with one line, and nothing is changed', async (_, sql, message) => {
    const storage = await openSqlite({ file, mode: 'serve' });
    await fill(storage);
    await storage.close();
    openFile().exec(sql);
    const dump = (): unknown[] =>
      ['_prisma_migrations', 'Store', 'Document'].map((table) =>
        openFile().prepare(`SELECT * FROM ${table}`).all(),
      );
    const before = dump();
    const opening = openSqlite({ file, mode: 'serve' });
    await expect(opening).rejects.toBeInstanceOf(StoreRefusal);
    await expect(opening).rejects.toThrow(message);
    expect(dump()).toEqual(before);
  });

  it('because a migration file was edited is refused, naming the file', () => {
    writeMigration('20260101_first', 'CREATE TABLE first (a);');
    const database = openFile();
    migrate(database, directory);
    writeMigration('20260101_first', 'CREATE TABLE first (a, b);');
    writeMigration('20260102_second', 'CREATE TABLE second (a);');
    expect(refusalOf(() => migrate(database, directory))).toMatchObject({
      name: 'StoreRefusal',
      message: expect.stringContaining('"20260101_first"'),
    });
    expect(tablesOf(database)).toEqual(['_prisma_migrations', 'first']);
  });

  it('because it holds another program’s tables is refused, and no table is added', async () => {
    openFile().exec('PRAGMA journal_mode = WAL; CREATE TABLE customer (name)');
    const opening = openSqlite({ file, mode: 'serve' });
    await expect(opening).rejects.toBeInstanceOf(StoreRefusal);
    await expect(opening).rejects.toThrow(/^[^\n]*another program[^\n]*$/);
    expect(tablesOf(openFile())).toEqual(['customer']);
  });

  it('because it holds another program’s tables is refused to a reader too', async () => {
    openFile().exec('PRAGMA journal_mode = WAL; CREATE TABLE customer (name)');
    const opening = openSqlite({ file, mode: 'read' });
    await expect(opening).rejects.toBeInstanceOf(StoreRefusal);
    await expect(opening).rejects.toThrow(/^[^\n]+$/);
  });

  it('is none when it was made by this program: opened again it is as it was', async () => {
    const storage = await openSqlite({ file, mode: 'serve' });
    await fill(storage);
    await storage.close();
    const again = await openSqlite({ file, mode: 'serve' });
    expect(await again.documents.text(KEY, 1 as Revision)).toBe(TEXT);
    await again.close();
  });
});
