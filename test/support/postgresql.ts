import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { PostgresqlEngine, withoutEngine } from './postgresql-engine.js';

// Tests run on the server that TEST_POSTGRES_URL names, if it is given, else on one that all test files of a run share.
// Where there is no binary of PostgreSQL these tests are skipped, and fail under REQUIRE_POSTGRES=1.

const given = process.env['TEST_POSTGRES_URL'];

/** Why tests on PostgreSQL are left out; empty when they are not. */
export const withoutPostgresql =
  given !== undefined || process.env['REQUIRE_POSTGRES'] === '1' || withoutEngine === ''
    ? ''
    : `skipped: ${withoutEngine}; name a server in TEST_POSTGRES_URL`;

if (withoutPostgresql !== '') process.stderr.write(`tests on PostgreSQL: ${withoutPostgresql}\n`);

/** `describe` for suites that need PostgreSQL. */
// Through globalThis: the torture is no Jest, and uses the server only.
export const describeOnPostgresql: typeof describe.skip =
  withoutPostgresql === '' ? globalThis.describe : globalThis.describe?.skip;

/** `describe` for suites that must kill PostgreSQL or change its settings: not on a server of somebody else. */
export const describeOnOwnPostgresql: typeof describe.skip =
  given === undefined ? describeOnPostgresql : globalThis.describe?.skip;

/** Whatever is in a store; what refers to others goes first. */
const EMPTY = [
  'AttachmentChunk',
  'AttachmentUpload',
  'AttachmentChange',
  'Attachment',
  'Revision',
  'Document',
  'Collection',
  'FieldIndex',
  'FieldIndexState',
  'IdempotencyRecord',
]
  .map((table) => `DELETE FROM "${table}"`)
  .join('; ');

/** A server on which each test file has databases of its own. */
export class TestPostgresql {
  #emptied = 0;
  readonly #made: string[] = [];

  private constructor(
    /** Of some database that is there. */
    private readonly url: string,
    /** The server as a process, if it is nobody else's. */
    readonly engine: PostgresqlEngine | undefined,
  ) {}

  /** The server that there is. */
  static async reach(): Promise<TestPostgresql> {
    return new TestPostgresql(given ?? (await PostgresqlEngine.shared()), undefined);
  }

  /** One that nobody else uses. */
  static async own(): Promise<TestPostgresql> {
    const engine = await PostgresqlEngine.start();
    return new TestPostgresql(engine.url, engine);
  }

  /** The URL of a new, empty database. */
  async database(options = ''): Promise<string> {
    const name = `etagere_${randomBytes(8).toString('hex')}`;
    await this.query(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0 ${options}`);
    this.#made.push(name);
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** Runs one statement on the database at `url`. */
  async query<Row extends pg.QueryResultRow>(sql: string, url = this.url): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Makes the store at `url`, which nobody has open, like one that was never used: far quicker than another database. */
  async empty(url: string): Promise<void> {
    await this.query(`${EMPTY}; UPDATE "Store" SET epoch = 'e${(this.#emptied += 1)}'`, url);
  }

  /** Removes the databases, or the whole server. */
  async stop(): Promise<void> {
    if (this.engine !== undefined) return this.engine.remove();
    for (const name of this.#made) await this.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

/** The server of {@link TestPostgresql} for a test file: `own` for one that it does not share. */
export function usePostgresql(kind: 'reach' | 'own' = 'reach'): { readonly server: TestPostgresql } {
  let server: TestPostgresql | undefined;
  beforeAll(async () => {
    server = await TestPostgresql[kind]();
  });
  afterAll(async () => {
    await server?.stop();
  });
  return {
    get server() {
      if (server === undefined) throw new Error('the server starts before the first test, not earlier');
      return server;
    },
  };
}
