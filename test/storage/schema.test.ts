import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { openSqlite } from '../../src/storage/index.js';
import { Connection } from '../../src/storage/sqlite/connection.js';
import { migrate } from '../../src/storage/sqlite/migrations.js';
import { readingClient } from '../../src/storage/sqlite/prisma-client.js';
import { temporaryFolder } from '../support/storage-folder.js';

const folder = temporaryFolder();
const ENGINE = fileURLToPath(new URL('../../prisma/schema-engine.mjs', import.meta.url));

/** Runs an expression over the exports of the schema engine in a node of its own: it is a WebAssembly module. */
async function inEngine(expression: string): Promise<unknown> {
  const program = `import * as engine from ${JSON.stringify(ENGINE)}; console.log(JSON.stringify(await (${expression})))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  return JSON.parse(stdout);
}

describe('prisma/schema.prisma and the migrations', () => {
  it('agree: nothing is left to migrate', async () => {
    expect(await inEngine('engine.pendingChanges()')).toBe('');
  });

  it('are found to differ when the schema has a column more: the test can fail', async () => {
    const extended = `engine.pendingChanges(engine.schemaText().replace('model Store {', 'model Store {\\n extra String?\\n'))`;
    expect(await inEngine(extended)).toContain('ADD COLUMN "extra"');
  });

  it('applied at start, are in sync for Prisma itself: none edited, failed or missing', async () => {
    const file = `${folder.path}/history.db`;
    await (await openSqlite({ file, mode: 'serve' })).close();
    const diagnosis = `engine.schemaEngine('file:${file}').then((e) => e.diagnoseMigrationHistory({
      migrationsList: engine.migrationList(), optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] } }))`;
    expect(await inEngine(diagnosis)).toMatchObject({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
  });

  it.each([
    [
      'a migration that the program does not know',
      "UPDATE _prisma_migrations SET migration_name = '2999_x'",
      /newer/,
    ],
    [
      'a file that differs from the one that was applied',
      "UPDATE _prisma_migrations SET checksum = 'x'",
      /differs/,
    ],
    [
      'a migration that was never finished',
      'UPDATE _prisma_migrations SET finished_at = NULL',
      /never finished/,
    ],
  ])('refuse %s', (_, sql, message) => {
    const database = new Database(':memory:');
    expect(migrate(database).length).toBeGreaterThan(0);
    expect(migrate(database)).toEqual([]);
    database.exec(sql);
    expect(() => migrate(database)).toThrow(message);
    database.close();
  });
});

describe('storage rule 2: what every connection runs with', () => {
  it('WAL, FULL, foreign keys and a short busy timeout, on writer, reader and Prisma, also after a reconnect', async () => {
    const file = `${folder.path}/pragmas.db`;
    await (await openSqlite({ file, mode: 'serve' })).close();
    for (const mode of ['write', 'read'] as const) {
      const { database } = Connection.open(file, mode);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(database.pragma('synchronous', { simple: true })).toBe(2);
      expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
      expect(database.pragma('busy_timeout', { simple: true })).toBeLessThanOrEqual(250);
      database.close();
    }
    const prisma = readingClient(file);
    for (let connection = 0; connection < 2; connection++) {
      expect(await prisma.$queryRaw`PRAGMA synchronous`).toEqual([{ synchronous: 2n }]);
      expect(await prisma.$queryRaw`PRAGMA query_only`).toEqual([{ query_only: 1n }]);
      await prisma.$disconnect();
    }
  });

  it('a file whose journal is no WAL is refused to readers', async () => {
    const file = `${folder.path}/delete.db`;
    new Database(file).exec('PRAGMA journal_mode = DELETE; CREATE TABLE t (x)').close();
    expect(() => Connection.open(file, 'read')).toThrow(/journal_mode/);
  });
});
