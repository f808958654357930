// F25: a request whose client has left can still run when the store is closed behind it.
import { openSqlite } from '../../src/storage/index.js';
import { asStoreFailure } from '../../src/storage/sqlite/failures.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { fill, KEY, TEXT } from '../support/storage-parts.js';

const folder = temporaryFolder();

it('a read or a write of a closed store is the failure "down", not a defect', async () => {
  const { documents, changes, close } = await opened();
  expect(await documents.head(KEY)).toMatchObject({ kind: 'live' });
  await close();
  const attempts: (() => Promise<unknown>)[] = [
    () => documents.head(KEY),
    () => documents.read(KEY),
    () => changes.feedState(KEY.collection),
    () =>
      documents.commit({
        key: KEY,
        operation: 'replace',
        text: TEXT,
        author: null,
        expected: { revision: null, settings: null },
      } as never),
  ];
  for (const attempt of attempts) {
    const error: unknown = await Promise.resolve()
      .then(attempt)
      .then(
        () => 'nothing',
        (failure: unknown) => failure,
      );
    expect(asStoreFailure(error)).toMatchObject({ name: 'StoreFailure', reason: 'down' });
  }
});

async function opened() {
  const storage = await openSqlite({ file: `${folder.path}/store.db`, mode: 'serve' });
  await fill(storage);
  return {
    documents: storage.documents,
    changes: storage.changes,
    close: () => storage.close(),
  };
}
