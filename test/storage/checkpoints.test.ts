// The log of the database stays short, whoever reads and whatever fails, and no commit is lost by shortening it.
import { copyFileSync, statSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { openSqlite, type Storage } from '../../src/storage/index.js';
import { CheckpointThread } from '../../src/storage/sqlite/checkpoint-thread.js';
import { Checkpointer } from '../../src/storage/sqlite/checkpointer.js';
import { Connection } from '../../src/storage/sqlite/connection.js';
import { FileIdentity } from '../../src/storage/sqlite/file-identity.js';
import type { CollectionName, DocumentId, Revision } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { connectionOf, fill, KEY, partsOf } from '../support/storage-parts.js';

const PAGE = 4096;
const LIMITS = { bound: 100, rest: 10 };
const BOUND = LIMITS.bound * PAGE;

const folder = temporaryFolder();
let file: string;
let files = 0;

beforeEach(() => {
  files += 1;
  file = `${folder.path}/store-${files}.db`;
});

const logSize = () => statSync(`${file}-wal`).size;

/** A document of 8 KiB that tells which one it is. */
const textOf = (index: number) => JSON.stringify({ index, filling: 'x'.repeat(8000) });

describe('a store', () => {
  let storage: Storage;
  const failures: unknown[] = [];
  let written = 0;

  beforeEach(async () => {
    written = 0;
    failures.length = 0;
    storage = await openSqlite({
      file,
      mode: 'serve',
      logLimits: LIMITS,
      onFailure: (error) => failures.push(error),
    });
    await fill(storage);
  });

  afterEach(() => storage.close());

  /** Writes so many documents, in one transaction. */
  async function write(count: number): Promise<void> {
    const commits = Array.from({ length: count }, async () => {
      const key = { collection: 'c' as CollectionName, id: `d${written}` as DocumentId };
      const expected = { revision: null, settings: 1 as Revision };
      const text = textOf(written);
      written += 1;
      return storage.documents.commit({ key, operation: 'create', text, author: null, expected });
    });
    for (const { kind } of await Promise.all(commits)) expect(kind).toBe('committed');
  }

  async function logLength(): Promise<{ log: number }> {
    const { database } = await connectionOf(partsOf(storage).writer);
    const [length] = database.pragma('wal_checkpoint(NOOP)') as [{ log: number }];
    return length;
  }

  /** What of the documents is not as it was written. */
  async function missing(): Promise<number[]> {
    const found = await Promise.all(
      Array.from({ length: written }, (_, index) =>
        storage.documents.read({ ...KEY, id: `d${index}` as DocumentId }),
      ),
    );
    return found.flatMap((each, index) =>
      each.kind === 'live' && each.text === textOf(index) ? [] : [index],
    );
  }

  /** Writes until the log is no longer than `size`. */
  async function writeUntilShort(size: number): Promise<void> {
    for (let turn = 0; logSize() > size; turn++) {
      // Otherwise Jest ends the test without telling why.
      if (turn > 2000) throw new Error(`the log still has ${logSize()} bytes`);
      await write(1);
      await pause(5);
    }
  }

  it('has a log that begins anew again and again while writes go on', async () => {
    let before = 0;
    for (let [begun, turn] = [0, 0]; begun < 3; turn++) {
      if (turn > 2000) throw new Error(`the log has ${before} pages after ${written} documents`);
      await write(10);
      await pause(2);
      const { log } = await logLength();
      if (log < before) begun += 1;
      before = log;
    }
    // What the log has forgotten is in the database file: nothing waits for the end.
    expect(statSync(file).size).toBeGreaterThan(2 * BOUND);
    expect(await missing()).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('has a log that grows while somebody holds a snapshot and comes down when it is let go', async () => {
    const reader = new Database(file, { readonly: true });
    reader.exec('BEGIN');
    const seen = reader.prepare('SELECT count(*) FROM Document').pluck();
    expect(seen.get()).toBe(1);
    while (logSize() < 6 * BOUND) await write(10);
    expect(seen.get()).toBe(1);
    reader.exec('COMMIT');
    expect(seen.get()).toBe(written + 1);
    await writeUntilShort(2 * BOUND);
    reader.close();
    expect(await missing()).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('leaves no log behind when it is closed, however long it is', async () => {
    for (let turn = 0; turn < 20; turn++) await write(10);
    await storage.close();
    expect(() => logSize()).toThrow('ENOENT');
    storage = await openSqlite({ file, mode: 'serve', logLimits: LIMITS });
    expect(await missing()).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('does not shorten it within a commit', async () => {
    const automatic = await partsOf(storage).writer.enqueue(({ database }) =>
      database.pragma('wal_autocheckpoint', { simple: true }),
    );
    expect(automatic).toBe(0);
  });
});

/** Has much time pass between any two looks at the clock. */
function hurryClock(): void {
  let time = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => (time += 60_000));
}

describe('without a thread that works', () => {
  let connection: Connection;
  const failures: string[] = [];

  beforeEach(() => {
    failures.length = 0;
    new Database(file).close();
    const database = new Database(file);
    database.exec('CREATE TABLE t (text)');
    database.close();
    connection = Connection.open(file, 'write');
    connection.database.pragma('wal_autocheckpoint = 0');
  });

  afterEach(() => {
    jest.restoreAllMocks();
    connection.close();
  });

  type Thread = ConstructorParameters<typeof Checkpointer>[0];

  const checkpointing = (startThread: Thread) =>
    new Checkpointer(startThread, (error) => failures.push((error as Error).message), LIMITS);

  async function commit(checkpointer: Checkpointer, count: number): Promise<number> {
    let longest = 0;
    for (let n = 0; n < count; n++) {
      connection.statement('INSERT INTO t VALUES (?)').run('x'.repeat(10 * PAGE));
      checkpointer.look(connection);
      await nextTurn();
      longest = Math.max(longest, logSize());
    }
    return longest;
  }

  it('the writer copies the log itself, and says once why', async () => {
    const checkpointer = checkpointing(() => {
      throw new Error('no thread to be had');
    });
    connection.statement('INSERT INTO t VALUES (?)').run('x'.repeat(BOUND));
    checkpointer.look(connection);
    await nextTurn();
    expect(failures).toEqual(['no thread to be had']);
    hurryClock();
    expect(await commit(checkpointer, 40)).toBeLessThan(4 * BOUND);
    expect(failures).toHaveLength(1);
    await checkpointer.stop();
  });

  it('a copy that fails is told and tried again later, by the same thread', async () => {
    let copies = 0;
    const checkpointer = checkpointing(() => ({
      alive: true,
      async checkpoint() {
        copies += 1;
        throw new Error('disk I/O error');
      },
      async end() {},
    }));
    expect(await commit(checkpointer, 20)).toBeGreaterThan(BOUND);
    expect({ copies, failures }).toEqual({ copies: 1, failures: ['disk I/O error'] });
    hurryClock();
    await commit(checkpointer, 1);
    expect(copies).toBe(2);
    await checkpointer.stop();
  });

  it('one that is started for a file that was replaced touches nothing and ends', async () => {
    const opened = new FileIdentity(file).known;
    copyFileSync(file, `${file}.other`);
    const thread = new CheckpointThread(`${file}.other`, opened);
    await expect(thread.checkpoint()).rejects.toThrow('is not the file that was opened');
    await thread.end();
    expect(thread.alive).toBe(false);
    await expect(thread.checkpoint()).rejects.toThrow('has ended');
  });
});
