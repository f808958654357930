// The feed's entries of attachments go when pruning has made them unreadable, and not before.
import Database from 'better-sqlite3';
import { openSqlite, type Storage } from '../../src/storage/index.js';
import type { Sequence } from '../../src/store/index.js';
import { attachmentOf, bytesOf, put } from '../store/contract/attachment-steps.js';
import { committed, keyOf, type StorageUnderTest, Subject } from '../store/contract/subject.js';
import { temporaryFolder } from '../support/storage-folder.js';

const folder = temporaryFolder();

it('the sweep removes what stands at or before what was pruned, and the feed behind it is whole', async () => {
  const file = `${folder.path}/changes.db`;
  let storage: Storage | undefined;
  const subject = new Subject(async () => {
    storage = await openSqlite({ file, mode: 'serve' });
    return storage satisfies StorageUnderTest;
  });
  await subject.open();
  const collection = await subject.newCollection();
  const document = keyOf(collection, 'd');
  await subject.write(document, 'create'); // 1
  await put(subject, attachmentOf(document, 'a'), bytesOf(1)); // 2
  await subject.write(document, 'replace', '{"n":2}'); // 3
  await put(subject, attachmentOf(document, 'a'), bytesOf(2)); // 4
  await subject.write(document, 'replace', '{"n":3}'); // 5
  await put(subject, attachmentOf(document, 'b'), bytesOf(3)); // 6

  const rows = () => {
    const database = new Database(file, { readonly: true });
    const sequences = database
      .prepare('SELECT sequence FROM AttachmentChange ORDER BY sequence')
      .pluck()
      .all();
    database.close();
    return sequences;
  };
  await storage?.attachments.sweep({ spare: 1e9, pieces: 10 });
  expect(rows()).toEqual([2, 4, 6]);
  const { collection: head } = await subject.listState(collection);
  const retention = { kind: 'revisions', count: 1 } as const;
  const step = { collection, settings: head.revision, retention, after: 0 as Sequence, spare: 0, rows: 10 };
  expect(await storage?.history.prune(step)).toMatchObject({ kind: 'pruned', removed: 2 });
  await storage?.attachments.sweep({ spare: 1e9, pieces: 10 });
  expect(rows()).toEqual([4, 6]);
  const page = await subject.changes.changes(collection, { since: 3 as Sequence, limit: 10 });
  expect(page).toMatchObject({ items: [{ sequence: 4 }, { sequence: 5 }, { sequence: 6 }], more: false });
  expect(await subject.changes.changes(collection, { since: 2 as Sequence, limit: 10 })).toMatchObject({
    kind: 'lost-place',
  });
  // Revisions of an attachment do not depend on the entries.
  expect(await put(subject, attachmentOf(document, 'a'), bytesOf(4))).toMatchObject({ revision: 3 });
  expect(committed(await subject.changeCollection(collection, null, { recursive: true }))).toMatchObject({
    sequence: 10,
  });
  await subject.close();
});
