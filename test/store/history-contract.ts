import { Buffer } from 'node:buffer';
import { describeHistoryModel } from './history-model.js';
import {
  bodyOf,
  HistorySubject,
  keep,
  keyOf,
  MINUTE,
  MOMENT,
  type OpenHistory,
  revision,
  time,
} from './history-subject.js';
import { describePruning } from './pruning-contract.js';

/** Describes everything the port promises of history: every adapter runs it. */
export function describeHistoryContract(name: string, open: OpenHistory): void {
  describe(`${name} as a store of history`, () => {
    const subject = new HistorySubject(open);
    beforeAll(() => subject.start());
    beforeEach(() => {
      subject.clock = MOMENT;
    });
    afterAll(() => subject.stop());

    describeReads(subject);
    describeMoments(subject);
    describePruning(subject);
    describeHistoryModel(subject);
  });
}

function describeReads(subject: HistorySubject): void {
  describe('reads of history', () => {
    it('list every revision newest first, each with what its change did', async () => {
      const key = await subject.document();
      await subject.write(key, 'create', 'ann');
      await subject.write(key, 'patch');
      await subject.write(key, 'merge', 'bob');
      await subject.write(key, 'delete', 'ann');
      const head = await subject.write(key, 'create');
      const size = Buffer.byteLength(bodyOf(1));
      expect(await subject.history.revisions(key, { limit: 10 })).toEqual({
        kind: 'page',
        head,
        oldest: 1,
        more: false,
        items: [
          entry(5, 'create', null, 5, size),
          entry(4, 'delete', 'ann', 1, 0),
          entry(3, 'merge', 'bob', 1, size),
          entry(2, 'patch', null, 1, size),
          entry(1, 'create', 'ann', 1, size),
        ],
      });
    });

    it('page through revisions without a gap or a double, whatever is written in between', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 7);
      const seen: number[] = [];
      let before: ReturnType<typeof revision> | undefined;
      for (let more = true; more;) {
        const page = await subject.history.revisions(key, { before, limit: 3 });
        if (page.kind !== 'page') throw new Error(page.kind);
        seen.push(...page.items.map((item) => item.revision));
        before = page.items.at(-1)?.revision;
        ({ more } = page);
        await subject.write(key);
      }
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    });

    it('say with one revision its neighbours that have a body', async () => {
      const key = await subject.document();
      for (const operation of ['create', 'replace', 'delete', 'create'] as const)
        await subject.write(key, operation);
      const neighbours = async (n: number) => {
        const snapshot = await subject.history.revision(key, revision(n));
        return snapshot.kind === 'kept' ? [snapshot.previous, snapshot.next] : snapshot.kind;
      };
      expect(await neighbours(1)).toEqual([null, 2]);
      expect(await neighbours(2)).toEqual([1, 4]);
      expect(await neighbours(3)).toEqual([2, 4]);
      expect(await neighbours(4)).toEqual([2, null]);
      expect(await neighbours(5)).toBe('never');
    });

    it('say absent, collection-absent and collection-deleted like every read', async () => {
      const key = await subject.document();
      const nowhere = keyOf('nowhere' as typeof key.collection);
      const all = (of: typeof key) =>
        Promise.all([
          subject.history.revisions(of, { limit: 1 }),
          subject.history.revision(of, revision(1)),
          subject.history.at(of, time(MOMENT)),
        ]).then((results) => results.map(({ kind }) => kind));
      expect(await all(key)).toEqual(['absent', 'absent', 'absent']);
      expect(await all(nowhere)).toEqual(['collection-absent', 'collection-absent', 'collection-absent']);
      await subject.write(key);
      await subject.settle(key.collection, null);
      expect(await all(key)).toEqual(['collection-deleted', 'collection-deleted', 'collection-deleted']);
      await subject.settle(key.collection, '{}');
      expect(await subject.kept(key)).toEqual([2, 1]);
    });

    it('show the history of a deleted document, and bodies by number', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 2);
      const head = await subject.write(key, 'delete');
      expect(await subject.history.revisions(key, { limit: 1 })).toMatchObject({ kind: 'page', head });
      expect(await subject.storage.documents.text(key, revision(2))).toBe(bodyOf(2));
      expect(await subject.storage.documents.text(key, revision(3))).toBeUndefined();
    });
  });
}

/** Revision `n` of a document whose every change was a millisecond after the one before. */
function entry(n: number, operation: string, author: string | null, created: number, size: number) {
  const [createdAt, at] = [MOMENT + created, MOMENT + n];
  return { revision: n, sequence: n, operation, author, createdAt, at, size };
}

function describeMoments(subject: HistorySubject): void {
  const at = async (key: ReturnType<typeof keyOf>, offset: number) => {
    const found = await subject.history.at(key, time(MOMENT + offset));
    return found.kind === 'kept' ? found.entry.revision : found.kind;
  };

  describe('the revision that was current at a time', () => {
    it.each([1, 2, 3, 10, 33])('is found among %i revisions at every moment', async (count) => {
      const key = await subject.document();
      for (let n = 1; n <= count; n += 1) {
        subject.clock = MOMENT + n * 10 - 1;
        await subject.write(key);
      }
      expect(await at(key, 9)).toBe('before');
      expect(await at(key, -1e12)).toBe('before');
      for (let n = 1; n <= count; n += 1) {
        expect([await at(key, n * 10), await at(key, n * 10 + 9)]).toEqual([n, n]);
      }
      expect(await at(key, 1e12)).toBe(count);
    });

    it('is the deletion while the document was deleted', async () => {
      const key = await subject.document();
      for (const operation of ['create', 'delete', 'create'] as const) await subject.write(key, operation);
      const found = await subject.history.at(key, time(MOMENT + 2));
      expect(found).toMatchObject({ kind: 'kept', entry: { revision: 2, operation: 'delete' } });
    });

    it('is said to be pruned when it was, with the time of the oldest that is kept', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 6);
      subject.clock += 20 * MINUTE;
      await subject.prune(key.collection, keep(2));
      const since = MOMENT + 5;
      expect(await subject.history.at(key, time(since - 1))).toMatchObject({ kind: 'pruned', since });
      expect(await at(key, -1000)).toBe('pruned');
      expect([await at(key, 5), await at(key, 6)]).toEqual([5, 6]);
    });
  });
}
