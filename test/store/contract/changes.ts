import type {
  Change,
  ChangesPage,
  CollectionName,
  Operation,
  Revision,
  Sequence,
} from '../../../src/store/index.js';
import { keyOf, MOMENT, newName, type Subject } from './subject.js';

const at = (sequence: number) => sequence as Sequence;
const sequences = (items: readonly Change[]) => items.map(({ sequence }) => Number(sequence));
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

function row(sequence: number, id: string, revision: number, operation: Operation, size: number) {
  const createdAt = id === 'a' ? MOMENT : MOMENT + 1;
  return {
    sequence,
    id,
    attachment: null,
    revision,
    operation,
    author: null,
    createdAt,
    at: MOMENT + sequence - 1,
    size,
  };
}

/** The feed of changes: in commit order, gap-free, never a change behind one that was read. */
export function describeChanges(subject: Subject): void {
  const pageOf = async (name: CollectionName, since = 0, limit = 1000): Promise<ChangesPage> => {
    const page = await subject.changes.changes(name, { since: at(since), limit });
    if (page.kind !== 'page') throw new Error(`${name} since ${since}: ${page.kind}`);
    return page;
  };

  /** A collection in which a is created, b created, a replaced, b deleted. */
  const written = async (): Promise<CollectionName> => {
    const name = await subject.newCollection();
    subject.setClock(MOMENT, MOMENT + 1, MOMENT + 2, MOMENT + 3);
    await subject.write(keyOf(name, 'a'), 'create', '{"é":1}');
    await subject.write(keyOf(name, 'b'), 'create');
    await subject.write(keyOf(name, 'a'), 'replace', '{"n":22}');
    await subject.write(keyOf(name, 'b'), 'delete');
    return name;
  };

  describe('the changes of a collection', () => {
    it('are all there, in commit order, each with what it made', async () => {
      const name = await written();
      const { items, more, collection, at: newest } = await pageOf(name);
      expect(items).toEqual([
        row(1, 'a', 1, 'create', 8),
        row(2, 'b', 1, 'create', 2),
        row(3, 'a', 2, 'replace', 8),
        row(4, 'b', 2, 'delete', 0),
      ]);
      expect({ more, sequence: collection.sequence, newest }).toEqual({
        more: false,
        sequence: 4,
        newest: MOMENT + 3,
      });
    });

    it('come in pages of any size: none is missing, none comes twice', async () => {
      const name = await subject.newCollection();
      await subject.createAll(
        name,
        upTo(23).map((n) => `d${n}`),
      );
      for (const limit of [1, 2, 5, 22, 23, 24]) {
        const seen: number[] = [];
        for (let more = true; more;) {
          const page = await pageOf(name, seen.at(-1) ?? 0, limit);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...sequences(page.items));
          ({ more } = page);
        }
        expect(seen).toEqual(upTo(23));
      }
    });

    it('behind the newest are none, and the state tells where that is', async () => {
      const name = await written();
      expect(await pageOf(name, 4)).toMatchObject({ items: [], more: false });
      expect(await subject.changes.feedState(name)).toMatchObject({
        kind: 'state',
        collection: { sequence: 4, prunedThrough: 0 },
        at: MOMENT + 3,
      });
      const empty = await subject.newCollection();
      expect(await pageOf(empty)).toMatchObject({ items: [], more: false, at: 0 });
    });

    it('beyond the newest are lost: nobody has read so far', async () => {
      const name = await written();
      expect(await subject.changes.changes(name, { since: at(5), limit: 10 })).toMatchObject({
        kind: 'lost-place',
        collection: { sequence: 4 },
        at: MOMENT + 3,
      });
    });

    it('that pruning removed leave no gap behind a place that is still good', async () => {
      const name = await subject.newCollection();
      subject.setClock(MOMENT);
      for (const operation of ['create', 'replace', 'replace'] as const) {
        await subject.write(keyOf(name, 'a'), operation);
      }
      await subject.write(keyOf(name, 'b'), 'create');
      await subject.write(keyOf(name, 'a'), 'replace');
      subject.setClock(MOMENT + 1000);
      const settings = (await subject.collections.read(name))?.revision as Revision;
      const retention = { kind: 'revisions', count: 2 } as const;
      await subject.history.prune({
        collection: name,
        settings,
        retention,
        after: at(0),
        spare: 0,
        rows: 100,
      });
      // Of a, revisions 1 and 2 are gone: whoever has read 2 has missed nothing, whoever has not would.
      for (const since of [0, 1]) {
        expect(await subject.changes.changes(name, { since: at(since), limit: 10 })).toMatchObject({
          kind: 'lost-place',
          collection: { prunedThrough: 2, sequence: 5 },
        });
      }
      expect(sequences((await pageOf(name, 2)).items)).toEqual([3, 4, 5]);
    });

    it('go on with the next number when the collection was deleted and made again', async () => {
      const name = await written();
      const head = await subject.clear(name);
      expect(await subject.changes.changes(name, { since: at(0), limit: 9 })).toEqual({
        kind: 'collection-deleted',
        collection: head,
      });
      expect(await subject.changes.feedState(name)).toEqual({ kind: 'collection-deleted', collection: head });
      await subject.makeCollection(name);
      await subject.write(keyOf(name, 'a'), 'create');
      const { items } = await pageOf(name, 4);
      expect(items.map(({ sequence, operation, id }) => [Number(sequence), operation, id])).toEqual([
        [5, 'delete', 'a'],
        [6, 'create', 'a'],
      ]);
    });

    it('of a collection that never was are none', async () => {
      const name = newName();
      expect(await subject.changes.changes(name, { since: at(0), limit: 9 })).toEqual({
        kind: 'collection-absent',
      });
      expect(await subject.changes.feedState(name)).toEqual({ kind: 'collection-absent' });
    });

    it('R11: with 4 writers none appears behind one that a reader has passed', async () => {
      const name = await subject.newCollection();
      const writing = new Set([0, 1, 2, 3]);
      const writer = async (number: number): Promise<void> => {
        for (let turn = 0; turn < 40; turn += 1) {
          await subject.write(keyOf(name, `w${number}-${turn % 5}`), turn < 5 ? 'create' : 'replace');
        }
        writing.delete(number);
      };
      const reader = async (limit: number): Promise<number[]> => {
        const seen: number[] = [];
        for (let more = true; more || writing.size > 0;) {
          const page = await pageOf(name, seen.at(-1) ?? 0, limit);
          seen.push(...sequences(page.items));
          ({ more } = page);
          await new Promise((resolve) => setImmediate(resolve));
        }
        const { items } = await pageOf(name, seen.at(-1) ?? 0);
        return [...seen, ...sequences(items)];
      };
      const writers = Promise.all([0, 1, 2, 3].map(writer));
      const readers = await Promise.all([1, 3, 7, 1000].map(reader));
      await writers;
      for (const seen of readers) expect(seen).toEqual(upTo(160));
    });
  });
}
