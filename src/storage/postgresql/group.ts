import {
  type CollectionHead,
  type CollectionName,
  type Committed,
  type Milliseconds,
  type Remembrance,
  StoreFailure,
} from '../../store/index.js';
import { collectionColumns, collectionOf, type CollectionRow } from '../rows.js';
import { claim, fulfil, giveUp } from './claims.js';
import type { Database, Session } from './database.js';
import { together } from './together.js';
import { type Decision, transact } from './transactions.js';
import type { Member, Transaction, Written } from './writer.js';

/** What a group needs besides the database. */
export interface GroupOptions {
  readonly now: () => Milliseconds;
  /** Has other replicas told of what was committed; nothing waits for that. */
  readonly tell: (changed: readonly Committed[]) => void;
}

const LOCK = `SELECT ${collectionColumns('c')} FROM "Collection" AS c WHERE c.name = @name FOR UPDATE`;

/** Commits `members` in one transaction and tells each its result. Yields why the database could not be used. */
export async function commitGroup(
  database: Database,
  members: readonly Member[],
  options: GroupOptions,
): Promise<StoreFailure | undefined> {
  try {
    const results = await transact(database, (session) => perform(session, members, options.now));
    members.forEach((member, index) => member.resolve(results[index]));
    options.tell(changesOf(members.filter((_, index) => hasMade(results[index]))));
    return undefined;
  } catch (error) {
    const failure = error instanceof StoreFailure ? error : undefined;
    // One of them raised: alone, the others still succeed and the culprit gets its own error.
    const divisible = members.length > 1 && (failure === undefined || failure.reason === 'exhausted');
    if (divisible) {
      for (const member of members) await commitGroup(database, [member], options);
    } else {
      for (const member of members) member.reject(error);
    }
    return failure;
  }
}

/** Locks in the order that everybody keeps (idempotency keys, collections, then documents), and does the work: each
 * member's statement is sent behind that of the one before, without waiting for its answer. */
async function perform(
  session: Session,
  members: readonly Member[],
  now: () => Milliseconds,
): Promise<Decision<readonly Written<unknown>[]>> {
  const claims = members.flatMap((member) => (member.claim === undefined ? [] : [member.claim]));
  // Commit times follow the order of commits, as far as the clocks of replicas agree; those of one document always do.
  const early = claims.length > 0 ? now() : undefined;
  const taken = early === undefined ? new Set() : await claim(session, claims, early);
  const collections = await lock(session, members);
  const transaction: Transaction = { session, now: early ?? now(), collections };
  const results = await together(
    members.map(async (member): Promise<Written<unknown>> => {
      if (member.claim === undefined) return member.work(transaction);
      return taken.has(member.claim) ? performClaimed(transaction, member, member.claim) : 'known';
    }),
  );
  // What made nothing left nothing behind, but for several changes that stand and fall together.
  return { result: results, commit: results.some(hasMade) || members[0]?.alone !== true };
}

function hasMade(written: Written<unknown>): boolean {
  return written !== undefined && written !== 'known';
}

async function performClaimed(
  transaction: Transaction,
  { work }: Member,
  taken: Remembrance<unknown>,
): Promise<unknown> {
  const made = await work(transaction);
  if (made === undefined) await giveUp(transaction.session, taken);
  else await fulfil(transaction.session, taken, taken.answer(made));
  return made;
}

/** What the members have changed, each once. */
function changesOf(members: readonly Member[]): readonly Committed[] {
  const changed = new Map<string, Committed>();
  for (const { changes } of members) {
    for (const committed of changes) changed.set(`${committed.kind} ${committed.collection}`, committed);
  }
  return [...changed.values()];
}

async function lock(
  session: Session,
  members: readonly Member[],
): Promise<ReadonlyMap<CollectionName, CollectionHead | undefined>> {
  const names = [...new Set(members.flatMap(({ collections }) => collections))].toSorted();
  const locked = new Map<CollectionName, CollectionHead | undefined>();
  for (const name of names) {
    const row = await session.get<CollectionRow>(LOCK, { name });
    locked.set(name, row === undefined ? undefined : collectionOf(row));
  }
  return locked;
}
