import {
  type CollectionHead,
  type CollectionName,
  type DocumentHead,
  MAX_COUNTER,
  type Milliseconds,
  type Operation,
  type Revision,
  type RevisionEntry,
  type Sequence,
  StoreFailure,
} from '../store/index.js';

// The border between the databases' types and the port's. Own statements yield numbers, and BigInt for what no number
// holds; Prisma yields BigInt. Names are quoted: PostgreSQL would fold them to lower case.

/** A counter or a time as either driver yields it. */
export type Integer = number | bigint;

/** Bytes up to which a body comes with its head: a page of them stays small, and saves a statement for each. */
export const SMALL_BODY = 4096;

/** The columns of a document's head. */
export interface HeadRow {
  readonly revision: Integer;
  readonly sequence: Integer;
  readonly deleted: Integer | boolean;
  readonly createdAt: Integer;
  readonly updatedAt: Integer;
  readonly previousAt: Integer | null;
  readonly size: Integer;
}

/** The columns of a collection, each behind a `c_` so that they can stand beside a document's. */
export interface CollectionRow {
  readonly c_name: string;
  readonly c_revision: Integer;
  readonly c_deleted: Integer | boolean;
  readonly c_settings: string;
  readonly c_createdAt: Integer;
  readonly c_updatedAt: Integer;
  readonly c_previousAt: Integer | null;
  readonly c_sequence: Integer;
  readonly c_documentCount: Integer;
  readonly c_prunedThrough: Integer;
}

/** The columns of a revision but its body, each behind an `r_` so that they can stand beside a document's. */
export interface EntryRow {
  readonly r_revision: Integer;
  readonly r_sequence: Integer;
  readonly r_operation: string;
  readonly r_author: string | null;
  readonly r_createdAt: Integer;
  readonly r_at: Integer;
  /** Null for a removal. */
  readonly r_size: Integer | null;
}

/** The select list that makes a {@link HeadRow} of the table called `table`. */
export const headColumns = (table: string): string =>
  ['revision', 'sequence', 'deleted', 'createdAt', 'updatedAt', 'previousAt', 'size']
    .map((column) => `${table}."${column}" AS "${column}"`)
    .join(', ');

/** The select list that makes a {@link CollectionRow}; without a table name for RETURNING. */
export const collectionColumns = (table?: string): string =>
  [
    'name',
    'revision',
    'deleted',
    'settings',
    'createdAt',
    'updatedAt',
    'previousAt',
    'sequence',
    'documentCount',
    'prunedThrough',
  ]
    .map((column) => `${table === undefined ? '' : `${table}.`}"${column}" AS "c_${column}"`)
    .join(', ');

/**
 * The select list that makes an {@link EntryRow}; `size` is how to find the size. A body's is that of UTF-8, found without
 * reading it.
 */
export const entryColumns = (table: string, size = `octet_length(${table}."data")`): string =>
  ['revision', 'sequence', 'operation', 'author', 'createdAt', 'at']
    .map((column) => `${table}."${column}" AS "r_${column}"`)
    .concat(`${size} AS "r_size"`)
    .join(', ');

/** A document's head from its row. Throws a StoreFailure when a counter has left the exact numbers. */
export function headOf(row: HeadRow): DocumentHead {
  return {
    revision: requireExact(row.revision) as Revision,
    sequence: requireExact(row.sequence) as Sequence,
    deleted: Boolean(row.deleted),
    createdAt: Number(row.createdAt) as Milliseconds,
    updatedAt: Number(row.updatedAt) as Milliseconds,
    previousAt: optionalTime(row.previousAt),
    size: Number(row.size),
  };
}

/** A collection from its row. Throws a StoreFailure when a counter has left the exact numbers. */
export function collectionOf(row: CollectionRow): CollectionHead {
  return {
    name: row.c_name as CollectionName,
    revision: requireExact(row.c_revision) as Revision,
    deleted: Boolean(row.c_deleted),
    createdAt: Number(row.c_createdAt) as Milliseconds,
    updatedAt: Number(row.c_updatedAt) as Milliseconds,
    previousAt: optionalTime(row.c_previousAt),
    settings: row.c_settings,
    sequence: requireExact(row.c_sequence) as Sequence,
    documents: requireExact(row.c_documentCount),
    prunedThrough: requireExact(row.c_prunedThrough) as Sequence,
  };
}

/** A revision from its row. Throws a StoreFailure when a counter has left the exact numbers. */
export function entryOf(row: EntryRow): RevisionEntry {
  return {
    revision: requireExact(row.r_revision) as Revision,
    sequence: requireExact(row.r_sequence) as Sequence,
    operation: row.r_operation as Operation,
    author: row.r_author,
    createdAt: Number(row.r_createdAt) as Milliseconds,
    at: Number(row.r_at) as Milliseconds,
    size: Number(row.r_size ?? 0),
  };
}

function optionalTime(value: Integer | null): Milliseconds | null {
  return value === null ? null : (Number(value) as Milliseconds);
}

/** A counter as the port knows it. Throws a StoreFailure when it has left the exact numbers. */
export function requireExact(value: Integer): number {
  if (value > MAX_COUNTER) throw new StoreFailure('exhausted');
  return Number(value);
}
