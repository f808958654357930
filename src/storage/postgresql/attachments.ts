import { type AttachmentStore, type Milliseconds, type Staging, StoreFailure } from '../../store/index.js';

/**
 * Attachments are kept on SQLite only, for now: there are no tables for them on PostgreSQL. Whatever is asked of them
 * fails as `unsupported`, whether the document exists or not. There is nothing to sweep.
 */
export class NoAttachments implements AttachmentStore {
  readonly head = refuse;
  readonly inspect = refuse;
  readonly listState = refuse;
  readonly list = refuse;
  readonly holds = refuse;
  readonly commit = refuse;

  constructor(readonly epoch: string) {}

  bytes(): AsyncIterable<Uint8Array> {
    throw unsupported();
  }

  stage(): Staging {
    throw unsupported();
  }

  async sweep(): Promise<{ readonly removed: number; readonly next: Milliseconds | null }> {
    return { removed: 0, next: null };
  }
}

async function refuse(): Promise<never> {
  throw unsupported();
}

function unsupported(): StoreFailure {
  return new StoreFailure('unsupported');
}
