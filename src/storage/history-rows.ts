import type { KeptRange, MissingHistory, Revision } from '../store/index.js';
import {
  collectionOf,
  type CollectionRow,
  type EntryRow,
  type HeadRow,
  headOf,
  type Integer,
} from './rows.js';

/** A row of a left join that may not have found a partner. */
export type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** What every read of history begins with: collection, document and the oldest kept revision, of one snapshot. */
export type HistoryBase = CollectionRow & Nullable<HeadRow> & { readonly oldest: Integer | null };

/** There is no such collection. */
export const ABSENT: MissingHistory = { kind: 'collection-absent' };

/** What is kept of the document, unless there is none. */
export function keptOf(row: HistoryBase): (KeptRange & { readonly kind: 'kept' }) | MissingHistory {
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
export function isEntry(row: Nullable<EntryRow>): row is EntryRow {
  return row.r_revision !== null;
}

/** A revision that there may not be. */
export function revisionOf(value: Integer | null): Revision | null {
  return value === null ? null : (Number(value) as Revision);
}
