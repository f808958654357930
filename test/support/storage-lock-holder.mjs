// Holds the lock of a database file until it is killed. Says `held` when it has it.
import Database from 'better-sqlite3';

const database = new Database(`${process.argv[2]}.lock`);
database.exec('BEGIN EXCLUSIVE');
process.stdout.write('held\n');
setInterval(() => database, 1000);
