import { type Restoration, SEQUENCES_OF_A_STORE, StoreFailure, StoreRefusal } from '../../store/index.js';
import { Database, type Session } from './database.js';
import { sqlState } from './failures.js';
import { holdStarts, migrate } from './migrations.js';
import { newEpoch, refusal } from './open.js';
import { RecordWriter } from './record-writer.js';
import { refuseUnsafeServer } from './server-check.js';
import { STALLED_MOVE } from './stalled-move.js';
import { transactOnce } from './transactions.js';

const PATIENT = `
  SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = ${STALLED_MOVE}`;

// Whoever serves it has a connection that listens, under a name that begins like this.
const OTHERS = `
  SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'etagere%' LIMIT 1`;

// A server that could not be seen, for its connections were broken just then, cannot make a collection meanwhile.
const SHUT = 'LOCK TABLE "Collection" IN SHARE ROW EXCLUSIVE MODE';

const ANYTHING = `SELECT 1 FROM "Collection" UNION ALL SELECT 1 FROM "IdempotencyRecord" LIMIT 1`;

const NAME = 'UPDATE "Store" SET epoch = @epoch WHERE id = 1';

// Where the sequences of new collections begin: behind those of every store that this one was restored from.
const GO_ON = `
  UPDATE "Store" SET restores = (SELECT COALESCE(max(c.sequence), 0) / ${SEQUENCES_OF_A_STORE} FROM "Collection" AS c)`;

/**
 * Makes the database at `url` hold `restoration`: in one transaction, so that a process that is killed before its end
 * leaves the empty one. Services that start meanwhile wait for it.
 */
export async function restorePostgresql(
  url: string,
  { epoch, records }: Restoration,
  { patience = 5000 }: { readonly patience?: number } = {},
): Promise<void> {
  // One connection: any other one is somebody else's.
  const database = new Database(url, 1, refuseUnsafeServer);
  try {
    await made(url, database);
    await transactOnce(database, async (session) => {
      const release = await takeOver(session, patience).catch((error: unknown) => {
        throw refusal(url, error);
      });
      await session.run(NAME, { epoch: epoch ?? newEpoch() });
      await fill(session, records);
      await session.run(GO_ON, {});
      await release();
      return { result: undefined, commit: true };
    });
  } finally {
    await database.close();
  }
}

/** Makes the tables if there are none. */
async function made(url: string, database: Database): Promise<void> {
  try {
    await migrate(database, newEpoch());
  } catch (error) {
    throw refusal(url, error);
  }
}

/** Sees to it that nobody uses the database, nor will until the transaction has ended, and that nothing is in it. */
async function takeOver(session: Session, patience: number): Promise<() => Promise<void>> {
  await session.script(PATIENT);
  const release = await heldStarts(session);
  const deadline = performance.now() + patience;
  while ((await session.once(OTHERS, {})).length > 0) {
    if (performance.now() >= deadline) throw inUse();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await session.script(SHUT);
  if ((await session.once(ANYTHING, {})).length === 0) return release;
  throw new StoreRefusal(
    'it holds collections: a whole store can only be imported into an empty one, so name another DATABASE_URL',
  );
}

async function heldStarts(session: Session): Promise<() => Promise<void>> {
  try {
    return await holdStarts(session);
  } catch (error) {
    throw error instanceof StoreFailure && error.reason === 'busy' ? inUse(error) : error;
  }
}

function inUse(cause?: unknown): StoreRefusal {
  return new StoreRefusal(
    'it is in use by another process: stop every service on it first, or name another DATABASE_URL',
    { cause },
  );
}

async function fill(session: Session, records: Restoration['records']): Promise<void> {
  const writer = new RecordWriter(session);
  try {
    for await (const record of records) await writer.write(record);
    await writer.flush();
  } catch (error) {
    throw contradiction(error) ?? error;
  }
}

/** What an operator should read when records do not fit together, or no text of PostgreSQL can hold one. */
function contradiction(error: unknown): StoreRefusal | undefined {
  const state = sqlState(error);
  const message = error instanceof Error ? error.message : '';
  if (state?.startsWith('23'))
    return new StoreRefusal(`records contradict each other: ${message}`, { cause: error });
  if (state === '22021') return new StoreRefusal(`a record cannot be kept: ${message}`, { cause: error });
  return undefined;
}
