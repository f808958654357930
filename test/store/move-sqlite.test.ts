import { openSqlite } from '../../src/storage/index.js';
import { openSqliteDump } from '../../src/storage/sqlite/dump-source.js';
import { restoreSqlite } from '../../src/storage/sqlite/restore.js';
import { temporaryFolder } from '../support/storage-folder.js';
import type { Engine } from './move/place.js';
import { describeMove } from './move-contract.js';

const folder = temporaryFolder();
let files = 0;

const sqlite: Engine = {
  name: 'SQLite',
  newPlace() {
    files += 1;
    const file = `${folder.path}/store-${files}.db`;
    return {
      open: (now) => openSqlite({ file, mode: 'serve', now }),
      dump: async (now) => openSqliteDump(file, now),
      restore: (restoration) => restoreSqlite(file, restoration),
    };
  },
};

describeMove({ from: sqlite, to: sqlite });
