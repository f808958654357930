import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { openPostgresql } from '../../../src/storage/index.js';
import { migrate } from '../../../src/storage/sqlite/migrations.js';
import { describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';

const SCHEMA = fileURLToPath(new URL('../../../prisma/postgresql/schema.prisma', import.meta.url));

/** prisma/derive-postgresql.mjs, which is no TypeScript. */
async function derived(): Promise<string> {
  const path: string = '../../../prisma/derive-postgresql.mjs';
  const { derivedSchema } = (await import(path)) as { derivedSchema: () => string };
  return derivedSchema();
}

/** Table, column, whether it must be there, and what it holds. */
type Column = readonly [table: string, column: string, required: boolean, type: string];

/** What SQLite calls a type, and what PostgreSQL calls it. */
const TYPES: Readonly<Record<string, string>> = {
  TEXT: 'text',
  BIGINT: 'bigint',
  INTEGER: 'integer',
  BOOLEAN: 'boolean',
  REAL: 'double precision',
  BLOB: 'bytea',
};

/** What SQLite has. */
function sqlite(): { columns: Column[]; indexes: string[] } {
  const database = new Database(':memory:');
  migrate(database);
  const tables = database
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
    )
    .pluck()
    .all() as string[];
  const columns = tables.flatMap((table) => {
    const found = database.pragma(`table_info("${table}")`) as {
      name: string;
      type: string;
      notnull: number;
    }[];
    return found.map(({ name, type, notnull }): Column => {
      return [table, name, notnull === 1, TYPES[type] ?? `${type}, which the test does not know`];
    });
  });
  const indexes = database
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
    .pluck()
    .all() as string[];
  const keys = tables.map((table) => `${table}_pkey`);
  database.close();
  return { columns, indexes: [...indexes, ...keys].toSorted(byText) };
}

const byText = (a: string | undefined, b: string | undefined) => (a ?? '').localeCompare(b ?? '');
const byName = (a: Column, b: Column) => `${a[0]}.${a[1]}`.localeCompare(`${b[0]}.${b[1]}`);

it('the schema for PostgreSQL is what the source of the data model amounts to: equal', async () => {
  expect(readFileSync(SCHEMA, 'utf8')).toBe(await derived());
});

describeOnPostgresql('the migrations for PostgreSQL', () => {
  const postgresql = usePostgresql();
  let url: string;
  beforeAll(async () => {
    url = await postgresql.server.database();
    await (await openPostgresql({ url, mode: 'serve' })).close();
  });

  it('lead to the tables, columns and indexes that those for SQLite lead to', async () => {
    const columns = await postgresql.server.query<Record<string, string>>(
      `SELECT table_name, column_name, is_nullable, data_type FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'`,
      url,
    );
    const indexes = await postgresql.server.query<Record<string, string>>(
      `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
      url,
    );
    const wanted = sqlite();
    const found = columns.map(
      (column) =>
        [
          column['table_name'],
          column['column_name'],
          column['is_nullable'] === 'NO',
          column['data_type'],
        ] as Column,
    );
    expect(found.toSorted(byName)).toEqual(wanted.columns.toSorted(byName));
    expect(indexes.map(({ name }) => name).toSorted(byText)).toEqual(wanted.indexes);
  });

  it('compare every text by code point, whatever the locale of the database', async () => {
    const others = await postgresql.server.query(
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' AND data_type = 'text'
         AND collation_name IS DISTINCT FROM 'C'`,
      url,
    );
    expect(others).toEqual([]);
  });

  it('keep their references: a document belongs to a collection, a revision to a document', async () => {
    const insert = `INSERT INTO "Document" VALUES ('none', 'a', 1, 1, false, 1, 1, NULL, 2)`;
    await expect(postgresql.server.query(insert, url)).rejects.toThrow(/Document_collection_fkey/);
    const revision = `INSERT INTO "Revision" VALUES ('none', 'a', 1, 1, 'create', NULL, 1, 1, '{}')`;
    await expect(postgresql.server.query(revision, url)).rejects.toThrow(/Revision_collection_id_fkey/);
  });
});
