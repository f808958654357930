import type { Sequence } from '../../src/store/index.js';
import { DAY, days, type HistorySubject, keep, keyOf, MINUTE, MOMENT, revision } from './history-subject.js';

/** What retention removes, and what it never does. */
export function describePruning(subject: HistorySubject): void {
  const SPARED = 10 * MINUTE;

  describe('pruning', () => {
    it.each([1, 2, 5, 9, 10, 11])(
      'keeps %i revisions of each document, the current one included',
      async (n) => {
        const collection = await subject.collection();
        const [long, short] = [keyOf(collection, 'long'), keyOf(collection, 'short')];
        await subject.writeAll(long, 10);
        await subject.write(short);
        subject.clock += SPARED;
        expect(await subject.prune(collection, keep(n))).toBe(Math.max(0, 10 - n));
        const numbers = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
        expect(await subject.kept(long)).toEqual(numbers.slice(0, n));
        expect(await subject.kept(short)).toEqual([1]);
      },
    );

    it('keeps what was current at some time of the last days, and the current revision however old', async () => {
      const key = await subject.document();
      for (const day of [0, 1, 2, 10]) {
        subject.clock = MOMENT + day * DAY;
        await subject.write(key);
      }
      const until = async (clock: number) => {
        subject.clock = clock;
        await subject.prune(key.collection, days(3));
        return subject.kept(key);
      };
      // Revision 1 was superseded after one day, so that it goes after four; revision 3 was current until the tenth.
      expect(await until(MOMENT + 4 * DAY + SPARED)).toEqual([4, 3, 2, 1]);
      expect(await until(MOMENT + 4 * DAY + SPARED + 1)).toEqual([4, 3, 2]);
      expect(await until(MOMENT + 12 * DAY)).toEqual([4, 3]);
      expect(await until(MOMENT + 1000 * DAY)).toEqual([4]);
    });

    it('spares what became removable in the last ten minutes: to the millisecond', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 3);
      subject.clock = MOMENT + 2 + SPARED - 1;
      expect(await subject.prune(key.collection, keep(1))).toBe(0);
      subject.clock += 1;
      expect(await subject.prune(key.collection, keep(1))).toBe(1);
      expect(await subject.kept(key)).toEqual([3, 2]);
    });

    it('keeps a tombstone, and the number goes on from it', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 3);
      await subject.write(key, 'delete');
      subject.clock += DAY;
      await subject.prune(key.collection, keep(1));
      expect(await subject.kept(key)).toEqual([4]);
      expect(await subject.write(key)).toMatchObject({ revision: 5, deleted: false });
      expect(await subject.kept(key)).toEqual([5, 4]);
    });

    it('removes what a deleted collection held, under the settings that it had', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 3);
      await subject.settle(key.collection, null);
      subject.clock += DAY;
      expect((await subject.history.prunable()).map(({ name }) => name)).toContain(key.collection);
      await subject.prune(key.collection, keep(1));
      await subject.settle(key.collection, '{}');
      expect(await subject.kept(key)).toEqual([4]);
    });

    it('says of a removed revision that it was pruned, and of its body nothing', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 3);
      subject.clock += DAY;
      await subject.prune(key.collection, keep(1));
      expect(await subject.history.revision(key, revision(2))).toMatchObject({ kind: 'pruned', oldest: 3 });
      expect(await subject.history.revision(key, revision(4))).toMatchObject({ kind: 'never' });
      expect(await subject.storage.documents.text(key, revision(2))).toBeUndefined();
      expect(await subject.storage.documents.read(key)).toMatchObject({ kind: 'live' });
    });

    it('records the highest sequence that went, and nothing while nothing goes', async () => {
      const collection = await subject.collection();
      const [a, b] = [keyOf(collection, 'a'), keyOf(collection, 'b')];
      for (const key of [a, b, a, b, a]) await subject.write(key);
      expect(await subject.head(collection)).toMatchObject({ sequence: 5, prunedThrough: 0 });
      subject.clock += DAY;
      await subject.prune(collection, keep(2));
      expect(await subject.head(collection)).toMatchObject({ sequence: 5, prunedThrough: 1 });
      await subject.prune(collection, keep(1));
      expect(await subject.head(collection)).toMatchObject({ sequence: 5, prunedThrough: 3 });
    });

    it('touches no other collection, and neither tags nor counters', async () => {
      const [mine, other] = [await subject.document(), await subject.document()];
      for (const key of [mine, other]) await subject.writeAll(key, 3);
      const before = await subject.head(mine.collection);
      const state = await subject.storage.documents.listState(mine.collection);
      subject.clock += DAY;
      await subject.prune(mine.collection, keep(1));
      expect(await subject.kept(other)).toEqual([3, 2, 1]);
      expect(await subject.head(mine.collection)).toEqual({ ...before, prunedThrough: 2 });
      const after = await subject.storage.documents.listState(mine.collection);
      expect(after).toEqual({ ...state, collection: { ...before, prunedThrough: 2 } });
    });

    it('removes nothing when the settings are others by now: superseded', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 3);
      subject.clock += DAY;
      const { revision: settings } = await subject.head(key.collection);
      await subject.settle(key.collection, '{"history":{"keep":5}}');
      expect(await subject.step(key.collection, keep(1), { settings })).toEqual({ kind: 'superseded' });
      expect(await subject.kept(key)).toEqual([3, 2, 1]);
    });
  });

  describe('steps of pruning', () => {
    it('remove at most so many revisions each, and go on where the one before ended', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 12);
      subject.clock += DAY;
      const removed: number[] = [];
      let after = 0 as Sequence;
      for (let more = true; more;) {
        const result = await subject.step(key.collection, keep(1), { rows: 4, after });
        if (result.kind !== 'pruned') throw new Error(result.kind);
        removed.push(result.removed);
        ({ through: after, more } = result);
      }
      expect(removed).toEqual([4, 4, 3]);
      expect(await subject.kept(key)).toEqual([12]);
    });

    it('say when the next change makes something removable', async () => {
      const key = await subject.document();
      await subject.writeAll(key, 2);
      const waiting = { kind: 'pruned', removed: 0, through: 0, more: false };
      expect(await subject.step(key.collection, keep(1))).toEqual({ ...waiting, due: MOMENT + 1 + SPARED });
      const due = MOMENT + 1 + SPARED + 7 * DAY;
      expect(await subject.step(key.collection, days(7))).toEqual({ ...waiting, due });
      subject.clock += DAY;
      const seen = { kind: 'pruned', removed: 1, through: 2, more: false, due: null };
      expect(await subject.step(key.collection, keep(1))).toEqual(seen);
    });

    it('are not held up by a change that was made when the clock was a year ahead', async () => {
      const collection = await subject.collection();
      const [early, late] = [keyOf(collection, 'early'), keyOf(collection, 'late')];
      subject.clock = MOMENT + 365 * DAY;
      await subject.writeAll(early, 2);
      subject.clock = MOMENT;
      await subject.writeAll(late, 2);
      subject.clock += DAY;
      expect(await subject.prune(collection, keep(1))).toBe(1);
      expect([await subject.kept(early), await subject.kept(late)]).toEqual([[2, 1], [2]]);
      subject.clock = MOMENT + 366 * DAY;
      expect(await subject.prune(collection, keep(1))).toBe(1);
    });
  });
}
