import { openPostgresql } from '../../src/storage/index.js';
import { openPostgresqlDump } from '../../src/storage/postgresql/dump-source.js';
import { restorePostgresql } from '../../src/storage/postgresql/restore.js';
import { describeOnPostgresql, usePostgresql } from '../support/postgresql.js';
import { temporaryFolder } from '../support/storage-folder.js';
import type { Engine } from './move/place.js';
import { sqliteIn } from './move/sqlite.js';
import { describeArrival, describeMove } from './move-contract.js';

describeOnPostgresql('a move', () => {
  const server = usePostgresql();
  const sqlite = sqliteIn(temporaryFolder());
  const postgresql: Engine = {
    name: 'PostgreSQL',
    newPlace() {
      let made: Promise<string> | undefined;
      const url = () => (made ??= server.server.database());
      return {
        open: async (now) => openPostgresql({ url: await url(), mode: 'serve', connections: 4, now }),
        dump: async (now) => openPostgresqlDump(await url(), now),
        restore: async (restoration) => restorePostgresql(await url(), restoration),
      };
    },
  };

  describeMove({ from: sqlite, to: postgresql, runs: 2 });
  describeMove({ from: postgresql, to: sqlite, runs: 2 });
  describeMove({ from: postgresql, to: postgresql, runs: 1 });
  describeArrival({ from: sqlite, to: postgresql });
});
