import type { Sequence } from '../../../src/store/index.js';
import {
  attachmentOf,
  bytesOf,
  newAttachment,
  put,
  read,
  removeAttachment,
  sweepAll,
} from './attachment-steps.js';
import { keyOf, type Subject } from './subject.js';

/** Attachments in the feed of changes. */
export function describeAttachmentFeed(subject: Subject): void {
  describe('the feed of changes', () => {
    it('has the changes of attachments among those of documents, each sequence once and in order', async () => {
      const key = await newAttachment(subject, 'pic');
      const { collection } = key;
      await put(subject, key, bytesOf(7));
      await subject.write(keyOf(collection, 'e'), 'create', '{"n":1}');
      await put(subject, key, bytesOf(8));
      await put(subject, attachmentOf(key, 'z'), bytesOf(9));
      await subject.write(keyOf(collection, 'd'), 'replace', '{"n":2}');
      await removeAttachment(subject, key);
      await subject.write(keyOf(collection, 'd'), 'delete');
      const seen: unknown[] = [];
      for (let since = 0, more = true; more;) {
        const page = await subject.changes.changes(collection, { since: since as Sequence, limit: 3 });
        if (page.kind !== 'page') throw new Error(page.kind);
        for (const { sequence, id, attachment, operation, revision, size } of page.items)
          seen.push([sequence, id, attachment, operation, revision, size]);
        since = page.items.at(-1)?.sequence ?? since;
        ({ more } = page);
        expect(page.collection.sequence).toBe(9);
      }
      expect(seen).toEqual([
        [1, 'd', null, 'create', 1, 2],
        [2, 'd', 'pic', 'create', 1, 7],
        [3, 'e', null, 'create', 1, 7],
        [4, 'd', 'pic', 'replace', 2, 8],
        [5, 'd', 'z', 'create', 1, 9],
        [6, 'd', null, 'replace', 2, 7],
        [7, 'd', 'pic', 'delete', 3, 0],
        [8, 'd', null, 'delete', 3, 0],
        [9, 'd', 'z', 'delete', 2, 0],
      ]);
    });

    it('has as its time that of the newest change, an attachment too', async () => {
      const key = await newAttachment(subject);
      const head = await put(subject, key, bytesOf(7));
      expect(await subject.changes.feedState(key.collection)).toMatchObject({
        kind: 'state',
        at: head.updatedAt,
      });
      const document = await subject.write(keyOf(key.collection, 'd'), 'replace', '{"n":2}');
      expect(await subject.changes.feedState(key.collection)).toMatchObject({ at: document.updatedAt });
    });

    it('says only that a document was purged: its attachments leave no change, no head and no byte', async () => {
      const key = await newAttachment(subject, 'scan');
      const { collection } = key;
      const first = await put(subject, key, bytesOf(70_000));
      const second = await put(subject, key, bytesOf(10, 2));
      const other = attachmentOf(keyOf(collection, 'e'), 'scan');
      await subject.write(keyOf(collection, 'e'), 'create');
      const kept = await put(subject, other, bytesOf(9));
      const purged = await subject.write(keyOf(collection, 'd'), 'purge');
      expect(purged.updatedAt).toBeGreaterThan(second.updatedAt);
      const page = await subject.changes.changes(collection, { since: 0 as Sequence, limit: 10 });
      if (page.kind !== 'page') throw new Error(page.kind);
      expect(page.items.map(({ sequence, id, operation }) => [sequence, id, operation])).toEqual([
        [4, 'e', 'create'],
        [5, 'e', 'create'],
        [6, 'd', 'purge'],
      ]);
      // A place among what is gone is one to go on from.
      for (const since of [2, 3, 5] as Sequence[])
        expect((await subject.changes.changes(collection, { since, limit: 10 })).kind).toBe('page');
      await sweepAll(subject, 10 * 60_000);
      for (const gone of [first, second])
        expect(await read(subject, gone).catch(() => 'gone')).not.toEqual(
          bytesOf(gone.size, gone === first ? 1 : 2),
        );
      expect(await read(subject, kept)).toEqual(bytesOf(9));
      await subject.write(keyOf(collection, 'd'), 'create');
      const again = await put(subject, key, bytesOf(1));
      expect([again.revision, again.updatedAt > second.updatedAt]).toEqual([1, true]);
    });

    it('loses to the sweep what pruning has made unreadable, and is whole behind that', async () => {
      const document = keyOf(await subject.newCollection(), 'd');
      const key = attachmentOf(document, 'a');
      await subject.write(document, 'create'); // 1
      await put(subject, key, bytesOf(1)); // 2
      await subject.write(document, 'replace', '{"n":2}'); // 3
      await put(subject, key, bytesOf(2)); // 4
      await subject.write(document, 'replace', '{"n":3}'); // 5
      const sweep = async () => (await subject.attachments.sweep({ spare: 1e12, pieces: 10 })).removed;
      expect(await sweep()).toBe(0);
      const { collection: head } = await subject.listState(document.collection);
      expect(
        await subject.history.prune({
          collection: document.collection,
          settings: head.revision,
          retention: { kind: 'revisions', count: 1 },
          after: 0 as Sequence,
          spare: 0,
          rows: 10,
        }),
      ).toMatchObject({ kind: 'pruned', removed: 2 });
      expect([await sweep(), await sweep()]).toEqual([1, 0]);
      const changes = (since: number) =>
        subject.changes.changes(document.collection, { since: since as Sequence, limit: 10 });
      expect(await changes(3)).toMatchObject({ items: [{ sequence: 4 }, { sequence: 5 }], more: false });
      expect(await changes(2)).toMatchObject({ kind: 'lost-place' });
      // Revisions of an attachment do not depend on the entries.
      expect(await put(subject, key, bytesOf(3))).toMatchObject({ revision: 3, sequence: 6 });
    });

    it('has a deleted collection’s attachments behind its documents', async () => {
      const key = await newAttachment(subject, 'a');
      await put(subject, key, bytesOf(7));
      await subject.clear(key.collection);
      await subject.makeCollection(key.collection);
      const page = await subject.changes.changes(key.collection, { since: 2 as Sequence, limit: 10 });
      expect(page).toMatchObject({
        items: [
          { sequence: 3, id: 'd', attachment: null, operation: 'delete', revision: 2 },
          { sequence: 4, id: 'd', attachment: 'a', operation: 'delete', revision: 2 },
        ],
        more: false,
      });
    });
  });
}
