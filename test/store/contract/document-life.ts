import type { DocumentHead, DocumentKey, Operation } from '../../../src/store/index.js';
import { keyOf, MOMENT, type Subject } from './subject.js';

const LIFE = ['create', 'replace', 'patch', 'merge', 'delete', 'create', 'replace', 'delete'] as const;

/** What a document's head says along its life. */
export function describeDocumentLife(subject: Subject): void {
  async function live(key: DocumentKey, operations: readonly Operation[]): Promise<DocumentHead[]> {
    const heads: DocumentHead[] = [];
    for (const operation of operations) heads.push(await subject.write(key, operation));
    return heads;
  }

  describe('the life of a document', () => {
    it('raises revision and sequence by one with each change, also across delete and re-create', async () => {
      const heads = await live(keyOf(await subject.newCollection()), LIFE);
      expect(heads.map(({ revision, sequence, deleted }) => [revision, sequence, deleted])).toEqual([
        [1, 1, false],
        [2, 2, false],
        [3, 3, false],
        [4, 4, false],
        [5, 5, true],
        [6, 6, false],
        [7, 7, false],
        [8, 8, true],
      ]);
    });

    it('returns with each commit the head that is read afterwards', async () => {
      const key = keyOf(await subject.newCollection());
      for (const operation of LIFE) {
        const head = await subject.write(key, operation);
        expect(await subject.documents.head(key)).toEqual({
          kind: operation === 'delete' ? 'deleted' : 'live',
          head,
        });
      }
    });

    it('keeps createdAt while it lives, and starts it anew when it is created again', async () => {
      subject.setClock(MOMENT, MOMENT + 10, MOMENT + 20, MOMENT + 30, MOMENT + 40, MOMENT + 50);
      const key = keyOf(await subject.newCollection());
      const heads = await live(key, ['create', 'replace', 'delete', 'create', 'patch']);
      expect(heads.map(({ createdAt, updatedAt, previousAt }) => [createdAt, updatedAt, previousAt])).toEqual(
        [
          [MOMENT + 10, MOMENT + 10, null],
          [MOMENT + 10, MOMENT + 20, MOMENT + 10],
          [MOMENT + 10, MOMENT + 30, MOMENT + 20],
          [MOMENT + 40, MOMENT + 40, MOMENT + 30],
          [MOMENT + 40, MOMENT + 50, MOMENT + 40],
        ],
      );
    });

    it.each([
      ['stands still', [MOMENT]],
      ['steps back with every change', LIFE.map((_, index) => MOMENT - 5000 * index)],
      ['jumps ahead once and returns', [MOMENT, MOMENT, MOMENT + 3_600_000, MOMENT]],
    ])('gives strictly increasing commit times when the clock %s', async (_, moments) => {
      const key = keyOf(await subject.newCollection());
      subject.setClock(...moments);
      const heads = await live(key, LIFE);
      heads.slice(1).forEach((head, index) => {
        const before = heads[index];
        expect(head.updatedAt).toBeGreaterThan(before?.updatedAt ?? Infinity);
        expect(head.previousAt).toBe(before?.updatedAt);
      });
      expect(heads[5]?.createdAt).toBe(heads[5]?.updatedAt);
      expect(heads[6]?.createdAt).toBe(heads[5]?.updatedAt);
    });

    it('takes the time of the clock when it has moved on', async () => {
      const key = keyOf(await subject.newCollection());
      subject.setClock(MOMENT, MOMENT + 7);
      const heads = await live(key, ['create', 'replace']);
      expect(heads.map((head) => head.updatedAt)).toEqual([MOMENT, MOMENT + 7]);
    });

    it('leaves the neighbours as they are', async () => {
      const name = await subject.newCollection();
      const neighbour = keyOf(name, 'b');
      const head = await subject.write(neighbour, 'create', '"b"');
      await live(keyOf(name, 'a'), LIFE);
      await live(keyOf(name, 'c'), LIFE);
      expect(await subject.documents.read(neighbour)).toEqual({ kind: 'live', head, text: '"b"' });
    });

    it('leaves the settings of its collection as they are, but for the counters', async () => {
      const before = await subject.makeCollection();
      await live(keyOf(before.name), ['create', 'replace']);
      expect(await subject.collections.read(before.name)).toEqual({ ...before, sequence: 2, documents: 1 });
    });
  });
}
