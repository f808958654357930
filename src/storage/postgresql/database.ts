import { callbackify } from 'node:util';
import pg from 'pg';
import { StoreFailure, StoreRefusal } from '../../store/index.js';
import { asFailure } from './failures.js';
import { statementOf, unnamed, type Value, type Values } from './statement.js';
import { TIMEOUTS, type Timeouts } from './timeouts.js';

/** Runs statements: on any connection of the pool, or inside one transaction. */
export interface Queries {
  /** The rows of `sql`. */
  all<Row>(sql: string, values: Values): Promise<Row[]>;
  /** The first row of `sql`. */
  get<Row>(sql: string, values: Values): Promise<Row | undefined>;
  /** How many rows `sql` has changed. */
  run(sql: string, values: Values): Promise<number>;
}

/** The longest time that the driver knows. */
const FOR_EVER = { query_timeout: 2 ** 31 - 1 };

/** Counters and times are numbers while numbers are exact; what is beyond that is refused at the border. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format): ((text: string) => unknown) =>
    oid === pg.types.builtins.INT8 && format !== 'binary'
      ? integer
      : (pg.types.getTypeParser(oid, format) as never),
};

function integer(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** The pool of connections to the database, and every error of it as a failure of the store. */
export class Database implements Queries {
  readonly pool: pg.Pool;

  constructor(
    readonly url: string,
    readonly size: number,
    /** Asked of each new connection; one that it rejects is not used. */
    verify: (client: pg.ClientBase) => Promise<void> = async () => {},
    readonly timeouts: Timeouts = TIMEOUTS,
  ) {
    this.pool = new pg.Pool({
      ...connectionOptions(url, timeouts),
      max: size,
      idleTimeoutMillis: timeouts.idle,
      verify: callbackify(verify),
    });
    // A connection that breaks while nobody uses it, or between two statements, must not end the process: who uses it
    // next is told.
    this.pool.on('error', ignore);
    this.pool.on('connect', (client) => client.on('error', ignore));
  }

  async all<Row>(sql: string, values: Values): Promise<Row[]> {
    return (await this.#query(sql, values)).rows as Row[];
  }

  async get<Row>(sql: string, values: Values): Promise<Row | undefined> {
    return (await this.#query(sql, values)).rows[0] as Row | undefined;
  }

  async run(sql: string, values: Values): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  /** A connection of one's own; end it with {@link Session.release} or {@link Session.discard}. */
  async session(): Promise<Session> {
    try {
      return new Session(await this.pool.connect());
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Closes the connections when nobody uses them any more. */
  close(): Promise<void> {
    return this.pool.end();
  }

  async #query(sql: string, values: Values): Promise<pg.QueryResult> {
    try {
      return await this.pool.query(statementOf(sql, values) as pg.QueryConfig<Value[]>);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    if (error instanceof StoreRefusal) return new StoreFailure('down', { cause: error });
    const failure = asFailure(error);
    // Nobody could be served in time, although the database answers.
    const full = this.pool.totalCount >= this.size && /trying to connect/.test(String(error));
    return full ? new StoreFailure('busy', { cause: error }) : failure;
  }
}

/** One connection, taken out of the pool. */
export class Session implements Queries {
  constructor(private readonly client: pg.PoolClient) {}

  async all<Row>(sql: string, values: Values): Promise<Row[]> {
    return (await this.#query(statementOf(sql, values))).rows as Row[];
  }

  async get<Row>(sql: string, values: Values): Promise<Row | undefined> {
    return (await this.#query(statementOf(sql, values))).rows[0] as Row | undefined;
  }

  async run(sql: string, values: Values): Promise<number> {
    return (await this.#query(statementOf(sql, values))).rowCount ?? 0;
  }

  /** The same as {@link Session.all} for a statement that is not worth preparing. */
  async once<Row>(sql: string, values: Values): Promise<Row[]> {
    return (await this.#query(unnamed(sql, values))).rows as Row[];
  }

  /** Runs a script without values; yields what the server calls its last command. Waits as long as it must if `patient`. */
  async script(sql: string, patient = false): Promise<string> {
    const result = (await this.#query({ text: sql, ...(patient && FOR_EVER) })) as
      pg.QueryResult | pg.QueryResult[];
    return (Array.isArray(result) ? result.at(-1) : result)?.command ?? '';
  }

  /** Gives the connection back; it must not be inside a transaction. */
  release(): void {
    this.client.release();
  }

  /** Throws the connection away: what state it is in is not known. The server ends what it was doing. */
  discard(): void {
    this.client.release(true);
  }

  async #query(query: pg.QueryConfig<Value[]>): Promise<pg.QueryResult> {
    try {
      return await this.client.query(query);
    } catch (error) {
      throw asFailure(error);
    }
  }
}

/** How every connection is made, one that listens too. */
export function connectionOptions(url: string, timeouts: Timeouts): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'etagere',
    connectionTimeoutMillis: timeouts.connect,
    statement_timeout: timeouts.statement,
    query_timeout: timeouts.answer,
    keepAlive: true,
    // Statements of one transaction may be sent one behind the other; the server performs them in their order.
    pipeline: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  };
}

function ignore(): void {}
