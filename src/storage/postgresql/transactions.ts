import { StoreFailure } from '../../store/index.js';
import type { Database, Session } from './database.js';
import { isRetryable } from './failures.js';
import type { Timeouts } from './timeouts.js';

const begin = ({ lock, statement, stalled }: Timeouts): string => `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL lock_timeout = ${lock};
  SET LOCAL statement_timeout = ${statement};
  SET LOCAL idle_in_transaction_session_timeout = ${stalled}`;

const beginReading = ({ stalledRead }: Timeouts): string => `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL idle_in_transaction_session_timeout = ${stalledRead}`;

/** Times that a transaction is tried when only others were in its way. */
const ATTEMPTS = 6;
const PAUSE = 20;

/** What to do with a transaction whose work is done. */
export interface Decision<T> {
  readonly result: T;
  /** False: it is rolled back, for it must not leave a trace. */
  readonly commit: boolean;
}

/**
 * Runs `work` in a transaction and resolves after its COMMIT. It is tried again, with the guards it stands on, when it
 * fell victim to others. Throws a StoreFailure: `unknown` when COMMIT itself broke, else nothing was applied.
 */
export async function transact<T>(
  database: Database,
  work: (session: Session) => Promise<Decision<T>>,
): Promise<T> {
  return retrying(() => once(database, work));
}

/** The same for work that cannot be done twice. */
export const transactOnce = once;

/** Tries again what was rolled back only because of others. */
export async function retrying<T>(task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (!isRetryable(error) || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE * attempt));
    }
  }
}

/** Runs `read` in a transaction whose every statement sees the same state of the database. */
export async function readSnapshot<T>(
  database: Database,
  read: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await database.session();
  try {
    await session.script(beginReading(database.timeouts));
    const result = await read(session);
    await session.script('COMMIT');
    session.release();
    return result;
  } catch (error) {
    session.discard();
    throw error;
  }
}

async function once<T>(database: Database, work: (session: Session) => Promise<Decision<T>>): Promise<T> {
  const session = await database.session();
  let decision: Decision<T>;
  try {
    await session.script(begin(database.timeouts));
    decision = await work(session);
    if (!decision.commit) await session.script('ROLLBACK');
  } catch (error) {
    await rollBack(session, error);
    throw error;
  }
  if (decision.commit) await commit(session);
  session.release();
  return decision.result;
}

async function commit(session: Session): Promise<void> {
  let command: string;
  try {
    command = await session.script('COMMIT');
  } catch (error) {
    session.discard();
    // The server says itself that it has rolled back. Of anything else nobody knows whether it reached the disk.
    throw isRetryable(error) ? error : new StoreFailure('unknown', { cause: error });
  }
  // A transaction in which something failed ends like this, without an error.
  if (command !== 'COMMIT') {
    session.release();
    throw new Error(`COMMIT was answered with ${command}`);
  }
}

async function rollBack(session: Session, error: unknown): Promise<void> {
  // Over a connection that does not answer, a ROLLBACK would only wait. The server undoes what was not committed.
  if (error instanceof StoreFailure && error.reason === 'down') {
    session.discard();
    return;
  }
  try {
    await session.script('ROLLBACK');
    session.release();
  } catch {
    session.discard();
  }
}
