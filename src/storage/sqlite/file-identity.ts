import { statSync } from 'node:fs';
import { StoreFailure } from '../../store/index.js';

/**
 * Which files a store was opened on. Somebody may remove them, or put others in their place, while connections go on
 * with what they have open: whatever they wrote then would be gone at the end of the process. So it is looked at before
 * every commit; that costs microseconds.
 */
export class FileIdentity {
  /** Of the database, as `device inode`. */
  readonly known: string;
  #log: string | undefined;

  constructor(private readonly file: string) {
    this.known = identify(file) ?? '';
  }

  /** Throws a StoreFailure when the database, or its write-ahead log, is not the one that it was. */
  verify(): void {
    if (identify(this.file) !== this.known) throw new StoreFailure('replaced');
    const log = identify(`${this.file}-wal`);
    // It is made with the first write, or is there from the start.
    this.#log ??= log;
    if (log !== this.#log) throw new StoreFailure('replaced');
  }
}

function identify(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev} ${stat.ino}`;
}
