import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CollectionName } from '../../../src/store/index.js';
import { keyOf, type Subject } from './subject.js';

// Neighbours whose order differs between code points, letters of any case, and numbers.
const IDS = ['~', 'z', 'aa', 'aA', 'a-', 'a.', 'a_', 'a', 'Z', 'A', '_', '9', '10', '1', '0', '.a', '-', 'b'];

/** Pages of live documents. */
export function describeLists(subject: Subject): void {
  async function walk(name: CollectionName, limit: number, between: () => Promise<void>): Promise<string[]> {
    const seen: string[] = [];
    for (;;) {
      const page = await subject.page(name, limit, seen.at(-1));
      seen.push(...page.items.map((item) => item.id));
      if (!page.more) return seen;
      if (new Set(seen).size < seen.length) throw new Error(`twice in the pages: ${seen.join(' ')}`);
      expect(page.items).toHaveLength(limit);
      await between();
    }
  }

  describe('lists', () => {
    it('order ids by code point', async () => {
      const name = await subject.newCollection();
      await subject.createAll(name, IDS);
      const { items } = await subject.page(name);
      expect(items.map((item) => item.id)).toEqual(IDS.toSorted());
    });

    it.each([1, 2, 5, IDS.length - 1, IDS.length, IDS.length + 1])(
      'walked in pages of %d show every document once',
      async (limit) => {
        const name = await subject.newCollection();
        await subject.createAll(name, IDS);
        expect(await walk(name, limit, async () => {})).toEqual(IDS.toSorted());
      },
    );

    it.each([
      [0, 1, false],
      [1, 1, false],
      [2, 1, true],
      [3, 2, true],
      [3, 3, false],
      [3, 4, false],
      [5, 4, true],
    ])('of %d documents with a limit of %d: more is %s', async (count, limit, more) => {
      const name = await subject.newCollection();
      await subject.createAll(name, ['a', 'b', 'c', 'd', 'e'].slice(0, count));
      const page = await subject.page(name, limit);
      expect(page).toMatchObject({ count, more });
      expect(page.items).toHaveLength(Math.min(count, limit));
    });

    it('know that nothing follows when only tombstones follow', async () => {
      const name = await subject.newCollection();
      await subject.createAll(name, ['a', 'b', 'c', 'd']);
      await subject.write(keyOf(name, 'c'), 'delete');
      await subject.write(keyOf(name, 'd'), 'delete');
      expect(await subject.page(name, 2)).toMatchObject({ count: 2, more: false });
      expect(await subject.page(name, 1, 'a')).toMatchObject({ items: [{ id: 'b' }], more: false });
    });

    it.each([
      ['the last one', 'c', []],
      ['one that was deleted', 'b', ['c']],
      ['an id that never was', 'aa', ['c']],
      ['an id before all', '-', ['a', 'c']],
      ['an id behind all', 'zz', []],
    ])('after %s begin with the next live one', async (_, after, ids) => {
      const name = await subject.newCollection();
      for (const id of ['a', 'b', 'c']) await subject.write(keyOf(name, id), 'create');
      await subject.write(keyOf(name, 'b'), 'delete');
      const page = await subject.page(name, 10, after);
      expect(page.items.map((item) => item.id)).toEqual(ids);
      // The state is the whole list's, wherever the page stands.
      expect(page).toMatchObject({ count: 2, sequence: 3, more: false });
    });

    it('walked while others come, change and go show each lasting document exactly once, in order', async () => {
      const name = await subject.newCollection();
      const lasting = Array.from({ length: 24 }, (_, index) => `m${String(index).padStart(2, '0')}`);
      await subject.createAll(name, lasting);
      await subject.createAll(name, ['m05-gone', 'm15-gone']);
      let turn = 0;
      const seen = await walk(name, 3, async () => {
        turn += 1;
        const fresh = [`a${turn}`, `m${String(turn * 3).padStart(2, '0')}-new`, `z${turn}`];
        await subject.createAll(name, fresh);
        await Promise.all(
          lasting.slice(turn, turn + 6).map((id) => subject.write(keyOf(name, id), 'replace')),
        );
        if (turn === 1) await subject.write(keyOf(name, 'm05-gone'), 'delete');
        if (turn === 4) await subject.write(keyOf(name, 'm15-gone'), 'delete');
      });
      expect(turn).toBeGreaterThan(7);
      expect(seen).toEqual([...new Set(seen)].toSorted());
      expect(seen.filter((id) => lasting.includes(id))).toEqual(lasting);
      expect(seen).not.toContain('m15-gone');
    });

    it('take page, number and newest change from one snapshot while documents are written', async () => {
      const name = await subject.newCollection();
      await subject.createAll(name, IDS);
      const write = async (turn: number): Promise<void> => {
        const key = keyOf(name, IDS[turn % IDS.length]);
        await subject.write(key, turn % 36 < 18 ? 'delete' : 'create');
      };
      const read = async (): Promise<string> => {
        const page = await subject.page(name);
        expect(page).toMatchObject({ count: page.items.length, more: false });
        // The newest change is that of one of the items, and of none that has left meanwhile.
        const times = page.items.map(({ updatedAt }) => Number(updatedAt));
        expect(times.length === 0 ? [0] : times).toContain(page.at);
        return `${page.sequence}/${page.count}`;
      };
      const state = { writing: true };
      const writer = (async () => {
        for (let turn = 0; turn < 60; turn += 1) await write(turn);
      })().finally(() => (state.writing = false));
      const tags = new Set<string>();
      while (state.writing) {
        tags.add(await read());
        await nextTurn();
      }
      await writer;
      expect(tags.size).toBeGreaterThan(5);
    });

    it('tell one state, asked with a page or without', async () => {
      const name = await subject.newCollection();
      await subject.createAll(name, IDS);
      await subject.write(keyOf(name, IDS.at(-1)), 'delete');
      const { sequence, at, count } = await subject.page(name, 1);
      expect(await subject.listState(name)).toMatchObject({ sequence, at, count });
    });
  });
}
