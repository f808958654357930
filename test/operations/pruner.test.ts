import type { Milliseconds, PruneResult, Revision, Sequence } from '../../src/store/index.js';
import { StoreFailure } from '../../src/store/index.js';
import { headOf, MINUTE, pruned, PrunerBench, SECOND, settle } from './pruner-bench.js';

const KEEP = '{"history":{"keep":3}}';
const through = (n: number) => n as Sequence;
const due = (at: number) => at as Milliseconds;

describe('the pruner', () => {
  let bench: PrunerBench;
  beforeEach(() => {
    bench = new PrunerBench();
  });
  afterEach(async () => {
    await bench.pruner.stop();
    // What a test does not take out itself is a defect.
    if (bench.failures.length > 0) throw new Error('the pruner has failed', { cause: bench.failures[0] });
  });

  it('looks once after the start, then sleeps while no collection limits its history', async () => {
    bench.collections = [headOf('a', '{}'), headOf('b', '{"preconditions":"optional"}')];
    bench.pruner.start();
    await bench.pass(60 * MINUTE);
    bench.notice('document', 'a');
    await bench.pass(60 * MINUTE);
    expect([bench.runs, bench.steps, bench.next]).toEqual([[SECOND], [], undefined]);
  });

  it('obeys new settings a second later, and many changes at once with one run', async () => {
    for (let turn = 0; turn < 50; turn += 1) bench.notice('collection', 'a');
    bench.collections = [headOf('a', KEEP, { revision: 7 as Revision })];
    await bench.pass(SECOND);
    expect(bench.runs).toEqual([SECOND]);
    expect(bench.steps).toEqual([
      {
        collection: 'a',
        settings: 7,
        retention: { kind: 'revisions', count: 3 },
        after: 0,
        spare: 10 * MINUTE,
        rows: 200,
      },
    ]);
  });

  it('steps until there is no more, each step from where the one before ended', async () => {
    const answers: PruneResult[] = [
      pruned({ removed: 200, through: through(250), more: true }),
      pruned({ removed: 200, through: through(250), more: true }),
      pruned({ removed: 9, through: through(400) }),
    ];
    bench.collections = [headOf('a', KEEP, { sequence: through(400) })];
    bench.answer = () => answers.shift() ?? pruned();
    bench.pruner.start();
    await bench.pass(SECOND);
    expect(bench.steps.map(({ after }) => after)).toEqual([0, 250, 250]);
    expect(bench.removed).toEqual([409]);
  });

  it.each([
    ['ten seconds when something is due at once', 0, 10 * SECOND],
    ['until it is due', 2 * MINUTE, 2 * MINUTE],
    ['five minutes at the most', 300 * MINUTE, 5 * MINUTE],
  ])('sleeps %s', async (_, wait, sleep) => {
    bench.collections = [headOf('a', KEEP)];
    bench.answer = () => pruned({ through: through(1), due: due(SECOND + wait) });
    bench.pruner.start();
    await bench.pass(SECOND);
    expect(bench.next).toBe(SECOND + sleep);
  });

  it('asks the store for nothing before something is due', async () => {
    bench.collections = [headOf('a', KEEP)];
    bench.answer = () => pruned({ through: through(1), due: due(12 * MINUTE) });
    bench.pruner.start();
    await bench.pass(12 * MINUTE - 1);
    expect([bench.runs.length, bench.steps.length]).toEqual([3, 1]);
    await bench.pass(1);
    expect(bench.steps.map(({ after }) => after)).toEqual([0, 1]);
  });

  it('looks after a commit when what that superseded has been spared for ten minutes', async () => {
    bench.collections = [headOf('a', KEEP), headOf('b', '{}')];
    bench.pruner.start();
    await bench.pass(SECOND);
    expect(bench.next).toBeUndefined();
    bench.notice('document', 'b');
    expect(bench.next).toBeUndefined();
    bench.notice('document', 'a');
    await bench.pass(SECOND);
    bench.notice('document', 'a');
    expect(bench.next).toBe(SECOND + 10 * MINUTE + SECOND);
    bench.collections = [headOf('a', KEEP, { sequence: through(7) })];
    await bench.pass(11 * MINUTE);
    expect(bench.steps.map(({ after }) => after)).toEqual([0, 5]);
  });

  it('does not forget a change that is made while it runs', async () => {
    bench.collections = [headOf('a', KEEP)];
    bench.answer = () => {
      bench.notice('collection', 'a');
      return pruned();
    };
    bench.pruner.start();
    await bench.pass(SECOND);
    expect(bench.next).toBe(2 * SECOND);
  });

  it('goes on where it was under the same retention, and looks at everything again under another', async () => {
    const change = async (revision: number, settings: string) => {
      bench.collections = [headOf('a', settings, { revision: revision as Revision, sequence: through(6) })];
      bench.notice('collection', 'a');
      await bench.pass(SECOND);
    };
    await change(1, KEEP);
    await change(2, '{"history":{"keep":3},"preconditions":"optional"}');
    await change(3, '{"history":{"keep":2}}');
    await change(4, '{"history":{"days":2}}');
    await change(5, '{}');
    await change(6, '{"history":{"days":2}}');
    expect(bench.steps.map(({ settings, after }) => [settings, after])).toEqual([
      [1, 0],
      [2, 5],
      [3, 0],
      [4, 0],
      [6, 0],
    ]);
  });

  it('leaves a collection whose settings have just changed to the next run', async () => {
    bench.collections = [headOf('a', KEEP), headOf('b', KEEP)];
    bench.answer = ({ collection }) => (collection === 'a' ? { kind: 'superseded' } : pruned());
    bench.pruner.start();
    await bench.pass(SECOND);
    expect(bench.steps.map(({ collection }) => collection)).toEqual(['a', 'b']);
  });

  it('tries again ten seconds later, silently, when the store is busy', async () => {
    bench.collections = [headOf('a', KEEP)];
    bench.answer = () => Promise.reject(new StoreFailure('busy'));
    bench.pruner.start();
    await bench.pass(SECOND);
    expect(bench.next).toBe(11 * SECOND);
  });

  it('reports any other failure and tries again five minutes later', async () => {
    const failure = new StoreFailure('full');
    bench.collections = [headOf('a', KEEP)];
    bench.answer = () => Promise.reject(failure);
    bench.pruner.start();
    await bench.pass(SECOND);
    expect(bench.failures.splice(0)).toEqual([failure]);
    expect(bench.next).toBe(SECOND + 5 * MINUTE);
  });

  it('keeps everything under settings that it cannot read', async () => {
    bench.collections = [headOf('a', '{"history":{"keep":0}}')];
    bench.pruner.start();
    await bench.pass(60 * MINUTE);
    expect(bench.steps).toEqual([]);
  });

  it('stops after the step that is under way, and never wakes again', async () => {
    let finish: ((result: PruneResult) => void) | undefined;
    bench.collections = [headOf('a', KEEP)];
    bench.answer = () => new Promise((resolve) => (finish = resolve));
    bench.pruner.start();
    await bench.pass(SECOND);
    let stopped = false;
    const stop = bench.pruner.stop().then(() => (stopped = true));
    await settle();
    expect(stopped).toBe(false);
    finish?.(pruned({ more: true }));
    await stop;
    bench.notice('collection', 'a');
    expect([bench.steps.length, bench.next]).toEqual([1, undefined]);
  });
});
