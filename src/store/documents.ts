import type { CollectionHead } from './collections.js';
import type { Known, Remembrance } from './idempotency.js';
import type { CollectionName, DocumentId, DocumentKey } from './names.js';
import type { Condition, ListQuery } from './query.js';
import type { Milliseconds, Revision, Sequence } from './units.js';

/** Everything known of a document but its body: enough for every validator. */
export interface DocumentHead {
  readonly revision: Revision;
  readonly sequence: Sequence;
  /** A tombstone: revision numbers go on from here when the document is created again. */
  readonly deleted: boolean;
  readonly createdAt: Milliseconds;
  readonly updatedAt: Milliseconds;
  /** When the change before this one was committed; null for the first. */
  readonly previousAt: Milliseconds | null;
  /** Bytes of the body in UTF-8; 0 for a tombstone. */
  readonly size: number;
}

/** Why there is no document to read. */
export type Missing =
  | { readonly kind: 'absent' }
  | { readonly kind: 'deleted'; readonly head: DocumentHead }
  | { readonly kind: 'collection-absent' }
  | { readonly kind: 'collection-deleted'; readonly collection: CollectionHead };

/** A document's head as one row read found it. */
export type HeadSnapshot = { readonly kind: 'live'; readonly head: DocumentHead } | Missing;

/** A document's head and body from one row read. */
export type Snapshot =
  { readonly kind: 'live'; readonly head: DocumentHead; readonly text: string } | Missing;

/** What a write is judged against: the collection and the document's head, from one snapshot. */
export type WriteSnapshot =
  | Extract<Missing, { kind: 'collection-absent' | 'collection-deleted' }>
  | {
      readonly kind: 'open';
      readonly collection: CollectionHead;
      /** Undefined: never existed. A tombstone is a head that is `deleted`. */
      readonly head: DocumentHead | undefined;
    };

/** What a committed change did. */
export type Operation = 'create' | 'replace' | 'patch' | 'merge' | 'delete' | 'purge';

/** Whether `operation` leaves nothing to show: its revision has no body, and no tag was ever served for it. */
export function isRemoval(operation: Operation): boolean {
  return operation === 'delete' || operation === 'purge';
}

/** A guarded change of one document. */
export interface DocumentChange {
  readonly key: DocumentKey;
  /**
   * `keep` changes nothing and makes no revision: what was judged must hold all the same, so that a success without a
   * change can stand in a batch or be remembered. `purge` erases the document and all that is kept of it, a deleted one's
   * too, and leaves a tombstone; of one that is purged already it leaves what is there.
   */
  readonly operation: Operation | 'keep';
  /** The new body; null exactly when the operation is a removal or `keep`. */
  readonly text: string | null;
  readonly author: string | null;
  /** Everything that was judged. If any of it no longer holds, nothing happens. */
  readonly expected: {
    /** The document's revision, a tombstone's too; null when there was no row at all. */
    readonly revision: Revision | null;
    /** The live collection's settings revision. */
    readonly settings: Revision;
    /** The collection's sequence, when the judgement depended on the whole list. */
    readonly sequence?: Sequence;
  };
}

/** Nothing was done: what was judged is no longer so, or the request is known as one that was performed already. */
export type NotCommitted = { readonly kind: 'superseded' } | Known;

/** The result of a guarded change: it is durable, or nothing was done. */
export type DocumentCommit = { readonly kind: 'committed'; readonly head: DocumentHead } | NotCommitted;

/** The result of several guarded changes: all of them are durable, or none was done. */
export type DocumentsCommit =
  { readonly kind: 'committed'; readonly heads: readonly DocumentHead[] } | NotCommitted;

/** What a list's entity-tag is made of: the newest change among its live documents, and their number. */
export interface ListState {
  readonly sequence: Sequence;
  readonly at: Milliseconds;
  readonly count: number;
}

/** A document in a list: as much of its head as an item shows. */
export interface ListItem extends Pick<DocumentHead, 'revision' | 'createdAt' | 'updatedAt' | 'size'> {
  readonly id: DocumentId;
  /** The body, when it is small and came with the head; otherwise it is read by its revision, which is immutable. */
  readonly text?: string;
}

/** One page of the live documents that match, in the order asked for. */
export interface ListPage extends ListState {
  readonly kind: 'page';
  readonly collection: CollectionHead;
  readonly items: readonly ListItem[];
  /** Whether documents follow after the last item. */
  readonly more: boolean;
}

/** Too many documents would have to be looked at, because these fields have no usable index. */
export interface Unindexed {
  readonly kind: 'unindexed';
  /** Documents that may be looked at. */
  readonly limit: number;
  readonly fields: readonly {
    readonly name: string;
    /** Declared, and being built: documents done so far. Undefined: not declared. */
    readonly building?: number;
  }[];
}

/** The revision that a position names is not kept any more. */
export interface LostPosition {
  readonly kind: 'lost-position';
}

type MissingCollection = Extract<Missing, { kind: 'collection-absent' | 'collection-deleted' }>;

/** Reads of documents. Nothing here can change anything. */
export interface DocumentReader {
  /** The head alone; the body is not touched. */
  head(key: DocumentKey): Promise<HeadSnapshot>;
  /** Head and body of one revision, from one row read. */
  read(key: DocumentKey): Promise<Snapshot>;
  /** What a write is judged against. */
  inspect(key: DocumentKey): Promise<WriteSnapshot>;
  /** The body of one revision; undefined when it has none or is not kept. Revisions are immutable. */
  text(key: DocumentKey, revision: Revision): Promise<string | undefined>;
  /** The state of the list of all documents that match; no document is sent anywhere. */
  listState(
    collection: CollectionName,
    conditions?: readonly Condition[],
  ): Promise<
    | MissingCollection
    | Unindexed
    | (ListState & { readonly kind: 'state'; readonly collection: CollectionHead })
  >;
  /** One page and the state of the whole list, from one snapshot. */
  list(
    collection: CollectionName,
    query: ListQuery,
  ): Promise<MissingCollection | Unindexed | LostPosition | ListPage>;
}

/** Reads and writes of documents. */
export interface DocumentStore extends DocumentReader {
  /** The store's epoch: random, made with the database. Part of every list tag. */
  readonly epoch: string;
  /**
   * Makes the change durable if everything expected still holds; resolves only after that. With `remember` a record is
   * made with it, unless there is one already.
   */
  commit(change: DocumentChange, remember?: Remembrance<DocumentHead>): Promise<DocumentCommit>;
  /**
   * Makes all of the changes durable in one transaction, in their order, if everything expected still holds for each;
   * else none. Each document may stand in one change only. `expected.sequence` is that before the first of them.
   */
  commitAll(
    changes: readonly DocumentChange[],
    remember?: Remembrance<readonly DocumentHead[]>,
  ): Promise<DocumentsCommit>;
}

/** Injection token of the {@link DocumentStore}. */
export const DOCUMENT_STORE = Symbol('DocumentStore');
