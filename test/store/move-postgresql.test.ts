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
  // Emptied after each test and used again: to make one takes longer than most of the tests.
  const free: string[] = [];
  const used: string[] = [];
  const take = async () => {
    const url = free.pop() ?? (await server.server.database());
    used.push(url);
    return url;
  };
  afterEach(async () => {
    for (const url of used.splice(0)) {
      await server.server.empty(url);
      free.push(url);
    }
  });

  const postgresql: Engine = {
    name: 'PostgreSQL',
    newPlace() {
      let taken: Promise<string> | undefined;
      const url = () => (taken ??= take());
      return {
        open: async (now) => openPostgresql({ url: await url(), mode: 'serve', connections: 4, now }),
        dump: async (now) => openPostgresqlDump(await url(), now),
        restore: async (restoration) => restorePostgresql(await url(), restoration),
      };
    },
  };

  describeMove({ from: sqlite, to: postgresql, runs: 1 });
  describeMove({ from: postgresql, to: sqlite, runs: 1 });
  describeMove({ from: postgresql, to: postgresql, runs: 1 });
  describeArrival({ from: sqlite, to: postgresql });
});
