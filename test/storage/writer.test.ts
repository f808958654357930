// Storage rules 3 and 4: writes share transactions, and each gets its own result after COMMIT has returned.
import Database from 'better-sqlite3';
import { StoreFailure, StoreRefusal } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { note, Notebook, unacceptable } from '../support/storage-notes.js';

const folder = temporaryFolder();
let files = 0;
let notebook: Notebook;

function newNotebook(options: ConstructorParameters<typeof Notebook>[1] = {}): Notebook {
  files += 1;
  notebook = new Notebook(`${folder.path}/notes-${files}.db`, options);
  return notebook;
}

afterEach(() => notebook.writer.close());

/** What became of each promise: its value, or the reason of its failure. */
async function resultsOf(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  return (await Promise.allSettled(promises)).map((result) =>
    result.status === 'fulfilled' ? result.value : reasonOf(result.reason),
  );
}

function reasonOf(error: unknown): unknown {
  return error instanceof StoreFailure ? error.reason : error;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `note ${index}`);
}

function ioError(): Error {
  return new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
}

describe('grouping', () => {
  it.each([
    [1, 1],
    [2, 1],
    [100, 1],
    [300, 3],
  ])('%d writes that wait together share %d COMMIT(s), each with its own result', async (count, commits) => {
    const { writer, log } = newNotebook();
    const texts = numbered(count);
    expect(await Promise.all(texts.map((text) => writer.enqueue(note(text))))).toEqual(texts);
    expect(notebook.notes()).toEqual(texts);
    expect(log.filter((entry) => entry === 'COMMIT')).toHaveLength(commits);
  });

  it('commits writes that come one after the other one by one', async () => {
    newNotebook();
    for (const text of numbered(5)) await notebook.write(text);
    expect(notebook.count('COMMIT')).toBe(5);
  });

  it('takes what arrives during a commit into the next group', async () => {
    const { log } = newNotebook();
    const late: Promise<string>[] = [];
    notebook.intercept('COMMIT', (run) => {
      late.push(notebook.write('late'), notebook.write('later'));
      run();
    });
    await notebook.write('early');
    await Promise.all(late);
    expect(notebook.notes()).toEqual(['early', 'late', 'later']);
    expect(log).toEqual(['BEGIN IMMEDIATE', 'COMMIT', 'BEGIN IMMEDIATE', 'COMMIT']);
  });

  it('gives all members of a group one time, read when the lock is held', async () => {
    const { log, writer } = newNotebook({
      now: () => {
        log.push('clock');
        return 7 as never;
      },
    });
    const times = await Promise.all(numbered(3).map(() => writer.enqueue((_, now) => now)));
    expect(times).toEqual([7, 7, 7]);
    expect(log).toEqual(['BEGIN IMMEDIATE', 'clock', 'COMMIT']);
  });

  it('resolves no result before COMMIT has returned', async () => {
    const { log, writer } = newNotebook();
    notebook.intercept('COMMIT', (run) => {
      log.push('COMMIT begins');
      run();
    });
    const writes = numbered(3).map((text) => writer.enqueue(note(text)).then((kept) => log.push(kept)));
    await Promise.all(writes);
    expect(log).toEqual(['BEGIN IMMEDIATE', 'COMMIT begins', 'COMMIT', 'note 0', 'note 1', 'note 2']);
  });
});

describe('a member that throws', () => {
  it('is rejected alone with its own error; the others commit, each once', async () => {
    const { writer } = newNotebook();
    const own = new Error('my own');
    const results = await resultsOf([
      notebook.write('a'),
      writer.enqueue((connection) => {
        note('of the thrower')(connection, 0 as never);
        throw own;
      }),
      notebook.write('b'),
      notebook.write('c'),
    ]);
    expect(results).toEqual(['a', own, 'b', 'c']);
    expect(notebook.notes()).toEqual(['a', 'b', 'c']);
    expect(notebook.connections).toHaveLength(1);
  });

  it('because a statement fails is isolated as well', async () => {
    const { writer } = newNotebook();
    const results = await resultsOf([
      notebook.write('a'),
      writer.enqueue((connection) => connection.statement('INSERT INTO owner VALUES (1), (1)').run()),
      notebook.write('b'),
    ]);
    expect(results).toEqual(['a', expect.objectContaining({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' }), 'b']);
    expect(notebook.notes()).toEqual(['a', 'b']);
  });

  it('because the database is full leaves room for others, and for itself when there is room again', async () => {
    const { connections } = newNotebook();
    await notebook.write('first');
    const database = connections[0]?.database;
    const pages = Number(database?.pragma('page_count', { simple: true }));
    database?.pragma(`max_page_count = ${pages + 2}`);
    const large = 'x'.repeat(100_000);
    expect(await resultsOf([notebook.write('a'), notebook.write(large), notebook.write('b')])).toEqual([
      'a',
      'full',
      'b',
    ]);
    expect(notebook.notes()).toEqual(['first', 'a', 'b']);
    database?.pragma(`max_page_count = ${pages + 1000}`);
    expect(await notebook.write(large)).toBe(large);
  });

  it('alone in its group leaves no transaction open', async () => {
    const { writer, connections } = newNotebook();
    const failing = writer.enqueue(() => {
      throw new Error('alone');
    });
    expect(await resultsOf([failing])).toEqual([new Error('alone')]);
    expect(connections[0]?.database.inTransaction).toBe(false);
    expect(await notebook.write('after')).toBe('after');
  });

  it('together with a failing ROLLBACK costs the connection, and the others still commit', async () => {
    const { writer, connections } = newNotebook();
    notebook.intercept('ROLLBACK', () => {
      throw ioError();
    });
    const results = await resultsOf([
      notebook.write('a'),
      writer.enqueue(() => {
        throw new Error('mine');
      }),
    ]);
    expect(results).toEqual(['a', new Error('mine')]);
    expect(connections.map(({ database }) => database.open)).toEqual([false, true]);
    expect(notebook.notes()).toEqual(['a']);
  });

  it('because the clock throws does not wedge the writer', async () => {
    let broken = true;
    newNotebook({
      now: () => {
        if (broken) throw new Error('no time');
        return 1 as never;
      },
    });
    expect(await resultsOf([notebook.write('a')])).toEqual([new Error('no time')]);
    broken = false;
    expect(await resultsOf([notebook.write('b')])).toEqual(['b']);
    expect(notebook.notes()).toEqual(['b']);
  });
});

describe('a failed COMMIT', () => {
  it('makes every result of its group unknown, and none of it is tried again', async () => {
    const { writer } = newNotebook();
    const results = await resultsOf([notebook.write('a'), writer.enqueue(unacceptable), notebook.write('b')]);
    expect(results).toEqual(['unknown', 'unknown', 'unknown']);
    expect(notebook.count('BEGIN IMMEDIATE')).toBe(1);
    expect(notebook.notes()).toEqual([]);
  });

  it('costs the connection, which is still inside the transaction; writing goes on on a new one', async () => {
    const { writer, connections } = newNotebook();
    await resultsOf([writer.enqueue(unacceptable)]);
    expect(connections.map(({ database }) => database.open)).toEqual([false]);
    expect(await Promise.all([notebook.write('a'), notebook.write('b')])).toEqual(['a', 'b']);
    expect(connections.map(({ database }) => database.open)).toEqual([false, true]);
    expect(notebook.notes()).toEqual(['a', 'b']);
  });

  it('that did reach the disk is unknown too, and what it wrote stands once', async () => {
    newNotebook();
    notebook.intercept('COMMIT', (run) => {
      run();
      throw ioError();
    });
    expect(await resultsOf([notebook.write('a'), notebook.write('b')])).toEqual(['unknown', 'unknown']);
    expect(await notebook.write('c')).toBe('c');
    expect(notebook.notes()).toEqual(['a', 'b', 'c']);
  });

  it('carries its cause, so that the log can tell it', async () => {
    newNotebook();
    const cause = ioError();
    notebook.intercept('COMMIT', () => {
      throw cause;
    });
    await expect(notebook.write('a')).rejects.toMatchObject({ reason: 'unknown', cause });
  });

  it('for which no new connection can be had leaves the store down, until one can', async () => {
    const { writer } = newNotebook();
    await resultsOf([writer.enqueue(unacceptable)]);
    notebook.refuseToOpen(new StoreRefusal('not now'));
    expect(await resultsOf([notebook.write('a')])).toEqual(['down']);
    expect(await resultsOf([notebook.write('b')])).toEqual(['b']);
    expect(notebook.notes()).toEqual(['b']);
  });
});

describe('a BEGIN that fails', () => {
  it.each([
    ['SQLITE_IOERR_READ', 'down'],
    ['SQLITE_CANTOPEN', 'down'],
    ['SQLITE_READONLY_DBMOVED', 'down'],
    ['SQLITE_CORRUPT', 'down'],
    ['SQLITE_FULL', 'full'],
  ])('with %s leaves the write not applied: %s', async (code, reason) => {
    newNotebook();
    notebook.intercept('BEGIN IMMEDIATE', () => {
      throw new Database.SqliteError(code, code);
    });
    expect(await resultsOf([notebook.write('a')])).toEqual([reason]);
    expect(await notebook.write('b')).toBe('b');
    expect(notebook.notes()).toEqual(['b']);
  });
});

describe('the queue', () => {
  it('refuses at once what exceeds its limit as busy; what waits is committed', async () => {
    newNotebook({ queueLimit: 3 });
    const writes = numbered(5).map((text) => notebook.write(text));
    expect(await resultsOf(writes)).toEqual(['note 0', 'note 1', 'note 2', 'busy', 'busy']);
    expect(await notebook.write('later')).toBe('later');
    expect(notebook.notes()).toEqual(['note 0', 'note 1', 'note 2', 'later']);
  });

  it('is drained by close(): everything that waits is committed first', async () => {
    const { writer, connections } = newNotebook();
    const writes = numbered(300).map((text) => notebook.write(text));
    await writer.close();
    expect(notebook.notes()).toHaveLength(300);
    expect(await Promise.all(writes)).toHaveLength(300);
    expect(connections[0]?.database.open).toBe(false);
  });

  it('is closed to writes that come after close() began: down', async () => {
    const { writer } = newNotebook();
    const early = notebook.write('early');
    const closing = writer.close();
    expect(await resultsOf([early, notebook.write('late'), closing])).toEqual(['early', 'down', undefined]);
    expect(await resultsOf([notebook.write('later still')])).toEqual(['down']);
    expect(notebook.notes()).toEqual(['early']);
  });

  it('can be closed twice', async () => {
    const { writer } = newNotebook();
    await Promise.all([notebook.write('a'), writer.close(), writer.close()]);
    await writer.close();
    expect(notebook.notes()).toEqual(['a']);
  });
});
