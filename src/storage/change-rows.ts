import type {
  Change,
  DocumentId,
  FeedState,
  Milliseconds,
  MissingFeed,
  Operation,
  Revision,
  Sequence,
} from '../store/index.js';
import { collectionOf, type CollectionRow, type Integer, requireExact } from './rows.js';

/** A collection and when its newest change was committed. */
export type FeedRow = CollectionRow & { readonly at: Integer | null };

/** A change as a statement of the feed gives it. */
export interface ChangeRow {
  readonly sequence: Integer;
  readonly id: string;
  /** The attachment that was changed; null when it was the document. */
  readonly attachment: string | null;
  readonly revision: Integer;
  readonly operation: string;
  readonly author: string | null;
  readonly createdAt: Integer;
  readonly changedAt: Integer;
  readonly size: Integer | null;
}

/** What the feed of a collection is at one moment, of the row that was found. */
export function feedStateOf(
  row: FeedRow | undefined,
): ({ readonly kind: 'state' } & FeedState) | MissingFeed {
  if (row === undefined) return { kind: 'collection-absent' };
  const head = collectionOf(row);
  if (head.deleted) return { kind: 'collection-deleted', collection: head };
  return { kind: 'state', collection: head, at: Number(row.at ?? 0) as Milliseconds };
}

/** One change of the feed. Throws when a number in it is not exact. */
export function changeOf(row: ChangeRow): Change {
  return {
    sequence: requireExact(row.sequence) as Sequence,
    id: row.id as DocumentId,
    attachment: row.attachment,
    revision: requireExact(row.revision) as Revision,
    operation: row.operation as Operation,
    author: row.author,
    createdAt: Number(row.createdAt) as Milliseconds,
    at: Number(row.changedAt) as Milliseconds,
    size: Number(row.size ?? 0),
  };
}
