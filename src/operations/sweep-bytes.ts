import type { AttachmentStore, SweepStep } from '../store/index.js';
import type { Sweepable } from './sweeper.js';

const STEP: SweepStep = {
  // A reader may still be taking what was replaced a moment ago.
  spare: 10 * 60_000,
  // Of 256 KiB each: to let go of their pages takes as long as to write them.
  pieces: 16,
};

/** The bytes of attachments that were replaced, deleted or never completed, as something to be swept. */
export function sweepBytes(attachments: Pick<AttachmentStore, 'sweep'>): Sweepable {
  return { sweep: () => attachments.sweep(STEP) };
}
