import type { IdempotencyKey, IdempotencyRecord, IdempotencyStore, Milliseconds } from '../../store/index.js';
import type { Database } from './database.js';

const FIND = `
  SELECT fingerprint, answer FROM "IdempotencyRecord"
  WHERE scope = @scope AND key = @key AND "expiresAt" > @now`;

// What a commit is taking over at this moment is left to it.
const SWEEP = `
  DELETE FROM "IdempotencyRecord" AS r USING (
    SELECT e.scope, e.key FROM "IdempotencyRecord" AS e
    WHERE e."expiresAt" <= @now ORDER BY e."expiresAt" LIMIT @rows::int FOR UPDATE SKIP LOCKED) AS expired
  WHERE r.scope = expired.scope AND r.key = expired.key`;

const NEXT = 'SELECT min("expiresAt") AS next FROM "IdempotencyRecord"';

/** Idempotency records on PostgreSQL. */
export class PostgresqlIdempotency implements IdempotencyStore {
  constructor(
    private readonly database: Database,
    private readonly now: () => Milliseconds,
  ) {}

  async find({ scope, key }: IdempotencyKey): Promise<IdempotencyRecord | undefined> {
    return this.database.get<IdempotencyRecord>(FIND, { scope, key, now: this.now() });
  }

  async sweep(rows: number): Promise<{ removed: number; next: Milliseconds | null }> {
    const oldest = await this.#next();
    // A look costs no transaction.
    if (oldest === null || oldest > this.now()) return { removed: 0, next: oldest };
    const removed = await this.database.run(SWEEP, { now: this.now(), rows });
    return { removed, next: await this.#next() };
  }

  async #next(): Promise<Milliseconds | null> {
    return (await this.database.get<{ next: Milliseconds | null }>(NEXT, {}))?.next ?? null;
  }
}
