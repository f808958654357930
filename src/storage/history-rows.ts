import type {
  DocumentKey,
  HistoryPage,
  KeptRange,
  Milliseconds,
  MissingHistory,
  MomentSnapshot,
  Revision,
  RevisionSnapshot,
} from '../store/index.js';
import {
  collectionOf,
  type CollectionRow,
  type EntryRow,
  entryOf,
  type HeadRow,
  headOf,
  type Integer,
} from './rows.js';

/** A row of a left join that may not have found a partner. */
export type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** What every read of history begins with: collection, document and the oldest kept revision, of one snapshot. */
type HistoryBase = CollectionRow & Nullable<HeadRow> & { readonly oldest: Integer | null };

/** The same, and a revision if the join found one. */
export type HistoryRow = HistoryBase & Nullable<EntryRow>;

/** The revisions around one that still have a document. */
export interface Neighbours {
  readonly previous: Integer | null;
  readonly next: Integer | null;
}

/** A page of at most `limit` revisions from rows of which there is one more if others follow. */
export function pageOf(rows: readonly HistoryRow[], limit: number): HistoryPage | MissingHistory {
  const [first] = rows;
  if (first === undefined) return ABSENT;
  const kept = keptOf(first);
  if (kept.kind !== 'kept') return kept;
  const items = rows.flatMap((row) => (isEntry(row) ? [entryOf(row)] : []));
  return { ...kept, kind: 'page', items: items.slice(0, limit), more: items.length > limit };
}

/** What the row that was looked up for `revision` says of it. */
export function snapshotOf(row: (HistoryRow & Neighbours) | undefined, revision: Revision): RevisionSnapshot {
  if (row === undefined) return ABSENT;
  const kept = keptOf(row);
  if (kept.kind !== 'kept') return kept;
  if (isEntry(row)) {
    const { previous, next } = row;
    return { ...kept, entry: entryOf(row), previous: revisionOf(previous), next: revisionOf(next) };
  }
  return { ...kept, kind: revision < kept.oldest ? 'pruned' : 'never' };
}

/** What was current at `time`, by the row of the last revision not later than that, else of the oldest. */
export function momentOf(row: HistoryRow | undefined, key: DocumentKey, time: Milliseconds): MomentSnapshot {
  if (row === undefined) return ABSENT;
  const kept = keptOf(row);
  if (kept.kind !== 'kept') return kept;
  if (!isEntry(row)) throw new Error(`the history of ${key.collection}/${key.id} has a gap`);
  const entry = entryOf(row);
  if (entry.at <= time) return { ...kept, entry };
  return { ...kept, kind: entry.revision > 1 ? 'pruned' : 'before', since: entry.at };
}

/** There is no such collection. */
const ABSENT: MissingHistory = { kind: 'collection-absent' };

/** What is kept of the document, unless there is none. */
function keptOf(row: HistoryBase): (KeptRange & { readonly kind: 'kept' }) | MissingHistory {
  const collection = collectionOf(row);
  if (collection.deleted) return { kind: 'collection-deleted', collection };
  const oldest = revisionOf(row.oldest);
  if (!hasHead(row) || oldest === null) return { kind: 'absent' };
  return { kind: 'kept', head: headOf(row), oldest };
}

// A left join without a partner: then every column is null, else none that cannot be.
function hasHead(row: Nullable<HeadRow>): row is HeadRow {
  return row.revision !== null;
}

/** Whether the join found a revision. */
function isEntry(row: Nullable<EntryRow>): row is EntryRow {
  return row.r_revision !== null;
}

/** A revision that there may not be. */
function revisionOf(value: Integer | null): Revision | null {
  return value === null ? null : (Number(value) as Revision);
}
