/**
 * Milliseconds until the server ends the transaction of a move that asks for nothing. Far longer than that of others: a
 * disk or a person may be at the other end, and a dump holds no locks.
 */
export const STALLED_MOVE = 600_000;
