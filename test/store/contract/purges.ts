import type { DocumentHead, Revision, Sequence } from '../../../src/store/index.js';
import { keyOf, MOMENT, type Subject } from './subject.js';

/** Erasure of one document: a tombstone is left, and everything goes on behind it. */
export function describePurges(subject: Subject): void {
  const feed = async (key: ReturnType<typeof keyOf>) => {
    const page = await subject.changes.changes(key.collection, { since: 0 as Sequence, limit: 100 });
    if (page.kind !== 'page') throw new Error(page.kind);
    return page.items.map(({ sequence, id, operation }) => `${sequence} ${id} ${operation}`);
  };

  describe('a purge', () => {
    it('leaves a tombstone with a revision, a sequence and a time, and none of the revisions before', async () => {
      const key = keyOf(await subject.newCollection(), 'a');
      subject.setClock(MOMENT, MOMENT + 1, MOMENT - 5000);
      await subject.write(key, 'create', '{"secret":1}');
      await subject.write(key, 'replace', '{"secret":2}');
      const head = await subject.write(key, 'purge');
      const at = MOMENT + 2;
      expect(head).toEqual({
        revision: 3,
        sequence: 3,
        deleted: true,
        createdAt: at,
        updatedAt: at,
        previousAt: null,
        size: 0,
      });
      expect(await subject.documents.head(key)).toEqual({ kind: 'deleted', head });
      const texts = [1, 2, 3].map((revision) => subject.documents.text(key, revision as Revision));
      expect(await Promise.all(texts)).toEqual([undefined, undefined, undefined]);
      expect(await subject.history.revisions(key, { limit: 10 })).toMatchObject({
        kind: 'page',
        oldest: 3,
        items: [{ revision: 3, operation: 'purge', size: 0, createdAt: at, at }],
        more: false,
      });
      expect((await subject.history.revision(key, 2 as Revision)).kind).toBe('pruned');
      expect((await subject.listState(key.collection)).collection).toMatchObject({
        documents: 0,
        sequence: 3,
      });
    });

    it('of what was deleted counts no document twice; again it changes nothing', async () => {
      const key = keyOf(await subject.newCollection(), 'a');
      await subject.write(key, 'create');
      await subject.write(keyOf(key.collection, 'b'), 'create');
      await subject.write(key, 'delete');
      const head = await subject.write(key, 'purge');
      expect(await subject.write(key, 'purge')).toEqual(head);
      expect((await subject.listState(key.collection)).collection).toMatchObject({
        documents: 1,
        sequence: 4,
      });
      expect(await feed(key)).toEqual(['2 b create', '4 a purge']);
    });

    it('is followed by the next revision when the document is made again', async () => {
      const key = keyOf(await subject.newCollection(), 'a');
      await subject.write(key, 'create');
      const purged = await subject.write(key, 'purge');
      const made = await subject.write(key, 'create', '{"n":3}');
      expect(made).toMatchObject({ revision: 3, sequence: 3, previousAt: purged.updatedAt });
      expect(made.updatedAt).toBeGreaterThan(purged.updatedAt);
      expect(await feed(key)).toEqual(['2 a purge', '3 a create']);
      expect(await subject.history.revision(key, 3 as Revision)).toMatchObject({
        kind: 'kept',
        previous: null,
        next: null,
      });
    });

    it('is superseded when what was judged is outdated, and then does nothing', async () => {
      const key = keyOf(await subject.newCollection(), 'a');
      await subject.write(key, 'create');
      const judged = await subject.judge(key);
      const head: DocumentHead = await subject.write(key, 'replace', '{"n":2}');
      expect(await subject.commit(key, 'purge', judged)).toEqual({ kind: 'superseded' });
      expect(await subject.documents.read(key)).toEqual({ kind: 'live', head, text: '{"n":2}' });
      const settled = await subject.judge(key);
      await subject.changeCollection(key.collection, '{ }');
      expect(await subject.commit(key, 'purge', settled)).toEqual({ kind: 'superseded' });
      expect(await feed(key)).toEqual(['1 a create', '2 a replace']);
    });

    it('that races with writes: one of them wins, and nothing comes back that was purged', async () => {
      const key = keyOf(await subject.newCollection(), 'a');
      await subject.write(key, 'create');
      const judged = await subject.judge(key);
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          subject.commit(key, n % 2 === 0 ? 'purge' : 'replace', judged, `{"n":${n}}`),
        ),
      );
      expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
      const { kind } = await subject.documents.head(key);
      expect(await feed(key)).toEqual(kind === 'live' ? ['1 a create', '2 a replace'] : ['2 a purge']);
    });

    it('forgets the answers that tell of the document, and no others', async () => {
      const { collection } = keyOf(await subject.newCollection(), 'x');
      const path = (id: string) => `"location":"/v1/collections/${collection}/documents/${id}"`;
      const made = async (id: string, text: string) => {
        const key = keyOf(collection, id);
        const remember = {
          scope: 's',
          key: `${collection} ${id}`,
          fingerprint: 'f',
          lifetime: 60_000,
          answer: () => text,
        };
        const change = {
          key,
          operation: 'create',
          text: '{}',
          author: null,
          expected: await subject.judge(key),
        } as const;
        await subject.documents.commit(change, remember);
      };
      await made('a', path('a'));
      await made('b', `"kept":{"collection":"${collection}","id":"a","revision":1}`);
      await made('c', path('a').replace('a"', 'a/attachments/x"'));
      await made('ab', path('ab'));
      await subject.write(keyOf(collection, 'a'), 'purge');
      const left = await Promise.all(
        ['a', 'b', 'c', 'ab'].map((id) =>
          subject.idempotency.find({ scope: 's', key: `${collection} ${id}` }),
        ),
      );
      expect(left.map((record) => record !== undefined)).toEqual([false, false, false, true]);
    });
  });
}
