import type { AttachmentHead } from './attachments.js';
import type { CollectionHead } from './collections.js';
import type { DocumentHead } from './documents.js';
import type { RevisionEntry } from './history.js';
import type { IdempotencyKey, IdempotencyRecord } from './idempotency.js';
import type { AttachmentName, DocumentId } from './names.js';
import type { Milliseconds } from './units.js';

/** A collection; a deleted one too. */
export type DumpedCollection = { readonly kind: 'collection' } & CollectionHead;

/** A document, or its tombstone, of the collection before it. */
export type DumpedDocument = { readonly kind: 'document'; readonly id: DocumentId } & DocumentHead;

/** A kept revision of the document before it. */
export type DumpedRevision = {
  readonly kind: 'revision';
  /** The JSON text exactly as it is stored; null for a removal. */
  readonly text: string | null;
} & Omit<RevisionEntry, 'size'>;

/** An attachment, or its tombstone, of the document before it. */
export type DumpedAttachment = {
  readonly kind: 'attachment';
  readonly name: AttachmentName;
} & AttachmentHead;

/** An entry of the feed about the attachment before it. The bytes of earlier revisions are not kept. */
export type DumpedAttachmentChange = { readonly kind: 'attachment-change' } & RevisionEntry;

/** The next bytes of the attachment before it: {@link DUMPED_BYTES} of them, or what is left for the last piece. */
export interface DumpedBytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** How a write under an Idempotency-Key was answered, so that its repeat is known after a move. */
export type DumpedAnswer = { readonly kind: 'answer'; readonly expiresAt: Milliseconds } & IdempotencyKey &
  IdempotencyRecord;

/**
 * One row of a store. They come in this order: each collection, in it each document, of it first the revisions from the
 * oldest to the current one, then each attachment, of it first the changes in order and then the bytes; and behind all
 * collections the answers. What can be made anew from these (indexes of fields) or belongs to nothing (bytes that are to
 * be swept) is not among them.
 */
export type DumpRecord =
  | DumpedCollection
  | DumpedDocument
  | DumpedRevision
  | DumpedAttachment
  | DumpedAttachmentChange
  | DumpedBytes
  | DumpedAnswer;

/** Bytes of an attachment that one record holds. */
export const DUMPED_BYTES = 256 * 1024;

/** A whole store at one moment, whatever is written meanwhile. */
export interface DumpSource {
  /** The store's epoch: part of every list tag. */
  readonly epoch: string;
  /** Every record of that moment, read as they are taken. To be called once. */
  records(): AsyncIterable<DumpRecord>;
  /** Lets go of the database. */
  close(): Promise<void>;
}

/**
 * What an empty store is to become. An adapter makes it hold that, all of it or nothing: nobody is ever served half of it,
 * not even after a kill, and when it has resolved all is durable. It throws a StoreRefusal when the store is in use or is
 * not empty, and when a key comes twice.
 */
export interface Restoration {
  /** The epoch that it goes on with; null for a new one. */
  readonly epoch: string | null;
  /** Whoever yields them sees to it that they fit together, and throws otherwise, be it at the end: then nothing may remain. */
  readonly records: AsyncIterable<DumpRecord>;
}
