// Storage rule 2: what every connection runs with.
import Database from 'better-sqlite3';
import { openSqlite, type Storage } from '../../src/storage/index.js';
import { Connection } from '../../src/storage/sqlite/connection.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { connectionOf, partsOf } from '../support/storage-parts.js';

const folder = temporaryFolder();

type Ask = (pragma: string) => Promise<unknown>;

/** How to ask each connection of an open store for a pragma. */
const CONNECTIONS: readonly (readonly [string, (storage: Storage) => Ask])[] = [
  [
    'the writer',
    (storage) => async (pragma) =>
      (await connectionOf(partsOf(storage).writer)).database.pragma(pragma, { simple: true }),
  ],
  [
    'the reader',
    (storage) => async (pragma) => partsOf(storage).reader.database.pragma(pragma, { simple: true }),
  ],
  ['Prisma', askPrisma],
];

function askPrisma(storage: Storage): Ask {
  return async (pragma) => {
    const rows = await partsOf(storage).prisma.$queryRawUnsafe<Record<string, bigint | string>[]>(
      `PRAGMA ${pragma}`,
    );
    const [value] = Object.values(rows[0] ?? {});
    return typeof value === 'bigint' ? Number(value) : value;
  };
}

const REQUIRED = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  secure_delete: 1,
  busy: 'at most 250 ms',
};

async function requiredOf(ask: Ask): Promise<Record<string, unknown>> {
  // Waiting stops the event loop, so it must be short.
  const busy = Number(await ask('busy_timeout'));
  return {
    journal_mode: await ask('journal_mode'),
    synchronous: await ask('synchronous'),
    foreign_keys: await ask('foreign_keys'),
    secure_delete: await ask('secure_delete'),
    busy: busy > 0 && busy <= 250 ? 'at most 250 ms' : `${busy} ms`,
  };
}

describe('pragmas', () => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await openSqlite({ file: `${folder.path}/store.db`, mode: 'serve' });
  });
  afterAll(() => storage.close());

  it.each(CONNECTIONS)('of %s are WAL, FULL, foreign keys and a short busy timeout', async (_, asking) => {
    expect(await requiredOf(asking(storage))).toEqual(REQUIRED);
  });

  it('of Prisma are the same after it was disconnected and connects again', async () => {
    await partsOf(storage).prisma.$disconnect();
    expect(await requiredOf(askPrisma(storage))).toEqual(REQUIRED);
  });

  it('do not let Prisma write, before and after it connects again', async () => {
    const { prisma } = partsOf(storage);
    for (let connection = 0; connection < 2; connection += 1) {
      await expect(prisma.store.updateMany({ data: { epoch: 'other' } })).rejects.toThrow(/readonly/);
      await prisma.$disconnect();
    }
    expect(await prisma.store.findFirst()).toMatchObject({ epoch: storage.documents.epoch });
  });

  it('do not let the reader write', () => {
    const { reader } = partsOf(storage);
    expect(() => reader.statement('DELETE FROM Store').run()).toThrow(/readonly/);
  });

  it('keep a file whose journal is no WAL from being read: it is refused by name', () => {
    const file = `${folder.path}/delete.db`;
    new Database(file).exec('PRAGMA journal_mode = DELETE; CREATE TABLE t (x)').close();
    expect(() => Connection.open(file, 'read')).toThrow(/PRAGMA journal_mode is delete but must be wal/);
  });

  it('put a file whose journal is no WAL into WAL when it is opened to be written', () => {
    const file = `${folder.path}/switched.db`;
    new Database(file).exec('PRAGMA journal_mode = DELETE; CREATE TABLE t (x)').close();
    Connection.open(file, 'write').close();
    const database = new Database(file);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
  });
});
