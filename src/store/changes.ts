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
  /** Bytes of what it made; 0 for a removal. */
  readonly size: number;
}

/** What can be told of a collection's changes without reading one. */
export interface FeedState {
  readonly collection: CollectionHead;
  /** When the newest change was committed; 0 when there was none. */
  readonly at: Milliseconds;
}

/**
 * Changes behind a sequence, in commit order: none is missing between two of them, but those of a document that was
 * purged since. Its purge comes later, so whoever reads on learns what there is.
 */
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

/**
 * A store that takes the place of a lost one, of which it is an older copy, goes on behind the next multiple of this. So a
 * place in the feed that the lost one told is never taken for one of its own.
 */
export const SEQUENCES_OF_A_STORE = 10_000_000_000;

/**
 * Whether it can be said without a look at the changes that nobody can go on from `since`. A `doubtful` place was told
 * before the last restore: by this store if there is a change at it, else by the one that was lost.
 */
export function placeInFeed(
  { sequence, prunedThrough }: Pick<CollectionHead, 'sequence' | 'prunedThrough'>,
  since: Sequence,
): 'sound' | 'doubtful' | 'lost' {
  if (since < prunedThrough || since > sequence) return 'lost';
  const sameStore = Math.floor(since / SEQUENCES_OF_A_STORE) === Math.floor(sequence / SEQUENCES_OF_A_STORE);
  return since === 0 || sameStore ? 'sound' : 'doubtful';
}

/** Reads of what has changed in a collection. */
export interface ChangeReader {
  /**
   * At most `limit` changes with a sequence above `since`, from one snapshot. A change never comes to stand behind one
   * that was already read. `lost-place`: changes behind `since` were pruned, the collection has not come that far, or it has not come that way.
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
