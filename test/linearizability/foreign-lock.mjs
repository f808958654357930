// Holds the write lock of a database file for some milliseconds, as another program would. Says `held` when it has it.
import Database from 'better-sqlite3';

const [, , file, milliseconds] = process.argv;
const database = new Database(file, { timeout: 5000 });
database.exec('BEGIN IMMEDIATE');
process.stdout.write('held\n');
setTimeout(() => {
  database.exec('ROLLBACK');
  // Not the last connection, so closing it leaves the log as it is.
  database.close();
}, Number(milliseconds));
