import { openSqlite } from '../../../src/storage/index.js';
import { openSqliteDump } from '../../../src/storage/sqlite/dump-source.js';
import { restoreSqlite } from '../../../src/storage/sqlite/restore.js';
import type { temporaryFolder } from '../../support/storage-folder.js';
import type { Engine } from './place.js';

/** SQLite, each place a file in `folder`. */
export function sqliteIn(folder: ReturnType<typeof temporaryFolder>): Engine {
  let files = 0;
  return {
    name: 'SQLite',
    newPlace() {
      files += 1;
      const file = `${folder.path}/store-${files}.db`;
      return {
        open: (now) => openSqlite({ file, mode: 'serve', now }),
        dump: (now) => openSqliteDump(file, now),
        restore: (restoration) => restoreSqlite(file, restoration),
      };
    },
  };
}
