// Opening a store: F16, F17, F18, and the crash while a store is made.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { openSqlite, type SqliteOptions, type Storage } from '../../src/storage/index.js';
import { StoreRefusal } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { connectionOf, fill, KEY, partsOf, TEXT } from '../support/storage-parts.js';

const LOCK_HOLDER = fileURLToPath(new URL('../support/storage-lock-holder.mjs', import.meta.url));

const folder = temporaryFolder();
const opened: Storage[] = [];
const children: ChildProcess[] = [];
let folders = 0;
let data: string;
let file: string;

beforeEach(() => {
  folders += 1;
  data = `${folder.path}/data-${folders}`;
  file = `${data}/store.db`;
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const storage of opened.splice(0)) await storage.close();
});

async function open(options: Partial<SqliteOptions> = {}): Promise<Storage> {
  const storage = await openSqlite({ file, mode: 'serve', ...options });
  opened.push(storage);
  return storage;
}

/** A store with one document, closed. */
async function make(): Promise<string> {
  const storage = await open();
  await fill(storage);
  await storage.close();
  return storage.documents.epoch;
}

/** The one line with which opening is refused; throws when it is not. */
async function refusal(options: Partial<SqliteOptions> = {}): Promise<string> {
  try {
    await open(options);
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error;
    if (!/^[^\n]+$/.test(error.message)) throw new Error(`not one line: ${error.message}`, { cause: error });
    return error.message;
  }
  throw new Error('it was not refused');
}

/** A process that holds the lock. */
async function holder(): Promise<ChildProcess> {
  mkdirSync(data, { recursive: true });
  const child = spawn(process.execPath, [LOCK_HOLDER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

/** Opens the store with `step` called at each reading of the clock while it is made. */
async function openStepwise(step: () => void): Promise<Storage> {
  const clock = Date.now;
  Date.now = () => {
    step();
    return clock();
  };
  try {
    return await open();
  } finally {
    Date.now = clock;
  }
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('a new store', () => {
  it('is a file of mode 0600 in a folder of mode 0700; what SQLite puts beside it is as private', async () => {
    file = `${data}/deep/store.db`;
    await fill(await open());
    expect([mode(data), mode(`${data}/deep`), mode(file)]).toEqual(['700', '700', '600']);
    expect(['-wal', '-shm', '.lock'].map((name) => mode(`${file}${name}`))).toEqual(['600', '600', '600']);
  });

  it('leaves no draft behind', async () => {
    await make();
    expect(readdirSync(data).toSorted()).toEqual(['store.db', 'store.db.lock']);
  });

  it('leaves the rights of a folder that was there as they are', async () => {
    mkdirSync(data, { mode: 0o750 });
    await make();
    expect(mode(data)).toBe('750');
  });

  it('appears under its name only when it is complete, wherever its making breaks off', async () => {
    // The clock is read at each step of it; a step that throws is the nearest to a crash.
    const seen: boolean[] = [];
    const drafts: boolean[] = [];
    for (let breaksAt = 1; !existsSync(file); breaksAt += 1) {
      let steps = 0;
      const step = (): void => {
        steps += 1;
        seen.push(existsSync(file));
        if (steps === breaksAt) throw new Error('broken off');
      };
      await openStepwise(step).catch(() => undefined);
      drafts.push(existsSync(`${file}.new`));
    }
    expect(drafts).toEqual([...drafts.slice(1).map(() => true), false]);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.slice(0, 4)).toEqual([false, false, false, false]);
    const database = new Database(file, { readonly: true });
    expect(database.pragma('quick_check', { simple: true })).toBe('ok');
    database.close();
  });

  it('does not appear incomplete when another program reads the draft', async () => {
    let foreign: Database.Database | undefined;
    const step = (): void => {
      if (foreign !== undefined || !existsSync(`${file}.new`)) return;
      foreign = new Database(`${file}.new`);
      foreign.exec('BEGIN; SELECT * FROM sqlite_master');
    };
    const storage = await openStepwise(step).catch(() => undefined);
    await storage?.close();
    expect(foreign?.open).toBe(true);
    foreign?.close();
    await fill(await open());
  });

  it.each([
    ['garbage', () => randomBytes(5000)],
    ['an empty file', () => Buffer.alloc(0)],
    ['the beginning of a database', () => readFileSync(`${data}/other.db`).subarray(0, 4096)],
  ])('takes the place of a draft that a crash left behind: %s', async (_, content) => {
    const name = file;
    file = `${data}/other.db`;
    await make();
    file = name;
    writeFileSync(`${file}.new`, content());
    writeFileSync(`${file}.new-wal`, randomBytes(5000));
    writeFileSync(`${file}.new-journal`, randomBytes(5000));
    await fill(await open());
    expect(readdirSync(data).filter((entry) => entry.includes('.new'))).toEqual([]);
  });
});

describe('a file that is no whole store', () => {
  const page = 4096;

  it.each([
    ['was emptied', () => truncateSync(file, 0), /is empty \(0 bytes\): restore a backup, or remove it$/],
    ['is garbage', () => writeFileSync(file, randomBytes(3 * page)), /not an SQLite database, or is damaged/],
    ['is a few letters', () => writeFileSync(file, 'hello'), /not an SQLite database, or is damaged/],
    ['was cut in the middle', () => truncateSync(file, 5 * page), /is damaged: restore a backup$/],
    ['was cut within a page', () => truncateSync(file, 4 * page + 100), /is damaged: restore a backup$/],
    ['has lost its first page', () => overwrite(0), /not an SQLite database, or is damaged/],
  ])('because it %s is refused, and stays what it is', async (_, damage, message) => {
    await make();
    damage();
    const before = readFileSync(file);
    expect(await refusal()).toMatch(message);
    expect(await refusal()).toContain(file);
    expect(readFileSync(file)).toEqual(before);
  });

  function overwrite(index: number): void {
    const bytes = readFileSync(file);
    bytes.fill(randomBytes(page), index * page, (index + 1) * page);
    writeFileSync(file, bytes);
  }

  it('because only its write-ahead log is left is refused: no empty store is put over the remains', async () => {
    const storage = await open();
    await fill(storage);
    copyFileSync(`${file}-wal`, `${data}/kept`);
    await storage.close();
    rmSync(file);
    copyFileSync(`${data}/kept`, `${file}-wal`);
    expect(await refusal()).toMatch(/store\.db-wal/);
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}-wal`)).toEqual(readFileSync(`${data}/kept`));
  });

  it('but for its shared memory, which SQLite makes again, is opened', async () => {
    const epoch = await make();
    writeFileSync(`${file}-shm`, '');
    expect((await open()).documents.epoch).toBe(epoch);
  });

  it('because it is a folder is refused', async () => {
    mkdirSync(file, { recursive: true });
    expect(await refusal()).toMatch(/cannot be opened/);
  });

  it('because it is not there is refused to a reader, and is not made', async () => {
    mkdirSync(data);
    expect(await refusal({ mode: 'read' })).toMatch(/cannot be opened/);
    expect(existsSync(file)).toBe(false);
  });

  it('because its folder is not there is refused to a reader, and is not made', async () => {
    expect(await refusal({ mode: 'read' })).toMatch(/cannot be opened/);
    expect(existsSync(data)).toBe(false);
  });
});

describe('a folder that cannot be had', () => {
  it.each([
    ['is a regular file', 'regular/store.db'],
    ['lies below a regular file', 'regular/folder/store.db'],
  ])('because it %s: the store is refused', async (_, path) => {
    mkdirSync(data);
    writeFileSync(`${data}/regular`, 'a file');
    file = `${data}/${path}`;
    expect(await refusal()).toMatch(/cannot be opened: a part of the path is not a folder$/);
    expect(await refusal({ mode: 'read' })).toMatch(/cannot be opened/);
    expect(readFileSync(`${data}/regular`, 'utf8')).toBe('a file');
  });
});

// Nothing can be denied to root.
const describeRights = process.getuid?.() === 0 ? describe.skip : describe;

describeRights('rights', () => {
  it('of a folder that may not be written: the store is refused', async () => {
    mkdirSync(data, { mode: 0o500 });
    expect(await refusal()).toMatch(/rights|denied/);
    expect(readdirSync(data)).toEqual([]);
  });

  it('of a file that may not be written: the store is refused, but to who only reads it', async () => {
    await make();
    chmodSync(file, 0o400);
    expect(await refusal()).toMatch(/cannot be opened: permission denied for the file or its folder$/);
    const storage = await open({ mode: 'read' });
    expect(await storage.documents.read(KEY)).toMatchObject({ head: { revision: 1 }, text: TEXT });
  });
});

describe('one process at a time', () => {
  it('a second opener waits, then is refused', async () => {
    await make();
    const first = await open();
    const began = performance.now();
    expect(await refusal({ lockPatience: 250 })).toMatch(
      /store\.db is in use by another process: stop it first, or name another DATABASE_URL$/,
    );
    expect(performance.now() - began).toBeGreaterThan(240);
    expect(await first.documents.read(KEY)).toMatchObject({ text: TEXT });
  });

  it('a second opener is served when the first closes in time', async () => {
    const first = await open();
    await fill(first);
    const second = open({ lockPatience: 20_000 });
    await first.close();
    expect(await (await second).documents.read(KEY)).toMatchObject({ text: TEXT });
  });

  it('a first opener makes the store while the second waits: both end up with one epoch', async () => {
    const [first, second] = [open({ lockPatience: 20_000 }), open({ lockPatience: 20_000 })];
    const early = await Promise.race([first, second]);
    await early.close();
    expect((await first).documents.epoch).toBe((await second).documents.epoch);
  });

  it('a reader needs no lock, and sees what the server commits', async () => {
    const server = await open();
    const reader = await open({ mode: 'read' });
    await fill(server);
    expect(await reader.documents.read(KEY)).toMatchObject({ text: TEXT });
    expect(reader.documents.epoch).toBe(server.documents.epoch);
    await expect(fill(reader)).rejects.toMatchObject({ name: 'StoreFailure', reason: 'down' });
  });

  it('while another process holds the lock the store is refused', async () => {
    await holder();
    expect(await refusal({ lockPatience: 0 })).toMatch(/in use by another process/);
    expect(existsSync(file)).toBe(false);
  });

  it('the lock of a process is free when the process is killed', async () => {
    const child = await holder();
    const waiting = open({ lockPatience: 20_000 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await fill(await waiting);
    expect(await (await waiting).documents.read(KEY)).toMatchObject({ text: TEXT });
  });

  it('a refused opener holds nothing: the next one is served', async () => {
    await make();
    new Database(file).exec('ALTER TABLE Store RENAME TO Elsewhere').close();
    expect(await refusal()).toMatch(/no identity row/);
    new Database(file).exec('ALTER TABLE Elsewhere RENAME TO Store').close();
    expect(await (await open({ lockPatience: 0 })).documents.read(KEY)).toMatchObject({ text: TEXT });
  });

  it('close() lets go of the file: the log is folded into it and its companions are gone', async () => {
    const storage = await open();
    await fill(storage);
    const { database } = await connectionOf(partsOf(storage).writer);
    await storage.close();
    expect(database.open).toBe(false);
    expect(readdirSync(data).toSorted()).toEqual(['store.db', 'store.db.lock']);
  });
});
