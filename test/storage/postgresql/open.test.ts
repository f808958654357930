import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgresql, openStorage } from '../../../src/storage/index.js';
import { Database } from '../../../src/storage/postgresql/database.js';
import { migrate, MIGRATIONS } from '../../../src/storage/postgresql/migrations.js';
import { describeOnOwnPostgresql, describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';
import { temporaryFolder } from '../../support/storage-folder.js';
import { fill, KEY, TEXT } from '../../support/storage-parts.js';

/** The line that a refused start ends with. */
async function refusal(url: string, mode: 'serve' | 'read' = 'serve'): Promise<string> {
  const error: unknown = await openPostgresql({ url, mode, patience: 0 }).then(
    async (storage) => {
      await storage.close();
      throw new Error('it was opened');
    },
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'StoreRefusal' });
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message;
}

describeOnPostgresql('a PostgreSQL database at start', () => {
  const postgresql = usePostgresql();
  const folder = temporaryFolder();

  const settle = async (setting: string): Promise<string> => {
    const url = await postgresql.server.database();
    await postgresql.server.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET ${setting}`);
    return url;
  };

  it('is made, keeps its epoch and holds what was written when it is opened again', async () => {
    const url = await postgresql.server.database();
    const first = await openStorage({ kind: 'postgresql', url }, { mode: 'serve' });
    await fill(first);
    const { epoch } = first.documents;
    await first.close();
    const second = await openStorage({ kind: 'postgresql', url }, { mode: 'serve' });
    expect(second.documents.epoch).toBe(epoch);
    expect(await second.documents.read(KEY)).toMatchObject({ kind: 'live', text: TEXT });
    await second.close();
  });

  it('is migrated once by six replicas that start together, which agree on its epoch', async () => {
    const url = await postgresql.server.database();
    const storages = await Promise.all(
      Array.from({ length: 6 }, () => openPostgresql({ url, mode: 'serve', connections: 2 })),
    );
    expect(new Set(storages.map(({ documents }) => documents.epoch)).size).toBe(1);
    await Promise.all(storages.map((storage) => storage.close()));
    const rows = await postgresql.server.query('SELECT migration_name FROM _prisma_migrations', url);
    const names = rows.map(({ migration_name: name }) => name as string);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('20261125194900_initial');
  });

  it.each([
    ['synchronous_commit = off', /has synchronous_commit = off: a crash may undo writes/],
    ['default_transaction_read_only = on', /has transaction_read_only = on: it is a replica, or read-only/],
  ])('under %s is refused', async (setting, line) => {
    expect(await refusal(await settle(setting))).toMatch(line);
  });

  it('in another encoding than UTF-8 is refused', async () => {
    const name = `latin_${Date.now()}`;
    await postgresql.server.query(
      `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0`,
    );
    const url = new URL(await postgresql.server.database());
    url.pathname = name;
    expect(await refusal(url.href)).toMatch(/has server_encoding = SQL_ASCII/);
    await postgresql.server.query(`DROP DATABASE ${name}`);
  });

  it('that holds tables of another program is refused, and not touched', async () => {
    const url = await postgresql.server.database();
    await postgresql.server.query('CREATE TABLE person (id int)', url);
    expect(await refusal(url)).toMatch(/holds tables of another program/);
    const tables = await postgresql.server.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
      url,
    );
    expect(tables).toEqual([{ name: 'person' }]);
  });

  it('newer than the program is refused, for reading too', async () => {
    const url = await postgresql.server.database();
    const newer = join(folder.path, 'newer');
    cpSync(MIGRATIONS, newer, { recursive: true });
    mkdirSync(join(newer, '29990101000000_future'));
    writeFileSync(join(newer, '29990101000000_future', 'migration.sql'), 'CREATE TABLE "Future" (id int);');
    const database = new Database(url, 2);
    expect(await migrate(database, 'e', newer)).toContain('29990101000000_future');
    await database.close();
    expect(await refusal(url)).toMatch(
      /newer than this program: it knows no migration "29990101000000_future"/,
    );
    expect(await refusal(url, 'read')).toMatch(/newer than this program/);
  });

  it('migrated from other files is refused', async () => {
    const url = await postgresql.server.database();
    await (await openPostgresql({ url, mode: 'serve' })).close();
    await postgresql.server.query(`UPDATE _prisma_migrations SET checksum = 'x'`, url);
    expect(await refusal(url)).toMatch(/was applied from a file that differs from this program's/);
  });

  it('whose migration fails is left without a trace of it', async () => {
    const url = await postgresql.server.database();
    const broken = join(folder.path, 'broken');
    cpSync(MIGRATIONS, broken, { recursive: true });
    mkdirSync(join(broken, '29990101000000_broken'));
    writeFileSync(
      join(broken, '29990101000000_broken', 'migration.sql'),
      'CREATE TABLE "Half" (id int); SELECT 1 / 0;',
    );
    const database = new Database(url, 2);
    await expect(migrate(database, 'e', broken)).rejects.toThrow(/division by zero/);
    await database.close();
    expect(await postgresql.server.query('SELECT * FROM _prisma_migrations', url)).toEqual([]);
    await (await openPostgresql({ url, mode: 'serve' })).close();
  });

  it('that was never made can be read by nobody', async () => {
    expect(await refusal(await postgresql.server.database(), 'read')).toMatch(/was not made by this program/);
  });

  it('that cannot be reached is named without the password', async () => {
    const line = await refusal('postgresql://user:secret@127.0.0.1:1/nowhere');
    expect(line).toMatch(/^postgresql:\/\/127\.0\.0\.1:1\/nowhere cannot be used: .*ECONNREFUSED/);
    expect(line).not.toContain('secret');
  });

  it('that does not exist is refused', async () => {
    const url = new URL(await postgresql.server.database());
    url.pathname = '/nowhere';
    expect(await refusal(url.href)).toMatch(/cannot be used: database "nowhere" does not exist/);
  });
});

describeOnOwnPostgresql('a PostgreSQL server that may lose what it has acknowledged', () => {
  const postgresql = usePostgresql('own');

  it.each(['fsync', 'full_page_writes'])('is refused under %s = off', async (setting) => {
    const url = await postgresql.server.database();
    const set = async (value: string) => {
      await postgresql.server.query(`ALTER SYSTEM SET ${setting} = ${value}`);
      await postgresql.server.query('SELECT pg_reload_conf()');
    };
    await set('off');
    // The server reads its settings anew in its own time.
    while ((await postgresql.server.query(`SHOW ${setting}`))[0]?.[setting] !== 'off');
    expect(await refusal(url)).toMatch(`has ${setting} = off`);
    await set('on');
  });
});
