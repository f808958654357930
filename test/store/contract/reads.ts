import type { Revision } from '../../../src/store/index.js';
import { keyOf, newName, type Subject } from './subject.js';

/** Every result that a read can have. */
export function describeReads(subject: Subject): void {
  describe('reads', () => {
    it('say collection-absent where the collection was never made', async () => {
      const key = keyOf(newName());
      expect(await subject.observe(key)).toEqual({
        snapshot: { kind: 'collection-absent' },
        head: { kind: 'collection-absent' },
        read: { kind: 'collection-absent' },
        texts: [undefined, undefined, undefined],
        state: { kind: 'collection-absent' },
        page: { kind: 'collection-absent' },
        collection: undefined,
      });
    });

    it('say absent where the document was never made', async () => {
      const collection = await subject.makeCollection();
      const none = { sequence: 0, at: 0, count: 0 };
      expect(await subject.observe(keyOf(collection.name))).toEqual({
        snapshot: { kind: 'open', collection, head: undefined },
        head: { kind: 'absent' },
        read: { kind: 'absent' },
        texts: [undefined, undefined, undefined],
        state: { kind: 'state', collection, ...none },
        page: { kind: 'page', collection, items: [], more: false, ...none },
        collection,
      });
    });

    it('show a live document: head, text, list and counters agree', async () => {
      const key = keyOf(await subject.newCollection());
      const head = await subject.write(key, 'create', '{"a":1}');
      const collection = await subject.collections.read(key.collection);
      const tag = { sequence: 1, at: head.updatedAt, count: 1 };
      const { revision, createdAt, updatedAt, size } = head;
      const item = { id: key.id, revision, createdAt, updatedAt, size, text: '{"a":1}' };
      expect(head).toMatchObject({ revision: 1, sequence: 1, deleted: false, previousAt: null, size: 7 });
      expect(collection).toMatchObject({ revision: 1, sequence: 1, documents: 1 });
      expect(await subject.observe(key)).toEqual({
        snapshot: { kind: 'open', collection, head },
        head: { kind: 'live', head },
        read: { kind: 'live', head, text: '{"a":1}' },
        texts: [undefined, '{"a":1}', undefined, undefined],
        state: { kind: 'state', collection, ...tag },
        page: { kind: 'page', collection, items: [item], more: false, ...tag },
        collection,
      });
    });

    it('show a tombstone: deleted with its head, no text, no place in the list', async () => {
      const key = keyOf(await subject.newCollection());
      await subject.write(key, 'create', '{"a":1}');
      const head = await subject.write(key, 'delete');
      const collection = await subject.collections.read(key.collection);
      const none = { sequence: 0, at: 0, count: 0 };
      expect(head).toMatchObject({ revision: 2, sequence: 2, deleted: true, size: 0 });
      expect(collection).toMatchObject({ sequence: 2, documents: 0 });
      expect(await subject.observe(key)).toEqual({
        snapshot: { kind: 'open', collection, head },
        head: { kind: 'deleted', head },
        read: { kind: 'deleted', head },
        texts: [undefined, '{"a":1}', undefined, undefined, undefined],
        state: { kind: 'state', collection, ...none },
        page: { kind: 'page', collection, items: [], more: false, ...none },
        collection,
      });
    });

    it.each(['a', 'never-made'])(
      'say collection-deleted with the collection for the document %s',
      async (id) => {
        const name = await subject.newCollection();
        await subject.createAll(name, ['a', 'b']);
        const collection = await subject.clear(name);
        const gone = { kind: 'collection-deleted', collection };
        const { texts, ...seen } = await subject.observe(keyOf(name, id));
        expect(collection).toMatchObject({ deleted: true, revision: 2, documents: 0 });
        expect(seen).toEqual({
          snapshot: gone,
          head: gone,
          read: gone,
          state: gone,
          page: gone,
          collection,
        });
        expect(texts).toEqual([undefined, id === 'a' ? '{}' : undefined, undefined]);
      },
    );

    it('keep documents of one id in two collections apart', async () => {
      const [one, other] = [keyOf(await subject.newCollection()), keyOf(await subject.newCollection())];
      await subject.write(one, 'create', '1');
      await subject.write(other, 'create', '2');
      await subject.write(other, 'replace', '3');
      expect(await subject.documents.read(one)).toMatchObject({ text: '1', head: { revision: 1 } });
      expect(await subject.documents.read(other)).toMatchObject({ text: '3', head: { revision: 2 } });
      expect(await subject.collections.read(one.collection)).toMatchObject({ sequence: 1 });
    });

    it.each([0, -1, 2, 1e15])(
      'find no text of revision %d where only revision 1 was issued',
      async (revision) => {
        const key = keyOf(await subject.newCollection());
        await subject.write(key, 'create');
        expect(await subject.documents.text(key, revision as Revision)).toBeUndefined();
      },
    );
  });

  describe('the epoch', () => {
    it('differs between two stores', async () => {
      const another = await subject.openAnother();
      try {
        expect(another.documents.epoch).not.toBe(subject.documents.epoch);
      } finally {
        await another.close();
      }
    });

    it('is made of lower-case letters and digits, so that it may stand in a tag', () => {
      expect(subject.documents.epoch).toMatch(/^[a-z0-9]{1,16}$/);
    });
  });

  describe('opening again', () => {
    it('finds everything that was committed, and the epoch, as it was', async () => {
      const key = keyOf(await subject.newCollection());
      await subject.write(key, 'create', '{"é":1}');
      await subject.write(key, 'delete');
      await subject.write(key, 'create', '{"é":2}');
      const before = { epoch: subject.documents.epoch, seen: await subject.observe(key) };
      await subject.reopen();
      expect({ epoch: subject.documents.epoch, seen: await subject.observe(key) }).toEqual(before);
      expect(await subject.write(key, 'replace')).toMatchObject({ revision: 4, sequence: 4 });
    });
  });
}
