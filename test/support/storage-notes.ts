import Database from 'better-sqlite3';
import { Connection } from '../../src/storage/sqlite/connection.js';
import { GroupingWriter, type Work, type WriterOptions } from '../../src/storage/sqlite/writer.js';
import type { Milliseconds } from '../../src/store/index.js';

/** What may be put in a statement's place: throws, or returns without having run. */
export type Interception = (run: () => void) => void;

/**
 * A writer over a database with one table of notes, for tests of the writer alone. Every statement that controls a
 * transaction is logged when it has returned, and can be intercepted.
 */
export class Notebook {
  /** BEGIN IMMEDIATE, COMMIT and ROLLBACK in the order in which they succeeded, and whatever a test adds. */
  readonly log: string[] = [];
  readonly connections: Connection[] = [];
  readonly writer: GroupingWriter;
  readonly #interceptions = new Map<string, Interception>();
  #refusal: Error | undefined;

  constructor(
    readonly file: string,
    options: Partial<WriterOptions> = {},
  ) {
    new Database(file)
      .exec('PRAGMA journal_mode = WAL')
      .exec('CREATE TABLE owner (id INTEGER PRIMARY KEY)')
      // A note of an owner who is not there is only noticed by COMMIT, which then fails.
      .exec('CREATE TABLE note (text, owner REFERENCES owner DEFERRABLE INITIALLY DEFERRED)')
      .close();
    this.writer = new GroupingWriter(() => this.#open(), {
      busyLimit: 400,
      queueLimit: 10_000,
      now: () => Date.now() as Milliseconds,
      ...options,
    });
  }

  /** Lets the next statement `sql` go through `interception`, once. */
  intercept(sql: string, interception: Interception): void {
    this.#interceptions.set(sql, interception);
  }

  /** Lets the next attempt to open a connection fail. */
  refuseToOpen(error: Error): void {
    this.#refusal = error;
  }

  /** Enqueues a note; resolves with its text. */
  write(text: string): Promise<string> {
    return this.writer.enqueue(note(text));
  }

  /** The committed notes in order of writing, read on a connection of their own. */
  notes(): string[] {
    const database = new Database(this.file, { readonly: true });
    try {
      return database.prepare('SELECT text FROM note ORDER BY rowid').pluck().all() as string[];
    } finally {
      database.close();
    }
  }

  /** How often `statement` has succeeded. */
  count(statement: string): number {
    return this.log.filter((entry) => entry === statement).length;
  }

  #open(): Connection {
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (refusal !== undefined) throw refusal;
    const connection = Connection.open(this.file, 'write');
    const prepare = connection.statement.bind(connection);
    connection.statement = (sql) => {
      const statement = prepare(sql);
      return /^(BEGIN|COMMIT|ROLLBACK)/.test(sql) ? this.#watched(statement, sql) : statement;
    };
    this.connections.push(connection);
    return connection;
  }

  #watched(statement: Database.Statement, sql: string): Database.Statement {
    const run = (): Database.RunResult => {
      const interception = this.#interceptions.get(sql);
      this.#interceptions.delete(sql);
      let result: Database.RunResult = { changes: 0, lastInsertRowid: 0 };
      const go = (): void => void (result = statement.run());
      if (interception === undefined) go();
      else interception(go);
      this.log.push(sql);
      return result;
    };
    return { run } as Database.Statement;
  }
}

/** The work that writes `text`. */
export function note(text: string): Work<string> {
  return (connection) => {
    connection.statement('INSERT INTO note (text) VALUES (?)').run(text);
    return text;
  };
}

/** Work that no COMMIT accepts. */
export const unacceptable: Work<void> = (connection) => {
  connection.statement("INSERT INTO note (text, owner) VALUES ('unacceptable', 404)").run();
};
