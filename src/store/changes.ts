import type { CollectionHead } from './collections.js';
import type { Missing, Operation } from './documents.js';
import type { CollectionName, DocumentId } from './names.js';
import type { Milliseconds, Revision, Sequence } from './units.js';

/** One committed change in a collection. Immutable. */
export interface Change {
  readonly sequence: Sequence;
  readonly id: DocumentId;
  /** The attachment of the document that was changed; null: the document itself. */
  readonly attachment: string | null;
  /** The revision that it made: of the document, or of the attachment. */
  readonly revision: Revision;
  readonly operation: Operation;
  readonly author: string | null;
  readonly createdAt: Milliseconds;
  readonly at: Milliseconds;
  /** Bytes of what it made; 0 for a delete. */
  readonly size: number;
}

/** What can be told of a collection's changes without reading one. */
export interface FeedState {
  readonly collection: CollectionHead;
  /** When the newest change was committed; 0 when there was none. */
  readonly at: Milliseconds;
}

/** Changes behind a sequence, in commit order: none is missing between two of them. */
export interface ChangesPage extends FeedState {
  readonly kind: 'page';
  readonly items: readonly Change[];
  /** Whether more follow after the last item. */
  readonly more: boolean;
}

/** A place in the feed from which nobody can go on without missing something. */
export interface LostPlace extends FeedState {
  readonly kind: 'lost-place';
}

/** Why there is no feed. */
export type MissingFeed = Extract<Missing, { kind: 'collection-absent' | 'collection-deleted' }>;

/** Reads of what has changed in a collection. */
export interface ChangeReader {
  /**
   * At most `limit` changes with a sequence above `since`, from one snapshot. A change never comes to stand behind one
   * that was already read. `lost-place`: changes behind `since` were pruned, or the collection has not come that far.
   */
  changes(
    collection: CollectionName,
    page: { readonly since: Sequence; readonly limit: number },
  ): Promise<ChangesPage | LostPlace | MissingFeed>;
  /** How far the feed is, without reading a change. */
  feedState(collection: CollectionName): Promise<({ readonly kind: 'state' } & FeedState) | MissingFeed>;
}

/** Injection token of the {@link ChangeReader}. */
export const CHANGE_READER = Symbol('ChangeReader');
