import type {
  CollectionName,
  DocumentChange,
  DocumentHead,
  DocumentKey,
  DocumentsCommit,
  Operation,
  Remembrance,
  Revision,
} from '../../../src/store/index.js';
import { keyOf, must, type Subject } from './subject.js';

const PLACES = [
  ['first', 0],
  ['middle', 1],
  ['last', 2],
] as const;

/** The heads that committed changes left; throws when there were none. */
function headsOf(result: DocumentsCommit): readonly DocumentHead[] {
  if (result.kind !== 'committed') throw new Error(`the changes were ${result.kind}`);
  return result.heads;
}

/** Several changes in one commit: all of them, or none. */
export function describeSeveral(subject: Subject): void {
  /** A change of `key` that expects what stands, but for what `wrong` says. */
  async function change(
    key: DocumentKey,
    operation: Operation | 'keep',
    wrong: Partial<DocumentChange['expected']> = {},
  ): Promise<DocumentChange> {
    const text = operation === 'delete' || operation === 'keep' ? null : `"${operation}"`;
    const expected = { ...(await subject.judge(key)), ...wrong };
    return { key, operation, text, author: null, expected };
  }

  /** Three live documents of a new collection. */
  async function three(): Promise<readonly [DocumentKey, DocumentKey, DocumentKey]> {
    const name = await subject.newCollection();
    const keys = [keyOf(name, 'a'), keyOf(name, 'b'), keyOf(name, 'c')] as const;
    for (const key of keys) await subject.write(key, 'create', '"old"');
    return keys;
  }

  async function sequenceOf(name: CollectionName) {
    return must(await subject.collections.read(name)).sequence;
  }

  let keys = 0;
  function remembrance(): Remembrance<readonly DocumentHead[]> {
    keys += 1;
    return {
      scope: 'several',
      key: `key-${keys}`,
      fingerprint: 'f',
      lifetime: 60_000,
      answer: (heads) => heads.map(({ revision }) => revision).join(),
    };
  }

  describe('several changes at once', () => {
    it('are all made, and their heads come in the order of the changes', async () => {
      const [a, b, c] = await three();
      const d = keyOf(a.collection, 'd');
      const heads = headsOf(
        await subject.documents.commitAll([
          await change(c, 'replace'),
          await change(a, 'delete'),
          await change(d, 'create'),
          await change(b, 'patch'),
        ]),
      );
      expect(heads.map(({ revision, sequence, deleted }) => [revision, sequence, deleted])).toEqual([
        [2, 4, false],
        [2, 5, true],
        [1, 6, false],
        [2, 7, false],
      ]);
      expect(await subject.documents.head(a)).toEqual({ kind: 'deleted', head: heads[1] });
      expect(await subject.documents.read(b)).toEqual({ kind: 'live', head: heads[3], text: '"patch"' });
      expect(await subject.documents.read(c)).toEqual({ kind: 'live', head: heads[0], text: '"replace"' });
      expect(await subject.documents.read(d)).toEqual({ kind: 'live', head: heads[2], text: '"create"' });
      expect(await subject.collections.read(a.collection)).toMatchObject({ sequence: 7, documents: 3 });
    });

    it('across collections take the numbers of each collection in turn', async () => {
      const [a, b] = await three();
      const [other] = await three();
      const heads = headsOf(
        await subject.documents.commitAll([
          await change(a, 'replace'),
          await change(other, 'replace'),
          await change(b, 'replace'),
        ]),
      );
      expect(heads.map(({ sequence }) => sequence)).toEqual([4, 4, 5]);
    });

    it.each(PLACES)('are none of them made when the %s expects another revision', async (_, place) => {
      const documents = await three();
      const before = await Promise.all(documents.map((key) => subject.observe(key)));
      const changes = await Promise.all(
        documents.map((key, index) =>
          change(key, index === 1 ? 'delete' : 'replace', index === place ? { revision: 7 as Revision } : {}),
        ),
      );
      expect(await subject.documents.commitAll(changes)).toEqual({ kind: 'superseded' });
      expect(await Promise.all(documents.map((key) => subject.observe(key)))).toEqual(before);
    });

    it.each(PLACES)('are none of them made when the %s was judged under other settings', async (_, place) => {
      const sets = await Promise.all([three(), three(), three()]);
      const documents = sets.map(([key]) => key);
      const changes = await Promise.all(documents.map((key) => change(key, 'patch')));
      await subject.changeCollection(must(documents[place]).collection, '{"history":{"keep":9}}');
      const before = await Promise.all(documents.map((key) => subject.observe(key)));
      expect(await subject.documents.commitAll(changes)).toEqual({ kind: 'superseded' });
      expect(await Promise.all(documents.map((key) => subject.observe(key)))).toEqual(before);
    });

    it('are none of them made when one would create what is there', async () => {
      const [a, b] = await three();
      const before = await subject.observe(a);
      const changes = [await change(a, 'replace'), await change(b, 'create', { revision: null })];
      expect(await subject.documents.commitAll(changes)).toEqual({ kind: 'superseded' });
      expect(await subject.observe(a)).toEqual(before);
    });

    it('compare the list with what it was before the first of them', async () => {
      const [a, b] = await three();
      const sequence = await sequenceOf(a.collection);
      const changes = [
        await change(a, 'replace'),
        await change(keyOf(a.collection, 'd'), 'create', { sequence }),
        await change(b, 'delete'),
        await change(keyOf(a.collection, 'e'), 'create', { sequence }),
      ];
      expect(headsOf(await subject.documents.commitAll(changes))).toHaveLength(4);
    });

    it('are none of them made when the list that one expects has moved on', async () => {
      const [a, b] = await three();
      const [other] = await three();
      const sequence = await sequenceOf(a.collection);
      const changes = [
        await change(other, 'replace'),
        await change(keyOf(a.collection, 'd'), 'create', { sequence }),
      ];
      await subject.write(b, 'delete');
      const before = await Promise.all([subject.observe(a), subject.observe(other)]);
      expect(await subject.documents.commitAll(changes)).toEqual({ kind: 'superseded' });
      expect(await Promise.all([subject.observe(a), subject.observe(other)])).toEqual(before);
    });

    it('keep what they keep without a revision or a number', async () => {
      const [a, b, c] = await three();
      const before = await subject.documents.head(b);
      const heads = headsOf(
        await subject.documents.commitAll([
          await change(a, 'replace'),
          await change(b, 'keep'),
          await change(c, 'replace'),
        ]),
      );
      expect(heads.map(({ revision, sequence }) => [revision, sequence])).toEqual([
        [2, 4],
        [1, 2],
        [2, 5],
      ]);
      expect(await subject.documents.head(b)).toEqual(before);
    });

    it.each(PLACES)(
      'are none of them made when the %s keeps what has changed since it was judged',
      async (_, place) => {
        const documents = await three();
        const changes = await Promise.all(
          documents.map((key, index) => change(key, index === place ? 'keep' : 'replace')),
        );
        await subject.write(must(documents[place]), 'replace', '"newer"');
        const before = await Promise.all(documents.map((key) => subject.observe(key)));
        expect(await subject.documents.commitAll(changes)).toEqual({ kind: 'superseded' });
        expect(await Promise.all(documents.map((key) => subject.observe(key)))).toEqual(before);
      },
    );

    it('that are remembered are known the second time, and nothing is done', async () => {
      const [a, b] = await three();
      const remember = remembrance();
      const first = [await change(a, 'replace'), await change(b, 'replace')];
      headsOf(await subject.documents.commitAll(first, remember));
      const before = await subject.observe(a);
      const second = [await change(a, 'replace'), await change(b, 'delete')];
      expect(await subject.documents.commitAll(second, remember)).toEqual({ kind: 'known' });
      expect(await subject.observe(a)).toEqual(before);
      expect(await subject.documents.head(b)).toMatchObject({ kind: 'live' });
    });

    it('are not remembered when they are superseded', async () => {
      const [a, b] = await three();
      const remember = remembrance();
      const wrong = [await change(a, 'replace'), await change(b, 'replace', { revision: 5 as Revision })];
      expect(await subject.documents.commitAll(wrong, remember)).toEqual({ kind: 'superseded' });
      const right = [await change(a, 'replace'), await change(b, 'replace')];
      expect(await subject.documents.commitAll(right, remember)).toMatchObject({ kind: 'committed' });
    });

    it('that are superseded leave alone what is written at the same moment', async () => {
      const [a, b, c] = await three();
      const wrong = [await change(a, 'replace'), await change(b, 'replace', { revision: 5 as Revision })];
      const right = [await change(a, 'patch'), await change(b, 'patch')];
      const results = await Promise.all([
        subject.write(c, 'replace', '"beside"'),
        subject.documents.commitAll(wrong),
        subject.documents.commitAll(right),
        subject.write(keyOf(a.collection, 'd'), 'create'),
      ]);
      expect(results[1]).toEqual({ kind: 'superseded' });
      expect(results[2]).toMatchObject({ kind: 'committed' });
      expect(await subject.documents.read(a)).toMatchObject({ text: '"patch"', head: { revision: 2 } });
      expect(await subject.documents.read(c)).toMatchObject({ text: '"beside"', head: { revision: 2 } });
      expect(await subject.collections.read(a.collection)).toMatchObject({ sequence: 7, documents: 4 });
    });

    it('judged on one state in opposite orders: exactly one set of them is made', async () => {
      const documents = await three();
      const changes = await Promise.all(documents.map((key) => change(key, 'replace')));
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          subject.documents.commitAll(index % 2 === 0 ? changes : changes.toReversed()),
        ),
      );
      expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
      expect(await Promise.all(documents.map((key) => subject.judge(key)))).toMatchObject([
        { revision: 2 },
        { revision: 2 },
        { revision: 2 },
      ]);
    });

    it('are still there when the storage is opened again', async () => {
      const [a, b, c] = await three();
      const heads = headsOf(
        await subject.documents.commitAll([await change(a, 'delete'), await change(b, 'replace')]),
      );
      if (!(await subject.reopen())) return;
      expect(await subject.documents.head(a)).toEqual({ kind: 'deleted', head: heads[0] });
      expect(await subject.documents.read(b)).toEqual({ kind: 'live', head: heads[1], text: '"replace"' });
      expect(await subject.documents.read(c)).toMatchObject({ text: '"old"' });
    });
  });
}
