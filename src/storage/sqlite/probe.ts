import type { Connection } from './connection.js';
import type { Work } from './writer.js';

/** Writes what is there already: a page of the log and a sync of it, and nothing that any tag or feed would show. */
export const writeProbe: Work<void> = (connection) => {
  connection.statement('UPDATE Store SET epoch = epoch WHERE id = 1').run();
};

/** Reads it where reads go. */
export function readProbe(reader: Connection): void {
  reader.statement('SELECT epoch FROM Store WHERE id = 1').get();
}

/** Has a new connection show that it can commit. Throws the driver's error when it cannot: nothing was applied then. */
export function prove(connection: Connection): void {
  connection.statement('BEGIN IMMEDIATE').run();
  connection.statement('UPDATE Store SET epoch = epoch WHERE id = 1').run();
  connection.statement('COMMIT').run();
}
