/** How an alarm tells and waits for time; a test brings its own. */
export interface Clock {
  readonly now: () => number;
  /** Calls `run` after `delay` milliseconds; returns the function that prevents it. */
  readonly schedule: (run: () => void, delay: number) => () => void;
}

/** The real time. Nothing to come keeps the process alive. */
export const REAL_CLOCK: Clock = {
  now: Date.now,
  schedule(run, delay) {
    const timer = setTimeout(run, delay).unref();
    return () => clearTimeout(timer);
  },
};

/** Runs a task at the earliest of the times that were asked for, never twice at once, and forgets no request. */
export class Alarm {
  #wanted = Infinity;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  /** `task` must not reject. It may ask for its next run itself. */
  constructor(
    private readonly task: () => Promise<void>,
    private readonly clock: Clock,
  ) {}

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Runs the task in `delay` milliseconds, unless it runs earlier anyway. */
  within(delay: number): void {
    const time = this.clock.now() + delay;
    if (this.#stopped || time >= this.#wanted) return;
    this.#wanted = time;
    if (this.#running === undefined) this.#arm(delay);
  }

  /** No run from now on. Resolves when the one that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#running;
  }

  #arm(delay: number): void {
    this.#cancel?.();
    this.#cancel = this.clock.schedule(() => {
      this.#wanted = Infinity;
      this.#running = this.task().finally(() => {
        this.#running = undefined;
        if (!this.#stopped && this.#wanted < Infinity)
          this.#arm(Math.max(0, this.#wanted - this.clock.now()));
      });
    }, delay);
  }
}
