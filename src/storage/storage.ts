import type {
  AttachmentStore,
  ChangeReader,
  CollectionStore,
  CommitListener,
  DocumentStore,
  HistoryStore,
  IdempotencyStore,
  Milliseconds,
  TokenReader,
} from '../store/index.js';
import type { IndexProgress } from './index-builder.js';

/** How to open a store, whatever the database. */
export interface StorageOptions {
  /** `serve` migrates and may write; `read` runs beside a server. */
  readonly mode: 'serve' | 'read';
  /** Connections to a server at once, besides one that listens. A file has its own number. */
  readonly connections?: number;
  /** Writes that may wait. */
  readonly queueLimit?: number;
  readonly now?: () => Milliseconds;
  /** Told how far a declared index is built. */
  readonly onIndexProgress?: (progress: IndexProgress) => void;
  /** Told when work in the background failed. */
  readonly onFailure?: (error: unknown) => void;
}

/** A transaction that has committed, for those who count. */
export interface CommittedGroup {
  /** Writes that shared it. */
  readonly members: number;
  /** From its beginning to the return of its COMMIT. */
  readonly seconds: number;
}

/** An open store. */
export interface Storage {
  readonly documents: DocumentStore;
  readonly collections: CollectionStore;
  readonly history: HistoryStore;
  readonly attachments: AttachmentStore;
  readonly changes: ChangeReader;
  readonly idempotency: IdempotencyStore;
  readonly tokens: TokenReader;
  /** Has `listener` told of every change from now on. Returns the function that ends it. */
  onCommit(listener: CommitListener): () => void;
  /** Has `listener` told of every transaction of the writer from now on. */
  onGroup(listener: (group: CommittedGroup) => void): void;
  /** Writes that wait for their turn. */
  waiting(): number;
  /**
   * Writes, and reads, something that no client can see, in the way that clients' requests do. Rejects with a
   * StoreFailure when that is not possible.
   */
  probe(): Promise<void>;
  /** Lets waiting writes commit, then lets go of the database. */
  close(): Promise<void>;
}
