import { parseJson } from '../json/index.js';
import {
  type CollectionHead,
  type CollectionName,
  type Committed,
  type HistoryStore,
  type LimitedRetention,
  type Milliseconds,
  parseSettings,
  type Retention,
  type Revision,
  type Sequence,
  StoreFailure,
} from '../store/index.js';

/** How long nothing goes after it became removable: a streamed answer may still be reading it. */
const SPARE = 10 * 60_000;
/** Revisions that one step removes: other writes wait for one step at the most. */
const ROWS = 200;
/** From a change of settings to the run that obeys it. */
const SOON = 1000;
/** Between two runs while changes become removable all the time. */
const PAUSE = 10_000;
/** A timer does not count while the machine sleeps: when something is to come, nobody waits longer than this. */
const LONGEST = 5 * 60_000;
/** Between two steps that removed something. */
const BREATH = 10;

/** What a test replaces. */
export interface PrunerOptions {
  readonly spare?: number;
  readonly rows?: number;
  readonly now?: () => number;
  /** Calls `run` after `delay` milliseconds; returns the function that prevents it. */
  readonly schedule?: (run: () => void, delay: number) => () => void;
  /** What happens between two steps. */
  readonly breathe?: () => Promise<void>;
}

/** Whom the pruner tells. */
export interface PrunerReports {
  readonly pruned: (work: { readonly collection: CollectionName; readonly removed: number }) => void;
  readonly failed: (error: unknown) => void;
}

interface Progress {
  readonly settings: Revision;
  readonly retention: Retention;
  /** Changes up to here have been looked at. */
  through: Sequence;
  /** When the next one makes something removable; null when all have been looked at. */
  due: Milliseconds | null;
}

/**
 * Removes in the background what collections do not want to keep. It knows when something becomes removable and sleeps
 * until then; without a collection that limits its history it sleeps until there is one.
 */
export class Pruner {
  readonly #progress = new Map<CollectionName, Progress>();
  readonly #options: Required<PrunerOptions>;
  #wanted = Infinity;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly history: Pick<HistoryStore, 'prunable' | 'prune'>,
    private readonly reports: PrunerReports,
    options: PrunerOptions = {},
  ) {
    this.#options = { spare: SPARE, rows: ROWS, now: Date.now, schedule, breathe, ...options };
  }

  /** Begins: what became removable while nobody looked goes first. */
  start(): void {
    this.#wake(SOON);
  }

  /** To be told of every committed change. */
  notice({ kind, collection }: Committed): void {
    if (kind === 'collection') this.#wake(SOON);
    // What the change made removable can go when it has been spared long enough.
    else if (isLimited(this.#progress.get(collection)?.retention)) this.#wake(this.#options.spare + SOON);
  }

  /** Ends after the step that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#running;
  }

  /** Runs in `delay` milliseconds, unless it runs earlier anyway. */
  #wake(delay: number): void {
    const time = this.#options.now() + delay;
    if (this.#stopped || time >= this.#wanted) return;
    this.#wanted = time;
    if (this.#running === undefined) this.#arm(delay);
  }

  #arm(delay: number): void {
    this.#cancel?.();
    this.#cancel = this.#options.schedule(() => {
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
        if (!this.#stopped && this.#wanted < Infinity)
          this.#arm(Math.max(0, this.#wanted - this.#options.now()));
      });
    }, delay);
  }

  async #run(): Promise<void> {
    this.#wanted = Infinity;
    try {
      for (const head of await this.history.prunable()) {
        const progress = this.#progressOf(head);
        if (!isLimited(progress.retention)) continue;
        await this.#prune(head, progress, progress.retention);
        if (this.#stopped) return;
        if (progress.due === null) continue;
        this.#wake(Math.min(LONGEST, Math.max(PAUSE, progress.due - this.#options.now())));
      }
    } catch (error) {
      const busy = error instanceof StoreFailure && error.reason === 'busy';
      if (!busy) this.reports.failed(error);
      this.#wake(busy ? PAUSE : LONGEST);
    }
  }

  async #prune(
    { name, revision, sequence }: CollectionHead,
    progress: Progress,
    retention: LimitedRetention,
  ): Promise<void> {
    const { spare, rows, now, breathe: rest } = this.#options;
    if (progress.due === null ? progress.through === sequence : progress.due > now()) return;
    let removed = 0;
    for (let more = true; more && !this.#stopped;) {
      const { through: after } = progress;
      const step = { collection: name, settings: revision, retention, after, spare, rows };
      const result = await this.history.prune(step);
      // Whoever changed the settings has woken the next run.
      if (result.kind === 'superseded') break;
      ({ more } = result);
      progress.through = result.through;
      progress.due = result.due;
      removed += result.removed;
      if (more) await rest();
    }
    if (removed > 0) this.reports.pruned({ collection: name, removed });
  }

  #progressOf({ name, revision, settings }: CollectionHead): Progress {
    const known = this.#progress.get(name);
    if (known?.settings === revision) return known;
    const retention = retentionOf(settings);
    // Another retention looks at every change again.
    const kept = known !== undefined && isSame(known.retention, retention) ? known : NOTHING_SEEN;
    const progress = { settings: revision, retention, through: kept.through, due: kept.due };
    this.#progress.set(name, progress);
    return progress;
  }
}

const NOTHING_SEEN = { through: 0 as Sequence, due: null };

/** Settings that cannot be read keep everything. */
function retentionOf(settings: string): Retention {
  const parsed = parseSettings(parseJson(settings) as Readonly<Record<string, unknown>>);
  return parsed.kind === 'settings' ? parsed.settings.history : { kind: 'everything' };
}

function isLimited(retention: Retention | undefined): retention is LimitedRetention {
  return retention !== undefined && retention.kind !== 'everything';
}

function isSame(a: Retention, b: Retention): boolean {
  if (!isLimited(a) || !isLimited(b)) return false;
  return a.kind === b.kind && a.count === b.count;
}

function schedule(run: () => void, delay: number): () => void {
  // Nothing to come keeps the process alive.
  const timer = setTimeout(run, delay).unref();
  return () => clearTimeout(timer);
}

function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, BREATH);
  });
}
