import type { CollectionHead, DocumentHead } from '../../store/index.js';
import { collectionOf, type CollectionRow, headOf, type HeadRow, type Integer } from '../rows.js';

// Rows as lists of values, for the statements of which there are thousands a second: the driver makes a list in about half
// of the time that an object of named columns takes. The order is that of headColumns and collectionColumns.

/** The columns of a document's head. */
export type HeadTuple = readonly [
  revision: Integer,
  sequence: Integer,
  deleted: Integer,
  createdAt: Integer,
  updatedAt: Integer,
  previousAt: Integer | null,
  size: Integer,
];

/** How many these are. */
export const HEAD_WIDTH = 7;

/** The columns of a collection. */
export type CollectionTuple = readonly [
  name: string,
  revision: Integer,
  deleted: Integer,
  settings: string,
  createdAt: Integer,
  updatedAt: Integer,
  previousAt: Integer | null,
  sequence: Integer,
  documentCount: Integer,
  prunedThrough: Integer,
];

/** A document's head from a row that begins with it. */
export function headOfTuple(row: readonly [...HeadTuple, ...unknown[]]): DocumentHead {
  const head: HeadRow = {
    revision: row[0],
    sequence: row[1],
    deleted: row[2],
    createdAt: row[3],
    updatedAt: row[4],
    previousAt: row[5],
    size: row[6],
  };
  return headOf(head);
}

/** A collection from a row that begins with it. */
export function collectionOfTuple(row: readonly [...CollectionTuple, ...unknown[]]): CollectionHead {
  const collection: CollectionRow = {
    c_name: row[0],
    c_revision: row[1],
    c_deleted: row[2],
    c_settings: row[3],
    c_createdAt: row[4],
    c_updatedAt: row[5],
    c_previousAt: row[6],
    c_sequence: row[7],
    c_documentCount: row[8],
    c_prunedThrough: row[9],
  };
  return collectionOf(collection);
}
