import type { CollectionChange, CollectionHead, Revision } from '../../../src/store/index.js';
import { committed, keyOf, MOMENT, newName, type Subject } from './subject.js';

type State = 'live' | 'a tombstone' | 'never made';

// Each row is judged right but for the expected revision, given relative to the one that stands.
const SUPERSEDED: readonly (readonly [string, State, string, string | null, number | null])[] = [
  ['a create', 'live', 'absence', '{"lost":1}', null],
  ['a create', 'a tombstone', 'absence', '{"lost":1}', null],
  ['a create', 'a tombstone', 'the last live revision', '{"lost":1}', -1],
  ['a create', 'never made', 'a first revision', '{"lost":1}', 1],
  ['a replace', 'live', 'the revision before', '{"lost":1}', -1],
  ['a replace', 'live', 'a revision to come', '{"lost":1}', 1],
  ['a delete', 'live', 'the revision before', null, -1],
  ['a delete', 'live', 'a revision to come', null, 1],
  ['a delete', 'live', 'absence', null, null],
  ['a delete', 'a tombstone', 'its revision', null, 0],
  ['a delete', 'a tombstone', 'the last live revision', null, -1],
  ['a delete', 'a tombstone', 'absence', null, null],
  ['a delete', 'never made', 'absence', null, null],
  ['a delete', 'never made', 'a first revision', null, 1],
];

/** Collections: their settings are guarded as documents are. */
export function describeCollections(subject: Subject): void {
  async function prepare(state: State) {
    const key = keyOf(newName());
    if (state !== 'never made') {
      await subject.makeCollection(key.collection);
      await subject.changeCollection(key.collection, '{"second":2}');
    }
    if (state === 'a tombstone') await subject.clear(key.collection);
    return key;
  }

  describe('collections', () => {
    it('go through create, replace, delete and create again with revisions that go on', async () => {
      subject.setClock(MOMENT, MOMENT + 10, MOMENT + 20, MOMENT + 30);
      const name = newName();
      const heads: CollectionHead[] = [];
      for (const settings of ['{"a":1}', '{"a":2}', null, '{"a":3}']) {
        const head = committed(await subject.changeCollection(name, settings));
        heads.push(head);
        expect(await subject.collections.read(name)).toEqual(head);
      }
      const counters = { name, sequence: 0, documents: 0 };
      expect(heads).toMatchObject([
        { ...counters, revision: 1, deleted: false, settings: '{"a":1}' },
        { ...counters, revision: 2, deleted: false, settings: '{"a":2}' },
        { ...counters, revision: 3, deleted: true },
        { ...counters, revision: 4, deleted: false, settings: '{"a":3}' },
      ]);
      expect(heads.map(({ createdAt, updatedAt, previousAt }) => [createdAt, updatedAt, previousAt])).toEqual(
        [
          [MOMENT, MOMENT, null],
          [MOMENT, MOMENT + 10, MOMENT],
          [MOMENT, MOMENT + 20, MOMENT + 10],
          [MOMENT + 30, MOMENT + 30, MOMENT + 20],
        ],
      );
    });

    it.each([
      ['stands still', [MOMENT]],
      ['steps back', [MOMENT, MOMENT - 1, MOMENT - 7000, MOMENT - 8000, MOMENT - 9000]],
    ])('get strictly increasing commit times when the clock %s', async (_, moments) => {
      subject.setClock(...moments);
      const name = newName();
      const times: number[] = [];
      for (const settings of ['1', '2', null, '3', null]) {
        const head = committed(await subject.changeCollection(name, settings));
        expect(head.previousAt).toBe(times.at(-1) ?? null);
        times.push(head.updatedAt);
      }
      expect(times).toEqual([MOMENT, MOMENT + 1, MOMENT + 2, MOMENT + 3, MOMENT + 4]);
    });

    it.each(SUPERSEDED)(
      '%s of a collection that is %s expecting %s is superseded and leaves nothing behind',
      async (_, state, __, settings, by) => {
        const key = await prepare(state);
        const before = await subject.observe(key);
        const expected = by === null ? null : (((before.collection?.revision ?? 0) + by) as Revision);
        for (const recursive of [false, true]) {
          const result = await subject.changeCollection(key.collection, settings, { expected, recursive });
          expect(result).toEqual({ kind: 'superseded' });
        }
        expect(await subject.observe(key)).toEqual(before);
      },
    );

    it.each([
      ['never held any document', []],
      ['held documents that are all deleted', ['create', 'delete']],
    ] as const)('that %s are deleted without more ado', async (_, operations) => {
      const key = keyOf(await subject.newCollection());
      for (const operation of operations) await subject.write(key, operation);
      const head = committed(await subject.changeCollection(key.collection, null));
      expect(head).toMatchObject({ deleted: true, revision: 2, sequence: operations.length, documents: 0 });
    });

    it('that hold a document are not deleted unless recursively, and nothing is left behind', async () => {
      const key = keyOf(await subject.newCollection());
      await subject.write(key, 'create');
      const before = await subject.observe(key);
      expect(await subject.changeCollection(key.collection, null)).toEqual({ kind: 'superseded' });
      expect(await subject.observe(key)).toEqual(before);
    });

    it('that were empty when judged and no longer are when committed are not deleted', async () => {
      const key = keyOf(await subject.newCollection());
      const judged: CollectionChange = {
        name: key.collection,
        settings: null,
        author: null,
        expected: (await subject.judge(key)).settings,
        recursive: false,
      };
      await subject.write(key, 'create');
      expect(await subject.collections.commit(judged)).toEqual({ kind: 'superseded' });
      expect(await subject.documents.head(key)).toMatchObject({ kind: 'live' });
    });

    it('are listed in order of name, the deleted ones left out', async () => {
      const names = ['b', 'a9', 'a10', 'a_', 'a-', 'a'].map((letter) => newName(`list-${letter}`));
      const heads = await Promise.all(names.map((name) => subject.makeCollection(name)));
      const [gone, again] = names;
      await subject.clear(gone ?? newName());
      await subject.clear(again ?? newName());
      const remade = await subject.makeCollection(again);
      const all = await subject.collections.list();
      expect(all.map((head) => head.name)).toEqual(all.map((head) => head.name).toSorted());
      expect(all.filter((head) => head.deleted)).toEqual([]);
      expect(all.filter((head) => head.name.startsWith('list-'))).toEqual(
        [remade, ...heads.slice(2)].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      );
    });

    it('are listed with the counters of their documents', async () => {
      const name = await subject.newCollection();
      await subject.createAll(name, ['a', 'b', 'c']);
      await subject.write(keyOf(name, 'b'), 'delete');
      const head = (await subject.collections.list()).find((one) => one.name === name);
      expect(head).toMatchObject({ sequence: 4, documents: 2 });
      expect(head).toEqual(await subject.collections.read(name));
    });
  });
}
