import type { CollectionName } from './names.js';

/** A change that has become durable. */
export interface Committed {
  /** What was changed: the collection itself (its settings, its existence), one of its documents, or an attachment. */
  readonly kind: 'collection' | 'document' | 'attachment';
  readonly collection: CollectionName;
}

/** Is told of every change, in commit order, after it is durable. Must not throw: the change stands. */
export type CommitListener = (committed: Committed) => void;
