import * as fc from 'fast-check';
import { collectionName, keyOf, type Subject } from './subject.js';

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), remove: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
);

/** What a list's entity-tag is made of. */
export function describeListTag(subject: Subject): void {
  let run = 0;

  describe('the state of a list', () => {
    it('changes when, and only when, the set of live revisions changes; the counters are exact', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
          run += 1;
          const name = collectionName(`tag-${run}`);
          await subject.makeCollection(name);
          const live = new Map<string, number>();
          const stateOf = new Map<string, string>();
          const liveOf = new Map<string, string>();
          let changes = 0;

          for (const next of steps) {
            if (next === 'clear') {
              changes += live.size;
              live.clear();
              await subject.clear(name);
              await subject.makeCollection(name);
            } else if (!next.remove || live.has(next.id)) {
              changes += 1;
              const operation = next.remove ? 'delete' : live.has(next.id) ? 'replace' : 'create';
              const { revision } = await subject.write(keyOf(name, next.id), operation);
              if (next.remove) live.delete(next.id);
              else live.set(next.id, revision);
            }
            const { sequence, count, at, collection } = await subject.listState(name);
            expect(collection).toMatchObject({ sequence: changes, documents: live.size });
            expect(count).toBe(live.size);
            // One live set has one state, and one state has one live set, however far apart the two moments are.
            const set = [...live]
              .map(([id, revision]) => `${id}.${revision}`)
              .toSorted()
              .join(' ');
            const state = `${sequence} ${count} ${at}`;
            expect(stateOf.get(set) ?? state).toBe(state);
            expect(liveOf.get(state) ?? set).toBe(set);
            stateOf.set(set, state);
            liveOf.set(state, set);
          }
        }),
        { numRuns: 25 },
      );
    });

    it('stays when only the settings change', async () => {
      const name = await subject.newCollection();
      await subject.createAll(name, ['a', 'b']);
      const before = await subject.listState(name);
      await subject.changeCollection(name, '{"other":true}');
      const { sequence, count, at, collection } = await subject.listState(name);
      expect({ sequence, count, at }).toEqual({
        sequence: before.sequence,
        count: before.count,
        at: before.at,
      });
      expect(collection).toMatchObject({ revision: 2, sequence: before.collection.sequence });
    });

    it('stays when another collection changes', async () => {
      const name = await subject.newCollection();
      await subject.createAll(name, ['a', 'b']);
      const before = await subject.listState(name);
      await subject.createAll(await subject.newCollection(), ['a', 'b', 'c']);
      expect(await subject.listState(name)).toEqual(before);
    });
  });
}
