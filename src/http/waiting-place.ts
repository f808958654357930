import type { CoarseClock } from './coarse-clock.js';

/**
 * Why a reader goes on: something was committed; its time is over; its client has gone away; the service is closing.
 */
export type Awakening = 'news' | 'time' | 'gone' | 'closing';

/**
 * Reads something once for all who look for the same after the same news. Equal names mean equal reads, whose results
 * nobody may change.
 */
export type Share = <T>(name: string, read: () => Promise<T>) => Promise<T>;

/** Every look is one's own. */
export const alone: Share = (_, read) => read();

/** Results of shared reads that are kept until the next news: readers that are woken later find them. */
const KEPT = 16;

/** What readers wait for. */
export class Topic {
  /** Rises with all news. */
  generation = 0;
  /** Readers that have a place. */
  readers = 0;
  #sleepers = new Set<Place>();
  readonly #shared = new Map<string, Promise<unknown>>();

  constructor(readonly name: string) {}

  /** What was read before is outdated. Returns those who sleep, each at most once until it sleeps again. */
  outdate(): Iterable<Place> {
    this.generation += 1;
    this.#shared.clear();
    const sleepers = this.#sleepers;
    this.#sleepers = new Set();
    return sleepers;
  }

  /** Has `place` called at the next news. */
  sleep(place: Place): void {
    this.#sleepers.add(place);
  }

  /** `place` sleeps no more. */
  rise(place: Place): void {
    this.#sleepers.delete(place);
  }

  readonly share: Share = <T>(name: string, read: () => Promise<T>): Promise<T> => {
    const known = this.#shared.get(name);
    if (known !== undefined) return known as Promise<T>;
    const reading = read();
    this.#shared.set(name, reading);
    const [oldest] = this.#shared.keys();
    if (this.#shared.size > KEPT && oldest !== undefined) this.#shared.delete(oldest);
    // A failure is not kept: the next look may succeed.
    reading.catch(() => {
      if (this.#shared.get(name) === reading) this.#shared.delete(name);
    });
    return reading;
  };
}

/** What a place needs of those who gave it. */
export interface Host {
  readonly clock: CoarseClock;
  readonly closing: boolean;
  wake(place: Place, awakening: Awakening): void;
  leave(topic: Topic, place: Place): void;
}

/** One reader's place among those who wait. No news between two calls of {@link next} can be missed. */
export class Place {
  #seen: number;
  #gone = false;
  #resume: ((awakening: Awakening) => void) | undefined;

  constructor(
    private readonly host: Host,
    private readonly topic: Topic,
  ) {
    this.#seen = topic.generation;
  }

  /** Whether there is nothing to wait for any more. */
  get over(): boolean {
    return this.#gone || this.host.closing;
  }

  /** Looks together with the others of this topic. */
  get share(): Share {
    return this.topic.share;
  }

  /** Resolves at the next news since the last call (at once if there were some), and at `until` at the latest. */
  async next(until: number): Promise<Awakening> {
    if (this.#gone) return 'gone';
    if (this.host.closing) return 'closing';
    // Before the news: a topic that is never quiet must not make anybody wait for longer than asked for.
    if (this.host.clock.now >= until) return 'time';
    if (this.#catchUp()) return 'news';
    return new Promise((resolve) => {
      const cancel = this.host.clock.at(until, () => this.host.wake(this, 'time'));
      this.topic.sleep(this);
      this.#resume = (awakening) => {
        this.#resume = undefined;
        this.topic.rise(this);
        cancel();
        resolve(awakening);
      };
    });
  }

  /** To be called when the reader's turn to be woken has come. What does not concern it any more does nothing. */
  wake(awakening: Awakening): void {
    if (this.#resume === undefined) return;
    if (awakening !== 'news' || this.#catchUp()) this.#resume(awakening);
  }

  /** The client went away: whatever it waits for is over at once. */
  depart(): void {
    this.#gone = true;
    this.#resume?.('gone');
  }

  /** Gives the place up. */
  leave(): void {
    this.host.leave(this.topic, this);
  }

  #catchUp(): boolean {
    if (this.#seen === this.topic.generation) return false;
    this.#seen = this.topic.generation;
    return true;
  }
}
