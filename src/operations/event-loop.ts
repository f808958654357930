import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { SECONDS, Tally } from './tally.js';

/** Milliseconds between two ticks of the measure; a delay is what a tick comes late. */
const RESOLUTION = 20;
/** Milliseconds between two looks. */
const WINDOW = 500;
/** A mean delay above this for two looks is worth a warning: everybody waits so much longer, several times over. */
const SLOW = 200;

/** What is told of the event loop. */
export interface EventLoopReports {
  /** It has been slow for two looks; and when that is over. */
  readonly slow: (milliseconds: number) => void;
  readonly recovered: () => void;
  /** It has been so slow that work is turned away; and when that is over. */
  readonly overloaded: (milliseconds: number) => void;
  readonly relieved: () => void;
}

/** How late ticks came since the last look, in milliseconds. */
export interface Delays {
  readonly mean: number;
  readonly longest: number;
}

/** What a test replaces. */
export interface EventLoopOptions {
  readonly window?: number;
  readonly measure?: () => Delays;
}

/** Watches how late the event loop comes. One look says nothing: a process that was stopped for a while is late once. */
export class EventLoop {
  /** The longest delay of each window, in seconds. */
  readonly delays = new Tally(SECONDS);
  readonly #measure: () => Delays;
  readonly #window: number;
  readonly #slow: Level;
  readonly #overload: Level;
  #histogram: IntervalHistogram | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `limit`: the mean delay in milliseconds above which work is turned away; 0 is none. */
  constructor(limit: number, reports: EventLoopReports, options: EventLoopOptions = {}) {
    this.#measure = options.measure ?? (() => this.#delays());
    this.#window = options.window ?? WINDOW;
    this.#slow = new Level(SLOW, reports.slow, reports.recovered);
    this.#overload = new Level(limit === 0 ? Infinity : limit, reports.overloaded, reports.relieved);
  }

  /** Whether no more can be taken on. */
  get overloaded(): boolean {
    return this.#overload.passed;
  }

  start(): void {
    this.#histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
    this.#histogram.enable();
    this.#timer = setInterval(() => this.look(), this.#window).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram?.disable();
  }

  look(): void {
    const { mean, longest } = this.#measure();
    this.delays.add(longest / 1000);
    this.#slow.see(mean);
    this.#overload.see(mean);
  }

  #delays(): Delays {
    const { mean = 0, max = 0, count = 0 } = this.#histogram ?? {};
    this.#histogram?.reset();
    // Without a tick in it, a window has no mean.
    return count === 0 ? { mean: 0, longest: 0 } : { mean: lateness(mean), longest: lateness(max) };
  }
}

/** By how much an interval, in nanoseconds, was too long. */
function lateness(interval: number): number {
  return Math.max(0, interval / 1e6 - RESOLUTION);
}

/** A bound that counts as passed after two looks above it, and as kept again after one below half of it. */
class Level {
  passed = false;
  #above = false;

  constructor(
    private readonly bound: number,
    private readonly onPassed: (value: number) => void,
    private readonly onKept: () => void,
  ) {}

  see(value: number): void {
    const above = value > this.bound;
    if (!this.passed && above && this.#above) {
      this.passed = true;
      this.onPassed(Math.round(value));
    } else if (this.passed && value < this.bound / 2) {
      this.passed = false;
      this.onKept();
    }
    this.#above = above;
  }
}
