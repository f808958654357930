import * as fc from 'fast-check';
import type { Milliseconds } from '../../src/store/index.js';
import { DAY, type HistorySubject, keep, keyOf, MINUTE, days, revision, time } from './history-subject.js';

type Step =
  | { readonly kind: 'write'; readonly id: 'a' | 'b' }
  | { readonly kind: 'delete'; readonly id: 'a' | 'b' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'prune'; readonly by: 'keep' | 'days'; readonly count: number; readonly rows: number };

const id = fc.constantFrom('a' as const, 'b' as const);
const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), id }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      milliseconds: fc.constantFrom(1, MINUTE, 9 * MINUTE, 10 * MINUTE, DAY, 2 * DAY),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('prune' as const),
      by: fc.constantFrom('keep' as const, 'days' as const),
      count: fc.integer({ min: 1, max: 4 }),
      rows: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

interface ModelRevision {
  readonly revision: number;
  readonly sequence: number;
  readonly at: number;
  readonly deleted: boolean;
}

/** The rules of retention in their plainest form: every revision is looked at every time. */
class Model {
  readonly kept = { a: [] as ModelRevision[], b: [] as ModelRevision[] };
  readonly pruned = { a: 0, b: 0 };
  prunedThrough = 0;
  #sequence = 0;

  add(name: 'a' | 'b', at: number, deleted: boolean): void {
    this.#sequence += 1;
    const last = this.kept[name].at(-1);
    const next = { revision: (last?.revision ?? 0) + 1, sequence: this.#sequence, at, deleted };
    this.kept[name].push(next);
  }

  prune({ by, count }: Extract<Step, { kind: 'prune' }>, now: number): void {
    const wait = 10 * MINUTE + (by === 'days' ? count * DAY : 0);
    const behind = by === 'keep' ? count : 1;
    for (const name of ['a', 'b'] as const) {
      const all = this.kept[name];
      const going = all.filter((_, index) => {
        const displacer = all[index + behind];
        return displacer !== undefined && displacer.at + wait <= now;
      });
      this.kept[name] = all.slice(going.length);
      this.pruned[name] += going.length;
      for (const { sequence } of going) this.prunedThrough = Math.max(this.prunedThrough, sequence);
    }
  }

  at(name: 'a' | 'b', moment: number): number | 'pruned' | 'before' {
    const found = this.kept[name].findLast((candidate) => candidate.at <= moment);
    return found?.revision ?? (this.pruned[name] > 0 ? 'pruned' : 'before');
  }
}

/** Whatever is written, deleted, re-created and pruned in whatever order, the store agrees with the model. */
export function describeHistoryModel(subject: HistorySubject): void {
  it('any writes, deletes, re-creates and retentions leave what a plain model keeps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 40 }), async (steps) => {
        const collection = await subject.collection();
        const model = new Model();
        for (const step of steps) {
          if (step.kind === 'wait') subject.clock += step.milliseconds;
          else if (step.kind === 'prune') {
            model.prune(step, subject.clock);
            const retention = step.by === 'keep' ? keep(step.count) : days(step.count);
            await subject.prune(collection, retention, { rows: step.rows });
          } else {
            const live = model.kept[step.id].at(-1)?.deleted === false;
            if (step.kind === 'delete' && !live) continue;
            await subject.write(keyOf(collection, step.id), step.kind === 'delete' ? 'delete' : undefined);
            model.add(step.id, subject.clock, step.kind === 'delete');
          }
        }
        await compare(subject, model, collection);
      }),
      { numRuns: 60 },
    );
  });
}

async function compare(
  subject: HistorySubject,
  model: Model,
  collection: Awaited<ReturnType<HistorySubject['collection']>>,
): Promise<void> {
  expect((await subject.head(collection)).prunedThrough).toBe(model.prunedThrough);
  for (const name of ['a', 'b'] as const) {
    const key = keyOf(collection, name);
    const kept = model.kept[name];
    if (kept.length === 0) {
      expect(await subject.history.revisions(key, { limit: 1 })).toEqual({ kind: 'absent' });
      continue;
    }
    expect(await subject.kept(key)).toEqual(kept.map((item) => item.revision).toReversed());
    for (const { at } of kept) {
      for (const moment of [at - 1, at]) expect(await momentOf(moment)).toBe(model.at(name, moment));
    }
    const oldest = kept[0]?.revision ?? 0;
    if (oldest > 1) {
      expect((await subject.history.revision(key, revision(oldest - 1))).kind).toBe('pruned');
    }
    async function momentOf(moment: number) {
      const found = await subject.history.at(key, time(moment) satisfies Milliseconds);
      return found.kind === 'kept' ? found.entry.revision : found.kind;
    }
  }
}
