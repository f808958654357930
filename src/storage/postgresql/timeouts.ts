/** Milliseconds. */
export interface Timeouts {
  /** Until a connection is made, or one of the pool is free. */
  readonly connect: number;
  /** Until the server ends a statement. */
  readonly statement: number;
  /** Until an answer has come; then the connection is thrown away. Above the server's own bound. */
  readonly answer: number;
  /** Until a writer gives up a row that another replica has locked. */
  readonly lock: number;
  /** Until the server ends the transaction of a replica that has come to a halt: it holds locks. */
  readonly stalled: number;
  /** The same for a read, which holds none. */
  readonly stalledRead: number;
  /** After which an unused connection is closed. */
  readonly idle: number;
}

/** Each is far above what the work takes: whoever meets one is told 503, and the database is the truth. */
export const TIMEOUTS: Timeouts = {
  connect: 3000,
  statement: 30_000,
  answer: 35_000,
  lock: 4000,
  stalled: 8000,
  stalledRead: 60_000,
  idle: 30_000,
};
