import { describeOnPostgresql, TestPostgresql } from '../support/postgresql.js';

/** What a race is run on. */
export interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** How many services may share a database. */
  readonly replicas: number;
  /** How often to do there what is done `many` times on the engine that the service has by default. */
  readonly rounds: (many: number) => number;
  /** The environment of a service on an empty database that nobody else uses. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>;
}

/** Describes the same races on SQLite, and on a real PostgreSQL where there is one. */
export function describeOnEachEngine(body: (engine: Engine) => void): void {
  describe('on SQLite', () => {
    body({ name: 'SQLite', replicas: 1, rounds: (many) => many, environment: async () => ({}) });
  });
  describeOnPostgresql('on PostgreSQL', () => {
    let server: TestPostgresql | undefined;
    beforeAll(async () => {
      server = await TestPostgresql.reach();
    });
    body({
      name: 'PostgreSQL',
      replicas: 3,
      rounds: (many) => Math.ceil(many / 20),
      async environment() {
        if (server === undefined) throw new Error('the server starts before the first test, not earlier');
        return { DATABASE_URL: await server.database() };
      },
    });
    // Registered behind those of `body`: the services have ended by then.
    afterAll(() => server?.stop());
  });
}
