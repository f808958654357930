/** Milliseconds between two looks at what is due: nothing happens later than this after its time, and nothing before. */
const TICK = 250;

/** Where the time comes from; a test brings its own. */
export interface TimeSource {
  /** Milliseconds; never goes back. */
  readonly now: () => number;
  /** Calls `run` every so many milliseconds; returns the function that ends it. */
  readonly every: (run: () => void, milliseconds: number) => () => void;
}

/** The real time. What is to come does not keep the process alive. */
const REAL_TIME: TimeSource = {
  now: () => performance.now(),
  every(run, milliseconds) {
    const timer = setInterval(run, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/** One timer for any number of deadlines. It runs only while there is one. */
export class CoarseClock {
  readonly #due = new Map<number, Set<() => void>>();
  #stop: (() => void) | undefined;

  constructor(private readonly source: TimeSource = REAL_TIME) {}

  get now(): number {
    return this.source.now();
  }

  /** Whether anything is to come. */
  get runs(): boolean {
    return this.#stop !== undefined;
  }

  /** Calls `act`, which must not throw, at `time` or soon after; returns the function that prevents it. */
  at(time: number, act: () => void): () => void {
    // What was given the same deadline shares an entry, so that a look costs the same for one as for ten thousand.
    const slot = Math.ceil(time / TICK);
    const acts = this.#due.get(slot) ?? new Set();
    acts.add(act);
    this.#due.set(slot, acts);
    this.#stop ??= this.source.every(() => this.#look(), TICK);
    return () => {
      acts.delete(act);
      if (acts.size === 0 && this.#due.get(slot) === acts) this.#due.delete(slot);
    };
  }

  #look(): void {
    const now = this.now;
    for (const [slot, acts] of this.#due) {
      if (slot * TICK > now) continue;
      this.#due.delete(slot);
      for (const act of acts) act();
    }
    if (this.#due.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }
}
