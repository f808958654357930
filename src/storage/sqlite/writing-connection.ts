import type { Connection } from './connection.js';

/** What keeps a connection honest. */
export interface Safeguards {
  /** Throws when what is open is not what others would find under its name. Called before each transaction. */
  readonly verify?: () => void;
  /** Has a connection that takes the place of one that failed show that it can commit. Throws when it cannot. */
  readonly prove?: (connection: Connection) => void;
}

/** The one connection that writes. One that failed is thrown away, and the next must show first that it can commit. */
export class WritingConnection {
  #connection: Connection | undefined;

  /** `open` makes a new connection: at first, and again after one had to be thrown away. */
  constructor(
    private readonly open: () => Connection,
    private readonly safeguards: Safeguards,
  ) {
    this.#connection = open();
  }

  /** The connection, fit for a transaction. */
  ready(): Connection {
    this.safeguards.verify?.();
    if (this.#connection !== undefined) return this.#connection;
    const connection = this.open();
    try {
      this.safeguards.prove?.(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
    return (this.#connection = connection);
  }

  /** Ends the transaction. */
  rollBack(): void {
    // Some errors (a full disk among them) have rolled back already.
    if (this.#connection?.database.inTransaction !== true) return;
    try {
      this.#connection.statement('ROLLBACK').run();
    } catch {
      this.discard();
    }
  }

  /** Throws the connection away: what state it is in is not known. */
  discard(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
