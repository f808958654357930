// A read that comes while its document is being written shows what the write makes: what it would show instead is
// outdated before it arrives, and whoever writes against it is refused.
import { openSqlite, type Storage } from '../../src/storage/index.js';
import type { DocumentId, DocumentKey, Revision } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { fill, KEY } from '../support/storage-parts.js';

const folder = temporaryFolder();
let storage: Storage;
let files = 0;

beforeEach(async () => {
  files += 1;
  storage = await openSqlite({ file: `${folder.path}/store-${files}.db`, mode: 'serve' });
  await fill(storage);
});

afterEach(() => storage.close());

const replace = (key: DocumentKey, revision: number) =>
  storage.documents.commit({
    key,
    operation: 'replace',
    text: '{"state":"next"}',
    author: null,
    expected: { revision: revision as Revision, settings: 1 as Revision },
  });

it('a read shows the commit that was waiting when it came, and so does a head', async () => {
  const committing = replace(KEY, 1);
  const [read, head] = await Promise.all([storage.documents.read(KEY), storage.documents.head(KEY)]);
  expect(read).toMatchObject({ head: { revision: 2 }, text: '{"state":"next"}' });
  expect(head).toMatchObject({ head: { revision: 2 } });
  expect(await committing).toMatchObject({ kind: 'committed' });
});

it('a read does not wait for a commit that fails any longer than for one that holds', async () => {
  const committing = replace(KEY, 7);
  expect(await storage.documents.read(KEY)).toMatchObject({ head: { revision: 1 } });
  expect(await committing).toEqual({ kind: 'superseded' });
});

it('a read of another document waits for nothing', async () => {
  const other = { ...KEY, id: 'other' as DocumentId };
  const order: string[] = [];
  await Promise.all([
    replace(KEY, 1).then(() => order.push('commit')),
    storage.documents.read(other).then(() => order.push('read')),
  ]);
  expect(order).toEqual(['read', 'commit']);
});

it('a read does not wait for the end of a long queue', async () => {
  const others = Array.from({ length: 300 }, (_, n) => replace({ ...KEY, id: `d${n}` as DocumentId }, 1));
  const last = replace(KEY, 1);
  expect(await storage.documents.read(KEY)).toMatchObject({ head: { revision: 1 } });
  expect(await last).toMatchObject({ kind: 'committed' });
  await Promise.all(others);
});
