import { formatEntityTag } from '../conditional/index.js';
import { timestamp } from './item.js';
import { revisionTag } from './validators.js';

/** An attachment as it stands in the list of a document's attachments. */
export interface AttachmentItemState {
  readonly name: string;
  readonly revision: number;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in base 64. */
  readonly digest: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The JSON of an attachment in a list. */
export function attachmentItem(item: AttachmentItemState): string {
  const { name, revision, mediaType, size, digest, createdAt, updatedAt } = item;
  const etag = formatEntityTag(revisionTag(item));
  return JSON.stringify({
    name,
    revision,
    etag,
    mediaType,
    size,
    digest: formatDigest(digest),
    createdAt: timestamp(createdAt),
    updatedAt: timestamp(updatedAt),
  });
}

/** A SHA-256 in base 64 as Repr-Digest writes it (9530 3): a structured field, its value a byte sequence. */
export function formatDigest(digest: string): string {
  return `sha-256=:${digest}:`;
}
