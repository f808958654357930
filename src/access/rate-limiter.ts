import type { Fields } from '../http/index.js';

/** Requests in seconds. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

/** Principals that are counted; who comes as one more has the one forgotten whose time began first. */
const MOST = 10_000;

interface Count {
  used: number;
  readonly since: number;
}

/** What one more request came to. */
export interface Allowance {
  /** Seconds until there is room again, when there is none; else 0. */
  readonly wait: number;
  /** What the answer says of it (IETF draft "RateLimit header fields for HTTP", 10). */
  readonly fields: Fields;
}

/** Counts the requests of each principal, in times that begin with the first of them. Each process counts for itself. */
export class RateLimiter {
  readonly #counts = new Map<string, Count>();

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts one more request of `principal`. One that is refused is not counted: waiting is enough to be let in. */
  take(principal: string): Allowance {
    const { requests, seconds } = this.rate;
    const now = this.now();
    const count = this.#countOf(principal, now);
    const reset = Math.max(1, Math.ceil(seconds - (now - count.since) / 1000));
    const full = count.used >= requests;
    if (!full) count.used += 1;
    const fields = {
      'RateLimit-Policy': `"credential";q=${requests};w=${seconds}`,
      RateLimit: `"credential";r=${requests - count.used};t=${reset}`,
    };
    return { wait: full ? reset : 0, fields };
  }

  #countOf(principal: string, now: number): Count {
    const known = this.#counts.get(principal);
    if (known !== undefined && now - known.since < this.rate.seconds * 1000) return known;
    // Deleted first, so that the order of the map is that of beginnings.
    this.#counts.delete(principal);
    const made = { used: 0, since: now };
    this.#counts.set(principal, made);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST && oldest !== undefined) this.#counts.delete(oldest);
    return made;
  }
}
