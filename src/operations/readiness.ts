import { refuse, type Refusal } from '../http/index.js';
import { asStoreFailure } from '../storage/index.js';
import { StoreFailure, type StoreFailureReason } from '../store/index.js';
import type { Log } from './log.js';

/** Why requests are better sent elsewhere. */
export type Unreadiness = StoreFailureReason | 'slow' | 'stopping' | 'defect';

/** What a test replaces. */
export interface ReadinessOptions {
  /** Milliseconds for which a result stands, a bad one for a quarter of it: a flood of questions makes one probe. */
  readonly lifetime?: number;
  /** Milliseconds that a probe may take. */
  readonly patience?: number;
}

const DETAILS: Readonly<Record<Unreadiness, string>> = {
  busy: 'Another program holds the lock of the database, or too many writes wait.',
  full: 'There is no room for another write. Reads are answered.',
  down: 'The database cannot be reached, or does not take what is written.',
  replaced:
    'The database was removed or replaced under the service. Put it back, or start the service again.',
  exhausted: 'A counter has reached its end.',
  unknown: 'The database failed while a probe was committed.',
  slow: 'The database has not answered a probe in time.',
  stopping: 'The service was told to stop and finishes what it has received.',
  defect: 'A probe failed for a reason that was logged.',
};

/** Whether clients would be served: found out by writing and reading, on the ways that their requests take. */
export class Readiness {
  readonly #lifetime: number;
  readonly #patience: number;
  #stopping = false;
  #probe: Promise<Unreadiness | undefined> | undefined;
  #last: { readonly at: number; readonly reason: Unreadiness | undefined } | undefined;
  #told: Unreadiness | undefined;

  constructor(
    private readonly probe: () => Promise<void>,
    private readonly log: Pick<Log, 'event' | 'failure'>,
    { lifetime = 1000, patience = 2000 }: ReadinessOptions = {},
  ) {
    this.#lifetime = lifetime;
    this.#patience = patience;
  }

  /** From now on nobody should send anything more. */
  stop(): void {
    this.#stopping = true;
  }

  /** The refusal while it is not ready. */
  async check(): Promise<Refusal | undefined> {
    const reason = this.#stopping ? 'stopping' : await this.#reason();
    if (reason === undefined) return undefined;
    return refuse('not-ready', DETAILS[reason], { reason }, { 'Retry-After': '1' });
  }

  async #reason(): Promise<Unreadiness | undefined> {
    const { reason, at } = this.#last ?? { reason: undefined, at: -Infinity };
    const lifetime = reason === undefined ? this.#lifetime : this.#lifetime / 4;
    if (performance.now() - at < lifetime) return reason;
    // A probe that hangs is not joined by another one: it would hang, too.
    this.#probe ??= this.#run().finally(() => (this.#probe = undefined));
    const found = await within(this.#patience, this.#probe);
    this.#tell(found);
    return found;
  }

  async #run(): Promise<Unreadiness | undefined> {
    const reason = await this.probe().then(
      () => undefined,
      (error: unknown) => this.#reasonOf(error),
    );
    this.#last = { at: performance.now(), reason };
    return reason;
  }

  #reasonOf(error: unknown): Unreadiness {
    const failure = asStoreFailure(error);
    if (failure instanceof StoreFailure) return failure.reason;
    this.log.failure(error);
    return 'defect';
  }

  #tell(reason: Unreadiness | undefined): void {
    if (reason === this.#told) return;
    this.#told = reason;
    if (reason === undefined) this.log.event('info', 'ready');
    else this.log.event('warn', 'not-ready', { reason, detail: DETAILS[reason] });
  }
}

/** What `probe` finds, or `slow` when it takes longer than `patience`. */
async function within(
  patience: number,
  probe: Promise<Unreadiness | undefined>,
): Promise<Unreadiness | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'slow'>((resolve) => {
    timer = setTimeout(() => resolve('slow'), patience);
  });
  try {
    return await Promise.race([probe, late]);
  } finally {
    clearTimeout(timer);
  }
}
