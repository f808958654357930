import { setTimeout as pause } from 'node:timers/promises';
import type { AttachmentSweep } from './attachment-sweep.js';
import type { GroupingWriter } from './writer.js';

/** What a purge condemned goes in steps like these; bytes that others released a moment ago are not in question. */
const STEP = { spare: 10 * 60_000, pieces: 16 };
/** Milliseconds between two looks whether everybody who reads an older state has ended, and then when nobody waits any more. */
const PATIENCE = { pauses: [5, 20, 50, 100, 200, 400], later: 5000 };

/**
 * Does what is left to do after a purge has committed: the bytes of attachments go, and the log, which may hold pages
 * from before, is emptied.
 */
export class Scrubber {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly writer: Pick<GroupingWriter, 'emptyLog'>,
    private readonly sweep: Pick<AttachmentSweep, 'condemned' | 'step'>,
    private readonly fail: (error: unknown) => void,
    private readonly patience: typeof PATIENCE = PATIENCE,
  ) {}

  /**
   * Resolves when it is done, or when it has to be put off: a long read, such as a backup, holds the log. Never rejects:
   * the purge stands.
   */
  async run(): Promise<void> {
    try {
      while (this.sweep.condemned()) await this.sweep.step(STEP);
      for (const delay of this.patience.pauses) {
        if (this.writer.emptyLog()) return;
        await pause(delay);
      }
    } catch (error) {
      this.fail(error);
    }
    this.#tryLater();
  }

  /** The log is emptied anyway when the last connection is closed. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #tryLater(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.run();
    }, this.patience.later).unref();
  }
}
