import Database from 'better-sqlite3';
import { StoreRefusal } from '../../store/index.js';

/**
 * Milliseconds SQLite itself may wait for a lock. Waiting is synchronous and stops the event loop, so it is short;
 * the writer retries without blocking.
 */
export const BUSY_TIMEOUT = 50;

/** What every connection to the database file must run with: name, statement value, the value read back. */
const REQUIRED = [
  // A commit that was acknowledged must survive a power cut; better-sqlite3's default with WAL is NORMAL (1).
  { name: 'synchronous', set: 'FULL', read: 2 },
  { name: 'foreign_keys', set: 'ON', read: 1 },
  // What is removed is overwritten, in free pages too: nobody shall find it in the file.
  { name: 'secure_delete', set: 'ON', read: 1 },
  { name: 'busy_timeout', set: String(BUSY_TIMEOUT), read: BUSY_TIMEOUT },
] as const;

/** The same pragmas as one script, for a connection that another library opens. */
export const CONNECTION_PRAGMAS = REQUIRED.map(({ name, set }) => `PRAGMA ${name} = ${set};`).join('\n');

/** One SQLite connection with its prepared statements. */
export class Connection {
  readonly #statements = new Map<string, Database.Statement>();
  readonly #tuples = new Map<string, Database.Statement>();

  private constructor(readonly database: Database.Database) {}

  /**
   * Opens `file`, which must exist, in WAL mode with every required pragma set and verified.
   * Throws a StoreRefusal when the file does not take them, and better-sqlite3's error when it cannot be opened.
   */
  static open(file: string, mode: 'read' | 'write'): Connection {
    const database = new Database(file, { readonly: mode === 'read', fileMustExist: true });
    try {
      database.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
      // Only a writing connection can switch the mode; the mode itself is kept in the file.
      const journal = database.pragma(mode === 'write' ? 'journal_mode = WAL' : 'journal_mode', {
        simple: true,
      });
      requirePragma(file, 'journal_mode', journal, 'wal');
      for (const { name, set, read } of REQUIRED) {
        database.pragma(`${name} = ${set}`);
        requirePragma(file, name, database.pragma(name, { simple: true }), read);
      }
      return new Connection(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** The prepared statement for `sql`, made once per connection. */
  statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The same, and each of its rows is a list of values. */
  tuples(sql: string): Database.Statement {
    let statement = this.#tuples.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql).raw();
      this.#tuples.set(sql, statement);
    }
    return statement;
  }

  /** Closes the connection; statements of it are dead from then on. */
  close(): void {
    this.#statements.clear();
    this.#tuples.clear();
    this.database.close();
  }
}

function requirePragma(file: string, name: string, actual: unknown, wanted: string | number): void {
  if (actual !== wanted) {
    throw new StoreRefusal(
      `${file}: PRAGMA ${name} is ${String(actual)} but must be ${wanted}; the file system does not support what the store needs`,
    );
  }
}
