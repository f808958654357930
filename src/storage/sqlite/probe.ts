import { statfs } from 'node:fs/promises';
import { type Milliseconds, StoreFailure } from '../../store/index.js';
import type { Connection } from './connection.js';
import type { Work } from './writer.js';

/**
 * Changes the row of the store and changes it back: a page of the log and a sync of it, and nothing that any reader can
 * ever see. To write what is there already would not do: SQLite notices, and leaves the disk alone.
 */
export const writeProbe: Work<void> = (connection) => {
  connection.statement('UPDATE Store SET createdAt = createdAt + 1 WHERE id = 1').run();
  connection.statement('UPDATE Store SET createdAt = createdAt - 1 WHERE id = 1').run();
};

/** Reads it where reads go. */
export function readProbe(reader: Connection): void {
  reader.statement('SELECT epoch FROM Store WHERE id = 1').get();
}

/** Bytes that must be free for the store to take what clients send; the log has room for a probe even when there is none. */
const ROOM = 1024 ** 2;

/** Throws a StoreFailure when the file system that holds `folder` has hardly any room. */
export async function requireRoom(folder: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder);
  // Some file systems do not know how large they are.
  if (blocks > 0 && bavail * bsize < ROOM) throw new StoreFailure('full');
}

/** Has a new connection show that it can commit. Throws the driver's error when it cannot: nothing was applied then. */
export function prove(connection: Connection): void {
  connection.statement('BEGIN IMMEDIATE').run();
  writeProbe(connection, 0 as Milliseconds);
  connection.statement('COMMIT').run();
}
