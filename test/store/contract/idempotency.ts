import type { DocumentHead, DocumentKey, IdempotencyKey, Remembrance } from '../../../src/store/index.js';
import { committed, keyOf, MOMENT, type Subject } from './subject.js';

const HOUR = 3_600_000;

/** A record that says which revision was made. */
function remembrance(name: IdempotencyKey, lifetime = HOUR): Remembrance<DocumentHead> {
  return { ...name, fingerprint: 'f', lifetime, answer: ({ revision }) => `revision ${revision}` };
}

function settingsAnswer({ revision }: { readonly revision: number }): string {
  return `settings ${revision}`;
}

let keys = 0;
function newKey(scope = 'ann'): IdempotencyKey {
  keys += 1;
  return { scope, key: `key-${keys}` };
}

/** Records of how requests were answered: there exactly when what they speak of is. */
export function describeIdempotency(subject: Subject): void {
  // A change that expects what stands, remembered under `name`.
  const write = async (key: DocumentKey, name: IdempotencyKey, lifetime = HOUR) => {
    const { revision, settings } = await subject.judge(key);
    const operation = revision === null ? 'create' : 'replace';
    const change = { key, operation, text: '{}', author: null, expected: { revision, settings } } as const;
    return subject.documents.commit(change, remembrance(name, lifetime));
  };

  describe('idempotency records', () => {
    it('a committed change is remembered with the answer to what it made', async () => {
      const key = keyOf(await subject.newCollection());
      const name = newKey();
      await subject.write(key, 'create');
      expect(await subject.idempotency.find(name)).toBeUndefined();
      expect(committed(await write(key, name)).revision).toBe(2);
      expect(await subject.idempotency.find(name)).toEqual({ fingerprint: 'f', answer: 'revision 2' });
    });

    it('a known request is not performed again: nothing changes, and the record stays', async () => {
      const key = keyOf(await subject.newCollection());
      const name = newKey();
      await write(key, name);
      const before = await subject.observe(key);
      expect(await write(key, name)).toEqual({ kind: 'known' });
      expect(await subject.observe(key)).toEqual(before);
      expect(await subject.idempotency.find(name)).toMatchObject({ answer: 'revision 1' });
    });

    it('a superseded change leaves no record', async () => {
      const key = keyOf(await subject.newCollection());
      const name = newKey();
      const judged = await subject.judge(key);
      await subject.write(key, 'create');
      const change = { key, operation: 'create', text: '{}', author: null, expected: judged } as const;
      expect(await subject.documents.commit(change, remembrance(name))).toEqual({ kind: 'superseded' });
      expect(await subject.idempotency.find(name)).toBeUndefined();
    });

    it('two scopes may use the same key', async () => {
      const collection = await subject.newCollection();
      const name = newKey();
      committed(await write(keyOf(collection), name));
      committed(await write(keyOf(collection, 'b'), { ...name, scope: 'ben' }));
    });

    it('of 50 commits under one key exactly one is performed and 49 are known', async () => {
      const collection = await subject.newCollection();
      const name = newKey();
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, index) => write(keyOf(collection, `d${index}`), name)),
      );
      expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'known')).toHaveLength(49);
      expect(await subject.listState(collection)).toMatchObject({ count: 1 });
    });

    it('what is kept as it stands can be remembered, and makes no revision', async () => {
      const key = keyOf(await subject.newCollection());
      const name = newKey();
      await subject.write(key, 'create');
      const before = await subject.observe(key);
      const change = { key, operation: 'keep', text: null, author: null } as const;
      const kept = { ...change, expected: await subject.judge(key) };
      expect(committed(await subject.documents.commit(kept, remembrance(name)))).toMatchObject({
        revision: 1,
      });
      expect(await subject.observe(key)).toEqual(before);
      expect(await subject.idempotency.find(name)).toMatchObject({ answer: 'revision 1' });
      await subject.write(key, 'replace');
      expect(await subject.documents.commit(kept)).toEqual({ kind: 'superseded' });
      await subject.write(key, 'delete');
      const tombstone = { ...change, expected: await subject.judge(key) };
      expect(await subject.documents.commit(tombstone)).toEqual({ kind: 'superseded' });
    });

    it('a change of a collection is remembered, and one that keeps its settings too', async () => {
      const { name: collection, revision } = await subject.makeCollection();
      const first = newKey();
      const second = newKey();
      const common = { fingerprint: 'f', lifetime: HOUR, answer: settingsAnswer };
      const change = { name: collection, author: null, recursive: false };
      await subject.collections.commit(
        { ...change, settings: '{"a":1}', expected: revision },
        { ...first, ...common },
      );
      const head = await subject.collections.read(collection);
      const keep = { ...change, keep: true, settings: '{"a":1}', expected: head?.revision ?? null };
      expect(await subject.collections.commit(keep, { ...second, ...common })).toMatchObject({
        kind: 'committed',
        head: { revision: 2 },
      });
      expect(await subject.collections.read(collection)).toEqual(head);
      expect(await subject.idempotency.find(first)).toMatchObject({ answer: 'settings 2' });
      expect(await subject.idempotency.find(second)).toMatchObject({ answer: 'settings 2' });
      expect(await subject.collections.commit({ ...keep, expected: revision })).toEqual({
        kind: 'superseded',
      });
    });

    it('a record counts for nothing once its lifetime is over, and its key may be used again', async () => {
      const key = keyOf(await subject.newCollection());
      const name = newKey();
      subject.setClock(MOMENT);
      await write(key, name, 1000);
      subject.setClock(MOMENT + 999);
      expect(await subject.idempotency.find(name)).toBeDefined();
      expect(await write(key, name)).toEqual({ kind: 'known' });
      subject.setClock(MOMENT + 1000);
      expect(await subject.idempotency.find(name)).toBeUndefined();
      expect(committed(await write(key, name)).revision).toBe(2);
      expect(await subject.idempotency.find(name)).toMatchObject({ answer: 'revision 2' });
    });

    it('a sweep removes what has expired, some at a time, and says when the next one does', async () => {
      const another = await subject.openAnother(() => MOMENT + 5000);
      try {
        const collection = await subject.newCollection();
        expect(await another.idempotency.sweep(10)).toEqual({ removed: 0, next: null });
        await another.collections.commit({
          name: collection,
          settings: '{}',
          author: null,
          expected: null,
          recursive: false,
        });
        const settings = (await another.collections.read(collection))?.revision;
        const names = [-30, -20, -10, 70].map((lifetime) => ({ lifetime, name: newKey() }));
        for (const [index, { lifetime, name }] of names.entries()) {
          const key = keyOf(collection, `d${index}`);
          const expected = { revision: null, settings: settings as never };
          const change = { key, operation: 'create', text: '{}', author: null, expected } as const;
          await another.documents.commit(change, remembrance(name, lifetime));
        }
        const last = { removed: 1, next: MOMENT + 5070 };
        expect(await another.idempotency.sweep(2)).toEqual({ removed: 2, next: MOMENT + 4990 });
        expect(await another.idempotency.sweep(2)).toEqual(last);
        expect(await another.idempotency.sweep(2)).toEqual({ ...last, removed: 0 });
      } finally {
        await another.close();
      }
    });
  });
}
