import { StoreFailure, type StoreFailureReason } from '../../store/index.js';

/** SQLSTATEs, or their classes, and what they mean to the port. Longer ones first. */
const STATES: readonly (readonly [prefix: string, reason: StoreFailureReason])[] = [
  ['53100', 'full'],
  ['22003', 'exhausted'],
  // Too many connections are no fault of the request: another moment may do.
  ['53', 'busy'],
  // Serialization failures and deadlocks that outlived every retry.
  ['40', 'busy'],
  // A lock that was not given in time, and a statement that took too long.
  ['55P03', 'busy'],
  ['57014', 'busy'],
  // Broken connections; a server that stops, starts, or has become a replica.
  ['08', 'down'],
  ['57P', 'down'],
  ['25006', 'down'],
  ['25P03', 'down'],
  // Rights, names of databases, damage and the operating system's faults: for the operator.
  ['28', 'down'],
  ['3D', 'down'],
  ['58', 'down'],
  ['XX', 'down'],
];

/** The SQLSTATE of an error that the server reported; undefined for any other. */
export function sqlState(error: unknown): string | undefined {
  const cause = error instanceof StoreFailure ? error.cause : error;
  if (typeof cause !== 'object' || cause === null) return undefined;
  const { code, severity } = cause as { readonly code?: unknown; readonly severity?: unknown };
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined;
}

/** Whether the transaction was rolled back only because of others, and may be tried again with the same guards. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** An error of the driver as the failure that the port speaks of; a bug stays what it is. */
export function asFailure(error: unknown): unknown {
  if (error instanceof StoreFailure) return error;
  const state = sqlState(error);
  if (state !== undefined) {
    const reason = STATES.find(([prefix]) => state.startsWith(prefix))?.[1];
    return reason === undefined ? error : new StoreFailure(reason, { cause: error });
  }
  return isConnectionError(error) ? new StoreFailure('down', { cause: error }) : error;
}

const SYSTEM = /^E(CONN|TIMEDOUT|PIPE|NOTFOUND|HOST|NET|AI_)/;
// The driver gives these no code.
const MESSAGES =
  /connection terminated|timeout (exceeded|expired)|query read timeout|connection (ended|error)|not queryable/i;

function isConnectionError(error: unknown): boolean {
  // By what it says: an error may be of another realm.
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return (typeof code === 'string' && SYSTEM.test(code)) || MESSAGES.test(String(message));
}
