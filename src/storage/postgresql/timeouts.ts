/** Milliseconds. Each is far above what the work takes: whoever meets one is told 503, and the database is the truth. */
export const TIMEOUTS = {
  /** Until a connection is made, or one of the pool is free. */
  connect: 3000,
  /** Until the server ends a statement. */
  statement: 30_000,
  /** Until an answer has come; then the connection is thrown away. Above the server's own bound. */
  answer: 35_000,
  /** Until a writer gives up a row that another replica has locked. */
  lock: 4000,
  /** Until the server ends the transaction of a replica that has come to a halt: it holds locks. */
  stalled: 8000,
  /** The same for a read, which holds none. */
  stalledRead: 60_000,
  /** After which an unused connection is closed. */
  idle: 30_000,
} as const;
