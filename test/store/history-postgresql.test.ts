import { openPostgresql } from '../../src/storage/index.js';
import { describeOnPostgresql, usePostgresql } from '../support/postgresql.js';
import { describeHistoryContract } from './history-contract.js';

describeOnPostgresql('the contract of history', () => {
  const postgresql = usePostgresql();
  describeHistoryContract('PostgreSQL', async (now) =>
    openPostgresql({ url: await postgresql.server.database(), mode: 'serve', now }),
  );
});
