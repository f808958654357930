// @ts-check
// What runs in the thread of CheckpointThread: one connection that only checkpoints. Plain JavaScript, because a thread
// starts from a file as it lies there, under the tests from this one. It must not import anything of ours.
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** @type {{ readonly file: string, readonly identity: string }} */
const { file, identity } = workerData;

const database = open();

parentPort?.on('message', (/** @type {'checkpoint' | 'close'} */ order) => {
  if (order === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    const [length] = /** @type {object[]} */ (database.pragma('wal_checkpoint(PASSIVE)'));
    parentPort?.postMessage({ length }, []);
  } catch (error) {
    // An error of the driver would arrive as an object without its name and its text.
    const { name, message, code } = /** @type {Error & { readonly code?: string }} */ (error);
    parentPort?.postMessage({ error: { name, message, code } }, []);
  }
});

/** Opens the file that the service has open. Never waits: whoever holds a lock is asked again later. */
function open() {
  const { dev, ino } = statSync(file);
  // Copying the log of a file that is gone into the one that took its place would destroy that.
  if (`${dev} ${ino}` !== identity) throw new Error(`${file} is not the file that was opened`);
  const opened = new Database(file, { fileMustExist: true, timeout: 0 });
  // The log is on the disk before the file is written, and the file before the log may be overwritten.
  opened.pragma('synchronous = FULL');
  return opened;
}
