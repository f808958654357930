import { hashOf } from './token-text.js';
import type { Verified, Verify } from './verify.js';

/** Secrets that are remembered; who comes with one more has the oldest forgotten. */
const MOST = 10_000;

interface Known {
  readonly verified: Verified;
  readonly until: number;
}

/**
 * Remembers for a short while what a secret came to, so that a client with many requests is not looked up for each of
 * them. What is revoked elsewhere is refused here when that while is over.
 */
export class KnownSecrets {
  // By hash: a dump of this process shows no secret that is only remembered.
  readonly #known = new Map<string, Known>();
  readonly #pending = new Map<string, Promise<Verified>>();

  /** `lifetime`: milliseconds for which a secret is remembered. */
  constructor(
    private readonly verify: Verify,
    private readonly lifetime: number,
  ) {}

  /** What the secret came to; at once when that is remembered. */
  verified(secret: string): Verified | Promise<Verified> {
    const hash = hashOf(secret);
    const known = this.#known.get(hash);
    if (known !== undefined && performance.now() < known.until) return current(known.verified);
    const pending = this.#pending.get(hash) ?? this.#look(hash, secret);
    return pending.then(current);
  }

  #look(hash: string, secret: string): Promise<Verified> {
    // As of now: what is revoked while the look is under way may be seen or not.
    const until = performance.now() + this.lifetime;
    const pending = this.verify(secret)
      .then((verified) => {
        this.#known.delete(hash);
        if (verified.kind === 'identity') this.#remember(hash, { verified, until });
        return verified;
      })
      .finally(() => this.#pending.delete(hash));
    this.#pending.set(hash, pending);
    return pending;
  }

  #remember(hash: string, known: Known): void {
    this.#known.set(hash, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** A moment ago is not now: the time of expiry is looked at each time. */
function current(verified: Verified): Verified {
  if (verified.kind !== 'identity' || Date.now() < verified.expiresAt) return verified;
  return { kind: 'bad', reason: 'it has expired' };
}
