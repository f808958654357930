import type { DocumentHead } from '../../../src/store/index.js';
import { keyOf, MOMENT, must, type Subject } from './subject.js';

const IDS = ['a', 'b', 'c', 'd', 'e'] as const;

/** Deleting a collection with everything in it, and making it again. */
export function describeRecursiveDelete(subject: Subject): void {
  // Documents with 1, 2, 3… revisions, one of them deleted before.
  async function prepare() {
    const name = await subject.newCollection();
    for (const [index, id] of IDS.entries()) {
      await subject.write(keyOf(name, id), 'create', `"${id}1"`);
      for (let turn = 0; turn < index; turn += 1) await subject.write(keyOf(name, id), 'replace', `"${id}"`);
    }
    await subject.write(keyOf(name, 'e'), 'delete');
    return name;
  }

  const headsOf = (name: Awaited<ReturnType<typeof prepare>>): Promise<DocumentHead[]> =>
    Promise.all(
      IDS.map(async (id) => {
        const snapshot = await subject.documents.inspect(keyOf(name, id));
        if (snapshot.kind !== 'open') throw new Error(snapshot.kind);
        return must(snapshot.head);
      }),
    );

  describe('a recursive delete', () => {
    it('leaves of each live document a tombstone with a revision and a sequence of its own', async () => {
      const name = await prepare();
      const before = await headsOf(name);
      const { collection } = await subject.listState(name);
      const gone = await subject.clear(name);
      expect(gone).toMatchObject({ deleted: true, documents: 0, sequence: collection.sequence + 4 });

      await subject.makeCollection(name);
      const after = await headsOf(name);
      expect(after.map((head) => head.deleted)).toEqual([true, true, true, true, true]);
      expect(after.map((head) => head.revision)).toEqual([2, 3, 4, 5, 6]);
      expect(after.slice(0, 4).map((head) => head.sequence - collection.sequence)).toEqual([1, 2, 3, 4]);
      expect(after.map((head) => head.size)).toEqual([0, 0, 0, 0, 0]);
      // What was a tombstone before is not touched.
      expect(after[4]).toEqual(before[4]);
    });

    it('gives each tombstone a later time than its document had, also when the clock stands still', async () => {
      subject.setClock(MOMENT);
      const name = await prepare();
      const before = await headsOf(name);
      await subject.clear(name);
      await subject.makeCollection(name);
      const after = await headsOf(name);
      for (const [index, { updatedAt, createdAt }] of before.slice(0, 4).entries()) {
        expect(after[index]).toMatchObject({ createdAt, previousAt: updatedAt, updatedAt: updatedAt + 1 });
      }
    });

    it('keeps the texts of every revision, and none of the tombstones', async () => {
      const name = await prepare();
      const { texts: before } = await subject.observe(keyOf(name, 'b'));
      await subject.clear(name);
      await subject.makeCollection(name);
      const { texts } = await subject.observe(keyOf(name, 'b'));
      expect(texts.slice(0, before.length)).toEqual(before);
      expect(texts.slice(3)).toEqual([undefined, undefined, undefined]);
    });

    it('of an empty collection is a plain delete', async () => {
      const { name } = await subject.makeCollection();
      expect(await subject.clear(name)).toMatchObject({ deleted: true, sequence: 0, revision: 2 });
    });

    it('touches no other collection', async () => {
      const [name, other] = [await prepare(), await prepare()];
      const before = await subject.observe(keyOf(other, 'c'));
      await subject.clear(name);
      expect(await subject.observe(keyOf(other, 'c'))).toEqual(before);
    });
  });

  describe('a collection that is made again', () => {
    it('is empty, and its sequence goes on', async () => {
      const name = await prepare();
      const gone = await subject.clear(name);
      const head = await subject.makeCollection(name, '{"again":1}');
      expect(head).toMatchObject({
        deleted: false,
        revision: gone.revision + 1,
        sequence: gone.sequence,
        documents: 0,
        previousAt: gone.updatedAt,
      });
      expect(head.createdAt).toBe(head.updatedAt);
      expect(await subject.page(name)).toMatchObject({ items: [], count: 0, more: false });
    });

    it('says of its former documents that they were deleted', async () => {
      const name = await prepare();
      await subject.clear(name);
      await subject.makeCollection(name);
      const deleted = { kind: 'deleted', head: { revision: 2, deleted: true } };
      expect(await subject.documents.head(keyOf(name, 'a'))).toMatchObject(deleted);
      expect(await subject.documents.read(keyOf(name, 'a'))).toMatchObject(deleted);
    });

    it('goes on with the revisions of its former documents', async () => {
      const name = await prepare();
      const gone = await subject.clear(name);
      await subject.makeCollection(name);
      const head = await subject.write(keyOf(name, 'c'), 'create', '"new"');
      expect(head).toMatchObject({ revision: 5, sequence: gone.sequence + 1 });
      expect(head.createdAt).toBe(head.updatedAt);
    });
  });
}
