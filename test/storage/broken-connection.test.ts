// F11, F12, storage rule 4: a connection that failed writes no more, and what takes its place shows first that it can.
import Database from 'better-sqlite3';
import { type Connection } from '../../src/storage/sqlite/connection.js';
import { StoreFailure } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { Notebook } from '../support/storage-notes.js';

const folder = temporaryFolder();
let files = 0;
let notebook: Notebook;
/** What the proof of a new connection comes to; undefined: it can commit. */
let broken: Error | undefined;
const proved: Connection[] = [];

beforeEach(() => {
  files += 1;
  broken = undefined;
  proved.splice(0);
  notebook = new Notebook(`${folder.path}/notes-${files}.db`, {
    prove(connection) {
      if (broken !== undefined) throw broken;
      proved.push(connection);
    },
  });
});

afterEach(() => notebook.writer.close());

const sqliteError = (code: string) => new Database.SqliteError('disk I/O error', code);

/** The reason for which a write of `text` failed; undefined when it did not. */
async function failed(text: string): Promise<string | undefined> {
  try {
    await notebook.write(text);
    return undefined;
  } catch (error) {
    if (error instanceof StoreFailure) return error.reason;
    throw error;
  }
}

/** Lets the next COMMIT fail with `code` before it has done anything. */
function failCommit(code: string): void {
  notebook.intercept('COMMIT', () => {
    throw sqliteError(code);
  });
}

it('a sync that fails: outcome unknown; until a new connection can commit nothing is even tried: down', async () => {
  failCommit('SQLITE_IOERR_FSYNC');
  broken = sqliteError('SQLITE_IOERR_FSYNC');
  expect(await failed('one')).toBe('unknown');
  for (const text of ['two', 'three']) expect(await failed(text)).toBe('down');
  expect([notebook.count('BEGIN IMMEDIATE'), notebook.notes()]).toEqual([1, []]);
  expect(notebook.connections.map(({ database }) => database.open)).toEqual([false, false, false]);

  broken = undefined;
  expect(await failed('four')).toBeUndefined();
  expect(await failed('five')).toBeUndefined();
  expect(notebook.notes()).toEqual(['four', 'five']);
  expect(proved).toEqual([notebook.connections.at(-1)]);
});

it('a new connection that finds the disk full: full, and nothing is tried; then there is room again', async () => {
  failCommit('SQLITE_IOERR_FSYNC');
  await failed('one');
  broken = sqliteError('SQLITE_FULL');
  expect(await failed('two')).toBe('full');
  broken = undefined;
  expect(await failed('three')).toBeUndefined();
  expect(notebook.notes()).toEqual(['three']);
});

it.each([
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR_WRITE', 'down'],
])('a COMMIT whose bytes the disk did not take, %s: %s, surely not applied', async (code, reason) => {
  failCommit(code);
  expect(await failed('one')).toBe(reason);
  expect(await failed('two')).toBeUndefined();
  expect(notebook.notes()).toEqual(['two']);
});

it('a statement on which the disk fails costs the connection as well, and all of its group: down', async () => {
  notebook.intercept('BEGIN IMMEDIATE', () => {
    throw sqliteError('SQLITE_IOERR_READ');
  });
  expect(await Promise.all([failed('one'), failed('two')])).toEqual(['down', 'down']);
  expect(await failed('three')).toBeUndefined();
  expect(notebook.connections.map(({ database }) => database.open)).toEqual([false, true]);
  expect(proved).toHaveLength(1);
});
