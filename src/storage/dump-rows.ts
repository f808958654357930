import type { DumpedRevision } from '../store/index.js';
import { type EntryRow, entryOf } from './rows.js';

/** A revision with its text, as a dump reads it. */
export type RevisionRow = EntryRow & { readonly data: string | null };

/** The record of a revision. */
export function dumpedRevisionOf(row: RevisionRow): DumpedRevision {
  const { size: _, ...rest } = entryOf(row);
  return { kind: 'revision', ...rest, text: row.data };
}
