import { openPostgresql } from '../../src/storage/index.js';
import type { Milliseconds } from '../../src/store/index.js';
import { describeOnPostgresql, usePostgresql } from '../support/postgresql.js';
import type { OpenStorage, StorageUnderTest } from './contract/subject.js';
import { describeAttachmentContract, describeStoreContract } from './contract.js';

async function open(url: string, now: (() => Milliseconds) | undefined): Promise<StorageUnderTest> {
  const storage = await openPostgresql({ url, mode: 'serve', ...(now === undefined ? {} : { now }) });
  return {
    documents: storage.documents,
    collections: storage.collections,
    attachments: storage.attachments,
    idempotency: storage.idempotency,
    changes: storage.changes,
    history: storage.history,
    close: () => storage.close(),
    async reopen() {
      await storage.close();
      return open(url, now);
    },
  };
}

describeOnPostgresql('the contract of the store', () => {
  const postgresql = usePostgresql();
  const openNew: OpenStorage = async (options) =>
    open(await postgresql.server.database("LOCALE 'C.UTF-8'"), options?.now);
  describeStoreContract('PostgreSQL', openNew);
  describeAttachmentContract('PostgreSQL', openNew);
});
