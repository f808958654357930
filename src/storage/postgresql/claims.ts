import type { Milliseconds, Remembrance } from '../../store/index.js';
import type { Queries } from './database.js';

// Whoever inserts the record first holds the key until its transaction ends; others wait here for what comes of it. An
// expired record counts for nothing and is taken over.
const CLAIM = `
  INSERT INTO "IdempotencyRecord" AS r (scope, key, fingerprint, answer, "expiresAt")
  VALUES (@scope, @key, @fingerprint, '', @expiresAt)
  ON CONFLICT (scope, key) DO UPDATE SET
    fingerprint = excluded.fingerprint, answer = excluded.answer, "expiresAt" = excluded."expiresAt"
  WHERE r."expiresAt" <= @now`;

const FULFIL = 'UPDATE "IdempotencyRecord" SET answer = @answer WHERE scope = @scope AND key = @key';
const GIVE_UP = 'DELETE FROM "IdempotencyRecord" WHERE scope = @scope AND key = @key';

type AnyClaim = Omit<Remembrance<unknown>, 'answer'>;

/** Takes the keys that have no record yet, in an order that everybody keeps; yields whose they are now. */
export async function claim<C extends AnyClaim>(
  queries: Queries,
  claims: readonly C[],
  now: Milliseconds,
): Promise<ReadonlySet<C>> {
  const taken = new Set<C>();
  for (const each of claims.toSorted(byKey)) {
    const { scope, key, fingerprint, lifetime } = each;
    const values = { scope, key, fingerprint, now, expiresAt: now + lifetime };
    if ((await queries.run(CLAIM, values)) === 1) taken.add(each);
  }
  return taken;
}

/** Writes down how the request under a taken key was answered. */
export async function fulfil(queries: Queries, { scope, key }: AnyClaim, answer: string): Promise<void> {
  await queries.run(FULFIL, { scope, key, answer });
}

/** Leaves a taken key without a record: nothing was done under it. */
export async function giveUp(queries: Queries, { scope, key }: AnyClaim): Promise<void> {
  await queries.run(GIVE_UP, { scope, key });
}

function byKey(a: AnyClaim, b: AnyClaim): number {
  const [left, right] = [`${a.scope}\n${a.key}`, `${b.scope}\n${b.key}`];
  return left < right ? -1 : Number(left > right);
}
