import type {
  AttachmentHead,
  AttachmentName,
  AttachmentWriteSnapshot,
  Milliseconds,
  Missing,
  Revision,
  Sequence,
  UploadId,
} from '../store/index.js';
import type { Nullable } from './history-rows.js';
import {
  collectionOf,
  type CollectionRow,
  type HeadRow,
  headOf,
  type Integer,
  requireExact,
} from './rows.js';

/** The columns of an attachment, each behind an `a_` so that they can stand beside a document's. */
export interface AttachmentRow {
  readonly a_name: string;
  readonly a_revision: Integer;
  readonly a_sequence: Integer;
  readonly a_deleted: Integer | boolean;
  readonly a_createdAt: Integer;
  readonly a_updatedAt: Integer;
  readonly a_previousAt: Integer | null;
  readonly a_mediaType: string;
  readonly a_size: Integer;
  readonly a_digest: string;
  readonly a_upload: string | null;
}

/** The select list that makes an {@link AttachmentRow}. */
export const attachmentColumns = (table: string): string =>
  [
    'name',
    'revision',
    'sequence',
    'deleted',
    'createdAt',
    'updatedAt',
    'previousAt',
    'mediaType',
    'size',
    'digest',
    'upload',
  ]
    .map((column) => `${table}."${column}" AS "a_${column}"`)
    .join(', ');

/** An attachment from its row. Throws a StoreFailure when a counter has left the exact numbers. */
export function attachmentOf(row: AttachmentRow): AttachmentHead {
  return {
    revision: requireExact(row.a_revision) as Revision,
    sequence: requireExact(row.a_sequence) as Sequence,
    deleted: Boolean(row.a_deleted),
    createdAt: Number(row.a_createdAt) as Milliseconds,
    updatedAt: Number(row.a_updatedAt) as Milliseconds,
    previousAt: row.a_previousAt === null ? null : (Number(row.a_previousAt) as Milliseconds),
    mediaType: row.a_mediaType,
    size: Number(row.a_size),
    digest: row.a_digest,
    upload: row.a_upload as UploadId | null,
  };
}

/** The same with its name, as lists have it. */
export function listedAttachmentOf(row: AttachmentRow): AttachmentHead & { readonly name: AttachmentName } {
  return { ...attachmentOf(row), name: row.a_name as AttachmentName };
}

/** What a read of an attachment begins with: the collection, and the document if there is one. */
export type OwnerRow = CollectionRow & Nullable<HeadRow>;

/** Why the document that was looked for has no attachments to tell of; undefined when it is live. */
export function missingOwner(row: OwnerRow | undefined): Missing | undefined {
  if (row === undefined) return { kind: 'collection-absent' };
  const collection = collectionOf(row);
  if (collection.deleted) return { kind: 'collection-deleted', collection };
  if (row.revision === null) return { kind: 'absent' };
  const head = headOf(row as HeadRow);
  return head.deleted ? { kind: 'deleted', head } : undefined;
}

/** What a write of an attachment is judged against, of the row that was found. */
export function attachmentWriteOf(
  row: (OwnerRow & Nullable<AttachmentRow>) | undefined,
): AttachmentWriteSnapshot {
  const missing = missingOwner(row);
  if (row === undefined || missing !== undefined) return missing ?? { kind: 'collection-absent' };
  return {
    kind: 'open',
    collection: collectionOf(row),
    document: headOf(row as HeadRow),
    attachment: row.a_revision === null ? undefined : attachmentOf(row as AttachmentRow),
  };
}
