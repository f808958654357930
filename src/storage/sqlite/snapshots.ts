import type { Connection } from './connection.js';

/** Snapshots that may be open at once; further readers wait for one to end. */
const SIZE = 4;

/**
 * Connections for reads that take more than one tick. Each holds one read transaction at a time: on a connection that
 * others read from too, an open transaction would show everybody an old state.
 */
export class Snapshots {
  readonly #idle: Connection[] = [];
  readonly #waiting: (() => void)[] = [];
  #open = 0;

  constructor(private readonly connect: () => Connection) {}

  /** Runs `read` on a connection whose every statement sees the same state of the database. */
  async run<T>(read: (connection: Connection) => Promise<T>): Promise<T> {
    while (this.#open >= SIZE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#open++;
    let connection: Connection | undefined;
    try {
      connection = this.#idle.pop() ?? this.connect();
      connection.statement('BEGIN').run();
      const result = await read(connection);
      connection.statement('COMMIT').run();
      this.#idle.push(connection);
      return result;
    } catch (error) {
      // What state it is in is not known: it is not used again.
      connection?.close();
      throw error;
    } finally {
      this.#open--;
      this.#waiting.shift()?.();
    }
  }

  /** Closes the connections that are not in use. Call it when nothing reads any more. */
  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}
