import type { DocumentChange, DocumentHead, Operation, Revision } from '../../../src/store/index.js';
import { committed, keyOf, newName, type Subject } from './subject.js';

const RACERS = 50;

function race<T>(runner: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: RACERS }, (_, index) => runner(index)));
}

function winners(results: readonly { readonly kind: string }[]): number[] {
  return results.flatMap((result, index) => (result.kind === 'committed' ? [index] : []));
}

/** Many at once: no lost update, no number twice. */
export function describeRaces(subject: Subject): void {
  describe('races', () => {
    it('of 50 commits that expect one revision exactly one is committed, and its text stands', async () => {
      const key = keyOf(await subject.newCollection());
      await subject.write(key, 'create');
      const judged = await subject.judge(key);
      const won = winners(await race((index) => subject.commit(key, 'replace', judged, String(index))));
      expect(won).toHaveLength(1);
      expect(await subject.documents.read(key)).toMatchObject({
        text: String(won[0]),
        head: { revision: 2 },
      });
      expect(await subject.documents.text(key, 3 as Revision)).toBeUndefined();
      expect(await subject.collections.read(key.collection)).toMatchObject({ sequence: 2, documents: 1 });
    });

    it('a write that comes while its document is being written is judged against what comes of that', async () => {
      const key = keyOf(await subject.newCollection());
      await subject.write(key, 'create');
      const committing = subject.commit(key, 'replace', await subject.judge(key), '2');
      expect(await subject.documents.inspect(key)).toMatchObject({ head: { revision: 2 } });
      expect(await committing).toMatchObject({ kind: 'committed' });
    });

    it.each(['never made', 'a tombstone'] as const)(
      'of 50 creators of a document that is %s exactly one is committed',
      async (state) => {
        const key = keyOf(await subject.newCollection());
        if (state === 'a tombstone') {
          await subject.write(key, 'create');
          await subject.write(key, 'delete');
        }
        const judged = await subject.judge(key);
        const won = winners(await race((index) => subject.commit(key, 'create', judged, String(index))));
        expect(won).toHaveLength(1);
        expect(await subject.documents.read(key)).toMatchObject({ text: String(won[0]) });
        expect(await subject.collections.read(key.collection)).toMatchObject({ documents: 1 });
      },
    );

    it('of replaces, merges and deletes that expect one revision exactly one is committed', async () => {
      const operations = ['replace', 'merge', 'delete'] as const;
      for (let round = 0; round < 10; round += 1) {
        const key = keyOf(await subject.newCollection());
        await subject.write(key, 'create');
        const judged = await subject.judge(key);
        const results = await race((index) =>
          subject.commit(key, operations[(index + round) % 3] ?? 'replace', judged),
        );
        expect(winners(results)).toHaveLength(1);
        expect(await subject.judge(key)).toMatchObject({ revision: 2 });
      }
    });

    it('of 50 creates that expect one state of the list exactly one is committed', async () => {
      const name = await subject.newCollection();
      const { collection } = await subject.listState(name);
      const judged = { revision: null, settings: collection.revision, sequence: collection.sequence };
      const results = await race((index) => subject.commit(keyOf(name, `d${index}`), 'create', judged));
      expect(winners(results)).toHaveLength(1);
      expect((await subject.page(name)).items).toHaveLength(1);
    });

    it('of 50 makers of a collection exactly one is committed', async () => {
      const name = newName();
      const results = await race((index) =>
        subject.changeCollection(name, String(index), { expected: null }),
      );
      const won = winners(results);
      expect(won).toHaveLength(1);
      expect(await subject.collections.read(name)).toMatchObject({ revision: 1, settings: String(won[0]) });
    });

    it.each(['the create', 'the delete'])(
      'a create against the delete of its empty collection, %s sent first: one of the two, never both',
      async (first) => {
        for (let round = 0; round < 10; round += 1) {
          const key = keyOf(await subject.newCollection());
          const judged = await subject.judge(key);
          const steps = [
            () => subject.commit(key, 'create', judged),
            () => subject.changeCollection(key.collection, null, { expected: judged.settings }),
          ];
          if (first === 'the delete') steps.reverse();
          const results = await Promise.all(steps.map((step) => step()));
          expect(winners(results)).toHaveLength(1);
          const collection = await subject.collections.read(key.collection);
          expect(collection?.documents).toBe(collection?.deleted ? 0 : 1);
        }
      },
    );

    it('among many documents leave what some serial order of the committed changes leaves', async () => {
      const name = await subject.newCollection();
      const ids = Array.from({ length: 12 }, (_, index) => `d${index}`);
      const log: { readonly change: DocumentChange; readonly head: DocumentHead }[] = [];
      let superseded = 0;

      // Each client reads, decides and commits on its own; some of them decide on what is no longer so.
      const client = async (number: number): Promise<void> => {
        for (let turn = 0; turn < 25; turn += 1) {
          const key = keyOf(name, ids[(number * 2 + turn * 5 + turn * turn) % ids.length]);
          const snapshot = await subject.documents.inspect(key);
          if (snapshot.kind !== 'open') throw new Error(snapshot.kind);
          const alive = snapshot.head !== undefined && !snapshot.head.deleted;
          const operation: Operation = alive ? (turn % 3 === 0 ? 'delete' : 'replace') : 'create';
          const change: DocumentChange = {
            key,
            operation,
            text: operation === 'delete' ? null : `"${number}/${turn}"`,
            author: null,
            expected: {
              revision: snapshot.head?.revision ?? null,
              settings: snapshot.collection.revision,
            },
          };
          const result = await subject.documents.commit(change);
          if (result.kind === 'committed') log.push({ change, head: result.head });
          else superseded += 1;
        }
      };
      await Promise.all(Array.from({ length: 10 }, (_, number) => client(number)));

      const order = log.toSorted((a, b) => a.head.sequence - b.head.sequence);
      expect(order.map(({ head }) => head.sequence)).toEqual(order.map((_, index) => index + 1));
      const model = new Map<string, { readonly revision: number; readonly text: string | null }>();
      for (const { change, head } of order) {
        expect(model.get(change.key.id)?.revision ?? null).toBe(change.expected.revision);
        expect(head.revision).toBe((change.expected.revision ?? 0) + 1);
        model.set(change.key.id, { revision: head.revision, text: change.text });
      }
      for (const [id, { revision, text }] of model) {
        const read = await subject.documents.read(keyOf(name, id));
        expect(read).toMatchObject({ head: { revision }, ...(text === null ? {} : { text }) });
        expect(read.kind).toBe(text === null ? 'deleted' : 'live');
      }
      const documents = [...model.values()].filter(({ text }) => text !== null).length;
      expect(await subject.collections.read(name)).toMatchObject({ sequence: order.length, documents });
      expect((await subject.page(name)).items).toHaveLength(documents);
      // Otherwise nothing was raced for.
      expect(superseded).toBeGreaterThan(0);
      expect(order.length).toBeGreaterThan(50);
    });

    it('never issue a revision or a sequence twice in 300 cycles of delete and create', async () => {
      const name = await subject.newCollection();
      const ids = ['a', 'b', 'c'];
      const revisions = new Set<string>();
      const sequences = new Set<number>();
      let issued = 0;
      const note = (id: string, head: DocumentHead): void => {
        revisions.add(`${id}.${head.revision}`);
        sequences.add(head.sequence);
        issued += 1;
      };
      const noteTombstones = async (): Promise<void> => {
        for (const id of ids) {
          const head = await subject.documents.head(keyOf(name, id));
          if (head.kind === 'deleted') note(id, head.head);
        }
      };
      for (let cycle = 0; cycle < 300; cycle += 1) {
        const id = ids[((cycle * cycle + cycle) % 7) % 3] ?? 'a';
        note(id, await subject.write(keyOf(name, id), 'create'));
        if (cycle % 10 === 9) {
          // The other way to delete: with the whole collection.
          for (const other of ids.filter((one) => one !== id)) {
            note(other, await subject.write(keyOf(name, other), 'create'));
          }
          await subject.clear(name);
          committed(await subject.changeCollection(name, '{}'));
          await noteTombstones();
        } else {
          note(id, await subject.write(keyOf(name, id), 'delete'));
        }
      }
      expect(revisions.size).toBe(issued);
      expect(sequences.size).toBe(issued);
      expect(await subject.collections.read(name)).toMatchObject({ sequence: issued, documents: 0 });
    });
  });
}
