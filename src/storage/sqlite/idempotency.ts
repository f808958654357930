import type {
  IdempotencyKey,
  IdempotencyRecord,
  IdempotencyStore,
  Milliseconds,
  NotCommitted,
  Remembrance,
} from '../../store/index.js';
import type { Connection } from './connection.js';
import type { GroupingWriter } from './writer.js';

const FIND = `
  SELECT fingerprint, answer FROM IdempotencyRecord WHERE scope = @scope AND key = @key AND expiresAt > @now`;

const REMEMBER = `
  INSERT INTO IdempotencyRecord (scope, key, fingerprint, answer, expiresAt)
  VALUES (@scope, @key, @fingerprint, @answer, @expiresAt)
  ON CONFLICT DO UPDATE SET
    fingerprint = excluded.fingerprint, answer = excluded.answer, expiresAt = excluded.expiresAt`;

const SWEEP = `
  DELETE FROM IdempotencyRecord WHERE rowid IN (
    SELECT rowid FROM IdempotencyRecord WHERE expiresAt <= @now ORDER BY expiresAt LIMIT @rows)`;

const NEXT = 'SELECT min(expiresAt) FROM IdempotencyRecord';

/**
 * Performs `change` unless the request is known already, and remembers it with what it made; to be run inside the
 * writer's transaction, where nobody can come between the look and the entry. A change that yields undefined did
 * nothing, and is not remembered.
 */
export function remembering<T>(
  connection: Connection,
  now: Milliseconds,
  remember: Remembrance<T> | undefined,
  change: () => T | undefined,
): T | undefined | 'known' {
  if (remember === undefined) return change();
  const { scope, key, fingerprint, lifetime, answer } = remember;
  if (connection.statement(FIND).get({ scope, key, now }) !== undefined) return 'known';
  const made = change();
  if (made !== undefined) {
    connection
      .statement(REMEMBER)
      .run({ scope, key, fingerprint, expiresAt: now + lifetime, answer: answer(made) });
  }
  return made;
}

/** The result of a commit, given what {@link remembering} yields. */
export function notCommitted(result: undefined | 'known'): NotCommitted {
  return { kind: result ?? 'superseded' };
}

/** Idempotency records on SQLite. */
export class SqliteIdempotency implements IdempotencyStore {
  constructor(
    private readonly reader: Connection,
    private readonly writer: GroupingWriter,
    private readonly now: () => Milliseconds,
  ) {}

  async find({ scope, key }: IdempotencyKey): Promise<IdempotencyRecord | undefined> {
    return this.reader.statement(FIND).get({ scope, key, now: this.now() }) as IdempotencyRecord | undefined;
  }

  async sweep(rows: number): Promise<{ removed: number; next: Milliseconds | null }> {
    const next = () => this.reader.statement(NEXT).pluck().get() as Milliseconds | null;
    const oldest = next();
    // A look costs no transaction.
    if (oldest === null || oldest > this.now()) return { removed: 0, next: oldest };
    const removed = await this.writer.enqueue(
      (connection, now) => connection.statement(SWEEP).run({ now, rows }).changes,
    );
    return { removed, next: next() };
  }
}
