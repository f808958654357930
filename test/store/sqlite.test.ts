import { openSqlite } from '../../src/storage/index.js';
import type { Milliseconds } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import type { OpenStorage, StorageUnderTest } from './contract/subject.js';
import { describeAttachmentContract, describeStoreContract } from './contract.js';

const folder = temporaryFolder();
let files = 0;

async function open(file: string, now: (() => Milliseconds) | undefined): Promise<StorageUnderTest> {
  const storage = await openSqlite({ file, mode: 'serve', ...(now === undefined ? {} : { now }) });
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
      return open(file, now);
    },
  };
}

const openNew: OpenStorage = (options) => {
  files += 1;
  return open(`${folder.path}/store-${files}.db`, options?.now);
};

describeStoreContract('SQLite', openNew);
describeAttachmentContract('SQLite', openNew);
