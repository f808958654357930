import { Pruner } from '../../src/operations/index.js';
import type {
  CollectionHead,
  CollectionName,
  Milliseconds,
  PruneResult,
  PruneStep,
  Revision,
  Sequence,
} from '../../src/store/index.js';

/** Times after the start. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** A collection as the pruner sees it. */
export function headOf(name: string, settings: string, more: Partial<CollectionHead> = {}): CollectionHead {
  return {
    name: name as CollectionName,
    revision: 1 as Revision,
    deleted: false,
    createdAt: 0 as Milliseconds,
    updatedAt: 0 as Milliseconds,
    previousAt: null,
    settings,
    sequence: 5 as Sequence,
    documents: 1,
    prunedThrough: 0 as Sequence,
    ...more,
  };
}

/** What a step has done, with what a test does not care about left out. */
export function pruned(more: Partial<Extract<PruneResult, { kind: 'pruned' }>> = {}): PruneResult {
  return { kind: 'pruned', removed: 0, through: 5 as Sequence, more: false, due: null, ...more };
}

/** A pruner over a scripted store and a clock that only the test moves. */
export class PrunerBench {
  now = 0;
  collections: readonly CollectionHead[] = [];
  /** How the store answers a step. */
  answer: (step: PruneStep) => PruneResult | Promise<PruneResult> = () => pruned();
  readonly runs: number[] = [];
  readonly steps: PruneStep[] = [];
  readonly removed: number[] = [];
  readonly failures: unknown[] = [];
  #timer: { readonly at: number; readonly run: () => void } | undefined;

  readonly pruner = new Pruner(
    {
      prunable: async () => {
        this.runs.push(this.now);
        return this.collections;
      },
      prune: async (step) => {
        this.steps.push(step);
        return this.answer(step);
      },
    },
    {
      pruned: (work) => this.removed.push(work.removed),
      failed: (error) => this.failures.push(error),
    },
    {
      now: () => this.now,
      schedule: (run, delay) => {
        const timer = { at: this.now + delay, run };
        this.#timer = timer;
        return () => {
          if (this.#timer === timer) this.#timer = undefined;
        };
      },
      breathe: async () => {},
    },
  );

  /** When the timer goes off; undefined while nothing is planned. */
  get next(): number | undefined {
    return this.#timer?.at;
  }

  /** Tells of a commit. */
  notice(kind: 'collection' | 'document', collection: string): void {
    this.pruner.notice({ kind, collection: collection as CollectionName });
  }

  /** Lets time pass, and every run on the way finish. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (let timer = this.#timer; timer !== undefined && timer.at <= end; timer = this.#timer) {
      this.now = Math.max(this.now, timer.at);
      this.#timer = undefined;
      timer.run();
      await settle();
    }
    this.now = end;
  }
}

/** Lets everything that waits for nothing but promises go as far as it can. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
