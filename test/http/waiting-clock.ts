import type { TimeSource } from '../../src/http/index.js';

/** A time that only the test moves. */
export class ManualTime implements TimeSource {
  #time = 0;
  #next = 0;
  readonly #timers = new Map<number, { readonly run: () => void; readonly step: number; due: number }>();

  /** Timers that run. */
  get timers(): number {
    return this.#timers.size;
  }

  readonly now = (): number => this.#time;

  readonly every = (run: () => void, step: number): (() => void) => {
    const id = this.#next++;
    this.#timers.set(id, { run, step, due: this.#time + step });
    return () => this.#timers.delete(id);
  };

  /** Lets time pass, and has every timer run that comes due. */
  pass(milliseconds: number): void {
    const end = this.#time + milliseconds;
    for (;;) {
      const next = [...this.#timers.values()].toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      this.#time = next.due;
      next.due += next.step;
      next.run();
    }
    this.#time = end;
  }
}
