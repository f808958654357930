import { CoarseClock } from './coarse-clock.js';
import { type Awakening, type Host, Place, Topic } from './waiting-place.js';

/** Readers that are woken before others get a turn. */
const PORTION = 100;
/** Milliseconds that a reader of a stream may stand still. */
const PATIENCE = 30_000;
/** The same once the service is closing. */
const LAST_PATIENCE = 1000;

/**
 * Who waits for news, and of what. Nobody polls: a topic is announced when something about it has been committed, here
 * or elsewhere, and its readers look for themselves. A topic is any string.
 */
export class WakeUps implements Host {
  readonly #topics = new Map<string, Topic>();
  readonly #places = new Set<Place>();
  readonly #queue: (readonly [Place, Awakening])[] = [];
  readonly #stalled = new Set<() => void>();
  #closing = false;

  constructor(readonly clock: CoarseClock = new CoarseClock()) {}

  /** Readers that wait, or look at what has woken them. */
  get readers(): number {
    return this.#places.size;
  }

  /** Whether the service is closing: nobody waits any more. */
  get closing(): boolean {
    return this.#closing;
  }

  /** There is news of `topic`. Costs the caller little: readers are woken later, many announcements at once. */
  announce(topic: string): void {
    const known = this.#topics.get(topic);
    if (known === undefined) return;
    for (const place of known.outdate()) this.wake(place, 'news');
  }

  /** Takes a place among the readers of `topic`. Do so before the first look, and leave it whatever happens. */
  enter(topic: string): Place {
    const known = this.#topics.get(topic) ?? new Topic(topic);
    this.#topics.set(topic, known);
    const place = new Place(this, known);
    known.readers += 1;
    this.#places.add(place);
    return place;
  }

  /** Gives a place up. */
  leave(topic: Topic, place: Place): void {
    if (!this.#places.delete(place)) return;
    topic.readers -= 1;
    if (topic.readers === 0) this.#topics.delete(topic.name);
  }

  /** Wakes one reader when its turn has come. */
  wake(place: Place, awakening: Awakening): void {
    if (this.#queue.push([place, awakening]) === 1) setImmediate(() => this.#wakeSome());
  }

  /**
   * Calls `act` when a reader that does not read has been waited for long enough: sooner when the service is closing.
   * Returns the function that prevents it.
   */
  patience(act: () => void): () => void {
    const run = () => {
      this.#stalled.delete(hurry);
      act();
    };
    let cancel = this.#within(this.#closing ? LAST_PATIENCE : PATIENCE, run);
    const hurry = () => {
      cancel();
      cancel = this.#within(LAST_PATIENCE, run);
    };
    this.#stalled.add(hurry);
    return () => {
      this.#stalled.delete(hurry);
      cancel();
    };
  }

  /** Sends everybody away, and from now on whoever comes. */
  close(): void {
    this.#closing = true;
    for (const place of this.#places) this.wake(place, 'closing');
    for (const hurry of this.#stalled) hurry();
  }

  #within(milliseconds: number, run: () => void): () => void {
    return this.clock.at(this.clock.now + milliseconds, run);
  }

  #wakeSome(): void {
    for (const [place, awakening] of this.#queue.slice(0, PORTION)) place.wake(awakening);
    // Removed only now, so that what is added meanwhile does not start a second round.
    this.#queue.splice(0, PORTION);
    if (this.#queue.length > 0) setImmediate(() => this.#wakeSome());
  }
}
