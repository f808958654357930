import { type CollectionName, type Committed, StoreFailure } from '../../store/index.js';
import type { Integer } from '../rows.js';
import type { Database } from './database.js';

const STATES = 'SELECT name, revision, sequence FROM "Collection"';

interface State {
  readonly name: CollectionName;
  readonly revision: Integer;
  readonly sequence: Integer;
}

/** Finds out what was committed by looking at the counters of all collections. */
export class ChangePoll {
  #known = new Map<CollectionName, State>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly database: Database,
    private readonly announce: (committed: Committed) => void,
    private readonly fail: (error: unknown) => void,
    /** Milliseconds until the next look. */
    private readonly interval: () => number,
  ) {}

  /** Remembers what stands, and looks at it again and again. */
  async start(): Promise<void> {
    this.#known = await this.#read();
    this.#later();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Announces what has changed since the look before. */
  async look(): Promise<void> {
    const found = await this.#read();
    for (const [collection, { revision, sequence }] of found) {
      const before = this.#known.get(collection);
      if (before?.revision !== revision) this.announce({ kind: 'collection', collection });
      if ((before?.sequence ?? 0) !== sequence) this.announce({ kind: 'document', collection });
    }
    this.#known = found;
  }

  #later(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      void this.look()
        // Of a database that is away, requests are told.
        .catch((error: unknown) => error instanceof StoreFailure || this.fail(error))
        .finally(() => this.#later());
    }, this.interval());
  }

  async #read(): Promise<Map<CollectionName, State>> {
    const rows = await this.database.all<State>(STATES, {});
    return new Map(rows.map((row) => [row.name, row]));
  }
}
