import type { CollectionName } from '../store/index.js';

/** Documents, and bytes of them, that one step indexes: a step is one transaction, and other writes wait for it. */
export const STEP_DOCUMENTS = 200;
export const STEP_BYTES = 1024 * 1024;

/** What one step did, for the log. */
export interface IndexProgress {
  readonly collection: CollectionName;
  readonly done: number;
  readonly finished: boolean;
}

/**
 * Builds declared indexes for the documents that were there before. Small steps through the writer's queue, so that
 * other writes come in between; where it stands is in the database, so that a restart goes on from there.
 */
export class IndexBuilder {
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(
    /** Indexes the next documents of one collection for all of its fields; undefined when nothing is unfinished. */
    private readonly step: () => Promise<IndexProgress | undefined>,
    private readonly report: (progress: IndexProgress) => void,
    private readonly fail: (error: unknown) => void,
  ) {}

  /** Starts building what is unfinished, unless that is under way already. */
  wake(): void {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Ends after the current step. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        for (let progress = await this.#step(); progress !== undefined; progress = await this.#step()) {
          this.report(progress);
        }
      }
    } catch (error) {
      // The next declaration, or the next start, tries again.
      this.fail(error);
    }
  }

  async #step(): Promise<IndexProgress | undefined> {
    return this.#stopped ? undefined : this.step();
  }
}
