import { StoreFailure, StoreRefusal, type StoreFailureReason } from '../../store/index.js';

/** The extended result code of an SQLite error, such as `SQLITE_BUSY_SNAPSHOT`; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  // By its name: the native addon hands out the class of whichever module loaded it first, even of another realm.
  if (typeof error !== 'object' || error === null) return undefined;
  const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
  return name === 'SqliteError' && typeof code === 'string' ? code : undefined;
}

/** Whether another connection holds a lock that this one needs. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'));
}

/**
 * Whether a COMMIT failed before its last frame was in the log, so that no recovery can ever find it. SQLite writes all
 * frames of a transaction, that of the commit last, and only then asks for a sync: a write that failed is before that.
 */
export function isNotWritten(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE';
}

const REASONS: readonly (readonly [prefix: string, reason: StoreFailureReason])[] = [
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR', 'down'],
  ['SQLITE_CANTOPEN', 'down'],
  ['SQLITE_READONLY', 'down'],
  ['SQLITE_CORRUPT', 'down'],
  ['SQLITE_NOTADB', 'down'],
];

/** An SQLite error as the failure the port speaks of; anything else is a bug and stays what it is. */
export function asStoreFailure(error: unknown): unknown {
  // A connection that could not be reopened as it must be.
  if (error instanceof StoreRefusal) return new StoreFailure('down', { cause: error });
  if (isClosed(error)) return new StoreFailure('down', { cause: error });
  const code = sqliteCode(error);
  const reason = REASONS.find(([prefix]) => code?.startsWith(prefix))?.[1];
  return reason === undefined ? error : new StoreFailure(reason, { cause: error });
}

/** What is no fault of one write: alone, each of a group would meet it again. */
const OF_ALL: ReadonlySet<StoreFailureReason> = new Set(['unknown', 'down', 'replaced']);

/** Whether every write of a group has failed of it. */
export function concernsAll(error: unknown): boolean {
  const failure = asStoreFailure(error);
  return failure instanceof StoreFailure && OF_ALL.has(failure.reason);
}

/** Whether the machine failed under the connection: what that keeps in memory may be wrong. */
export function isBroken(error: unknown): boolean {
  const failure = asStoreFailure(error);
  return failure instanceof StoreFailure && failure.reason === 'down';
}

/**
 * Whether the connection was closed already: the store ends when no client is left, and a request whose client went away
 * may still be running then. The driver has no code for it.
 */
function isClosed(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    (error as { readonly message?: unknown }).message === 'The database connection is not open'
  );
}
