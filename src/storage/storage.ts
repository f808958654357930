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
  /** Lets waiting writes commit, then lets go of the database. */
  close(): Promise<void>;
}
