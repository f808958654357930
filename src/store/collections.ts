import type { NotCommitted } from './documents.js';
import type { Remembrance } from './idempotency.js';
import type { CollectionName, DocumentId } from './names.js';
import type { Milliseconds, Revision, Sequence } from './units.js';

/** Everything known of a collection but its documents. */
export interface CollectionHead {
  readonly name: CollectionName;
  readonly revision: Revision;
  readonly deleted: boolean;
  readonly createdAt: Milliseconds;
  readonly updatedAt: Milliseconds;
  /** When the change before this one was committed; null for the first. */
  readonly previousAt: Milliseconds | null;
  /** The settings: the JSON text exactly as it was sent. */
  readonly settings: string;
  /** Changes made in the collection so far. */
  readonly sequence: Sequence;
  /** Live documents. */
  readonly documents: number;
  /** The highest sequence that pruning has removed; 0 for none. What comes after it is complete. */
  readonly prunedThrough: Sequence;
}

/** A guarded change of a collection's settings. `settings: null` deletes the collection. */
export interface CollectionChange {
  readonly name: CollectionName;
  /** Changes nothing: what was judged must hold all the same, so that a success without a change can be remembered. */
  readonly keep?: boolean;
  readonly settings: string | null;
  readonly author: string | null;
  /** The revision that was judged; null when there was no row at all. */
  readonly expected: Revision | null;
  /** Deleting: whether its documents may go with it. Otherwise the collection must be empty at commit. */
  readonly recursive: boolean;
  /** Changing: that every live document was examined; otherwise they are not looked at. */
  readonly examined?: Examined;
}

/** What was found of the documents of a collection, as far as it was judged for a change of its settings. */
export interface Examined {
  /** Every live document that changed last at or before this was examined and is admitted. */
  readonly through: Sequence;
  /**
   * Judges a document that changed since then, inside the commit, so that nothing slips through between the two. Must be
   * synchronous and without effect. One that is not admitted, or too many of them: the change is superseded.
   */
  readonly admits: (text: string) => boolean;
}

/** Some of the live documents of a collection, in the order of their latest changes. */
export interface LivePage {
  readonly documents: readonly {
    readonly id: DocumentId;
    /** Of its latest change. */
    readonly sequence: Sequence;
    readonly text: string;
  }[];
  /** Whether documents follow after the last one. */
  readonly more: boolean;
}

/** The result of a guarded change: it stands, or nothing was done. */
export type CollectionCommit = { readonly kind: 'committed'; readonly head: CollectionHead } | NotCommitted;

/** Reads of collections. */
export interface CollectionReader {
  /** The head, a tombstone's too; undefined when the name was never used. */
  read(name: CollectionName): Promise<CollectionHead | undefined>;
  /** Every live collection in order of name, from one snapshot. */
  list(): Promise<readonly CollectionHead[]>;
  /**
   * The next live documents that changed last after `after`: few enough not to hold anything up. Who reads on from the
   * last one until there are no more has read every live document, those that changed meanwhile again.
   */
  liveAfter(name: CollectionName, after: Sequence): Promise<LivePage>;
}

/** Reads and writes of collections. */
export interface CollectionStore extends CollectionReader {
  /** Makes the change durable if `expected` still holds. With `remember` a record is made with it, unless there is one. */
  commit(change: CollectionChange, remember?: Remembrance<CollectionHead>): Promise<CollectionCommit>;
}

/** Injection token of the {@link CollectionStore}. */
export const COLLECTION_STORE = Symbol('CollectionStore');
