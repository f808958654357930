import type { Examined, Sequence } from '../../../src/store/index.js';
import { keyOf, type Subject } from './subject.js';

const START = 0 as Sequence;

/** Examined up to a sequence, by a rule that admits documents with a number. */
const admitsNumbers = (through: number): Examined => ({
  through: through as Sequence,
  admits: (text) => typeof JSON.parse(text).n === 'number',
});

/** The documents of a collection in order of change, and settings that commit only when all of them are admitted. */
export function describeExamined(subject: Subject): void {
  async function readOn(name: Parameters<typeof keyOf>[0], after = START) {
    const seen: string[] = [];
    let pages = 0;
    for (let last = after; ; pages++) {
      const page = await subject.collections.liveAfter(name, last);
      seen.push(...page.documents.map(({ id, text }) => `${id} ${text}`));
      last = page.documents.at(-1)?.sequence ?? last;
      if (!page.more) return { seen, pages: pages + 1, last };
    }
  }

  describe('the live documents after a sequence', () => {
    it('are those that changed since, in the order of their latest change, as they are now', async () => {
      const name = await subject.newCollection();
      await subject.write(keyOf(name, 'a'), 'create', '{"n":1}');
      const { sequence } = await subject.write(keyOf(name, 'b'), 'create', '{"n":2}');
      await subject.write(keyOf(name, 'c'), 'create', '{"n":3}');
      await subject.write(keyOf(name, 'd'), 'create');
      await subject.write(keyOf(name, 'a'), 'replace', '{"n":4}');
      await subject.write(keyOf(name, 'd'), 'delete');
      expect((await readOn(name)).seen).toEqual(['b {"n":2}', 'c {"n":3}', 'a {"n":4}']);
      expect((await readOn(name, sequence)).seen).toEqual(['c {"n":3}', 'a {"n":4}']);
      expect((await readOn(name, (sequence + 100) as Sequence)).seen).toEqual([]);
    });

    it('come in pages, large ones one by one, and none is left out or told twice', async () => {
      const name = await subject.newCollection();
      const ids = Array.from({ length: 450 }, (_, n) => `d${n}`);
      await subject.createAll(name, ids);
      const many = await readOn(name);
      expect(many.pages).toBeGreaterThan(1);
      expect(many.seen.toSorted()).toEqual(ids.map((id) => `${id} {}`).toSorted());
      const text = JSON.stringify({ t: 'é'.repeat(600_000) });
      for (const id of ['x', 'y', 'z']) await subject.write(keyOf(name, id), 'create', text);
      const large = await readOn(name, many.last);
      expect([large.seen.length, large.pages]).toEqual([3, 3]);
    });

    it('of a collection without documents are none', async () => {
      expect(await subject.collections.liveAfter(await subject.newCollection(), START)).toEqual({
        documents: [],
        more: false,
      });
    });
  });

  describe('settings whose documents were examined', () => {
    it.each([
      ['nothing was written since', [], true],
      ['what was written since is admitted', ['{"n":1}', '{"n":2}'], true],
      ['something written since is not admitted', ['{"n":1}', '{"n":"x"}', '{"n":2}'], false],
    ])('commit or not: %s', async (_, texts, commits) => {
      const name = await subject.newCollection();
      // Not admitted, but said to be examined: it is not looked at again.
      const { sequence } = await subject.write(keyOf(name, 'old'), 'create', '{"n":"old"}');
      for (const [index, text] of texts.entries())
        await subject.write(keyOf(name, `d${index}`), 'create', text);
      const before = await subject.collections.read(name);
      const result = await subject.changeCollection(name, '{"new":1}', { examined: admitsNumbers(sequence) });
      expect(result.kind).toBe(commits ? 'committed' : 'superseded');
      if (!commits) expect(await subject.collections.read(name)).toEqual(before);
    });

    it('look at a document that changed since, and not at one that was deleted', async () => {
      const name = await subject.newCollection();
      await subject.write(keyOf(name, 'a'), 'create', '{"n":1}');
      const { sequence } = await subject.write(keyOf(name, 'b'), 'create', '{"n":1}');
      const change = (settings: string) =>
        subject.changeCollection(name, settings, { examined: admitsNumbers(sequence) });
      await subject.write(keyOf(name, 'a'), 'replace', '{"n":"x"}');
      expect((await change('{"first":1}')).kind).toBe('superseded');
      await subject.write(keyOf(name, 'a'), 'delete');
      expect((await change('{"second":1}')).kind).toBe('committed');
    });

    it('are superseded when more was written since than one commit may look at', async () => {
      const name = await subject.newCollection();
      await subject.createAll(
        name,
        Array.from({ length: 450 }, (_, n) => `d${n}`),
      );
      const examined: Examined = { through: START, admits: () => true };
      expect((await subject.changeCollection(name, '{"n":1}', { examined })).kind).toBe('superseded');
      const { last } = await readOn(name);
      expect(
        (await subject.changeCollection(name, '{"n":1}', { examined: { ...examined, through: last } })).kind,
      ).toBe('committed');
    });

    it('do not commit on another revision, whatever the documents are', async () => {
      const name = await subject.newCollection();
      const head = await subject.collections.read(name);
      await subject.changeCollection(name, '{"faster":1}');
      const late = { expected: head?.revision ?? null, examined: admitsNumbers(0) };
      expect((await subject.changeCollection(name, '{"late":1}', late)).kind).toBe('superseded');
    });

    it('exclude each other with writes of documents: of a write and the settings, the later one loses', async () => {
      for (let round = 0; round < 50; round++) {
        const name = await subject.newCollection();
        const key = keyOf(name, 'a');
        const judged = await subject.judge(key);
        const [written, changed] = await Promise.all([
          subject.commit(key, 'create', judged, '{"n":"x"}'),
          subject.changeCollection(name, '{"n":1}', { examined: admitsNumbers(0) }),
        ]);
        expect([written.kind, changed.kind].toSorted()).toEqual(['committed', 'superseded']);
      }
    });
  });
}
