import type {
  AttachmentListState,
  AttachmentsPage,
  ListState,
  Milliseconds,
  Missing,
  Sequence,
} from '../store/index.js';
import { type AttachmentRow, listedAttachmentOf, missingOwner, type OwnerRow } from './attachment-rows.js';
import type { Nullable } from './history-rows.js';
import type { Integer } from './rows.js';

/** A document's row with the newest of its live attachments and their number. */
export type ListStateRow = OwnerRow & {
  readonly s_sequence: Integer | null;
  readonly s_at: Integer | null;
  readonly s_count: Integer;
};

/** What a list of attachments is at one moment, of the row that was found. */
export function listStateOf(row: ListStateRow | undefined): AttachmentListState | Missing {
  const missing = missingOwner(row);
  if (row === undefined || missing !== undefined) return missing ?? { kind: 'collection-absent' };
  return { kind: 'state', ...stateOf(row) };
}

/** A page of it, of rows that each have the state and one attachment, and one more than `limit` if there are more. */
export function pageOf(
  rows: readonly (ListStateRow & Nullable<AttachmentRow>)[],
  limit: number,
): AttachmentsPage | Missing {
  const [first] = rows;
  const missing = missingOwner(first);
  if (first === undefined || missing !== undefined) return missing ?? { kind: 'collection-absent' };
  const items = rows.flatMap((row) =>
    row.a_revision === null ? [] : [listedAttachmentOf(row as AttachmentRow)],
  );
  return { kind: 'page', ...stateOf(first), items: items.slice(0, limit), more: items.length > limit };
}

function stateOf(row: ListStateRow): ListState {
  return {
    sequence: Number(row.s_sequence ?? 0) as Sequence,
    at: Number(row.s_at ?? 0) as Milliseconds,
    count: Number(row.s_count),
  };
}
