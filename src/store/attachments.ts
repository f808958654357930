import type { CollectionHead } from './collections.js';
import type { DocumentHead, ListState, Missing, NotCommitted } from './documents.js';
import type { Remembrance } from './idempotency.js';
import type { AttachmentKey, AttachmentName, DocumentKey } from './names.js';
import type { Milliseconds, Revision, Sequence } from './units.js';

/** Names the bytes of one upload. They never change: they are there whole, or gone. */
export type UploadId = string & { readonly __unit: 'UploadId' };

/** What an attachment's bytes are. */
export interface AttachmentContent {
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the bytes, in base 64. */
  readonly digest: string;
  /** Where the bytes are; null when there is none. */
  readonly upload: UploadId | null;
}

/** Everything known of an attachment but its bytes. Of a tombstone the content is empty. */
export interface AttachmentHead extends AttachmentContent {
  readonly revision: Revision;
  readonly sequence: Sequence;
  /** A tombstone: revision numbers go on from here when the attachment is created again. */
  readonly deleted: boolean;
  readonly createdAt: Milliseconds;
  readonly updatedAt: Milliseconds;
  /** When the change before this one was committed; null for the first. */
  readonly previousAt: Milliseconds | null;
}

/** Why there is no attachment to read: it is missing, or its document or collection is. */
export type MissingAttachment =
  | Missing
  | { readonly kind: 'attachment-absent' }
  | { readonly kind: 'attachment-deleted'; readonly attachment: AttachmentHead };

/** An attachment's head as one row read found it. */
export type AttachmentSnapshot =
  { readonly kind: 'live'; readonly attachment: AttachmentHead } | MissingAttachment;

/** What a write of an attachment is judged against: collection, document and attachment, from one snapshot. */
export type AttachmentWriteSnapshot =
  | Missing
  | {
      readonly kind: 'open';
      readonly collection: CollectionHead;
      readonly document: DocumentHead;
      /** Undefined: never existed. A tombstone is a head that is `deleted`. */
      readonly attachment: AttachmentHead | undefined;
    };

/** What the list of a document's attachments is at one moment: its newest member and their number. */
export type AttachmentListState = { readonly kind: 'state' } & ListState;

/** One page of a document's live attachments, in order of name by code points. */
export interface AttachmentsPage extends ListState {
  readonly kind: 'page';
  readonly items: readonly (AttachmentHead & { readonly name: AttachmentName })[];
  /** Whether attachments follow after the last item. */
  readonly more: boolean;
}

/** A guarded change of one attachment. */
export interface AttachmentChange {
  readonly key: AttachmentKey;
  /** `keep` changes nothing and makes no revision: what was judged must hold all the same. */
  readonly operation: 'create' | 'replace' | 'delete' | 'keep';
  /** What it shall be; null exactly when the operation is `delete` or `keep`. */
  readonly content: AttachmentContent | null;
  readonly author: string | null;
  /** Everything that was judged; besides, the document must be live. If any of it no longer holds, nothing happens. */
  readonly expected: {
    /** The attachment's revision, a tombstone's too; null when there was no row at all. */
    readonly revision: Revision | null;
    /** The live collection's settings revision. */
    readonly settings: Revision;
  };
}

/** The result of a guarded change: it is durable, or nothing was done. */
export type AttachmentCommit = { readonly kind: 'committed'; readonly head: AttachmentHead } | NotCommitted;

/** Content on its way in. Nothing of it can be seen before a commit has made it an attachment's. */
export interface Staging {
  /** Takes the next bytes. Undefined: send more at once; else when the promise is resolved. */
  write(piece: Uint8Array): Promise<void> | undefined;
  /** All of it is durable from then on. Null: there was nothing. */
  complete(): Promise<UploadId | null>;
  /** Has what was written swept. Never takes anything from an attachment; without effect when the store is closed. */
  abandon(): Promise<void>;
}

/** A part of an upload: its first and its last byte, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** The bytes were swept: they have not been an attachment's for some time. */
export class BytesGone extends Error {
  constructor(upload: UploadId) {
    super(`the bytes of upload ${upload} are gone`);
    this.name = 'BytesGone';
  }
}

/** Reads of attachments. Nothing here can change anything. */
export interface AttachmentReader {
  /** The head alone; the bytes are not touched. */
  head(key: AttachmentKey): Promise<AttachmentSnapshot>;
  /** What a write is judged against. */
  inspect(key: AttachmentKey): Promise<AttachmentWriteSnapshot>;
  /** The state of the list of a document's attachments. */
  listState(key: DocumentKey): Promise<AttachmentListState | Missing>;
  /** One page and the state of the whole list, from one snapshot. */
  list(
    key: DocumentKey,
    page: { readonly after: AttachmentName | undefined; readonly limit: number },
  ): Promise<AttachmentsPage | Missing>;
  /**
   * Bytes of an upload, piece by piece as they are taken; only the pieces that hold them are read, and nothing is
   * pinned meanwhile. Throws {@link BytesGone} when they are swept before the last was taken: what came is right, but
   * not all of it.
   */
  bytes(upload: UploadId, range: ByteRange): AsyncIterable<Uint8Array>;
  /** Whether an upload's bytes are still an attachment's. */
  holds(upload: UploadId): Promise<boolean>;
}

/** One small step of sweeping. */
export interface SweepStep {
  /** Milliseconds for which bytes stay after nothing refers to them: a slow reader may still take them. */
  readonly spare: number;
  /** Pieces that may be removed in this step. */
  readonly pieces: number;
}

/** Reads and writes of attachments. */
export interface AttachmentStore extends AttachmentReader {
  /** The store's epoch: part of every list tag. */
  readonly epoch: string;
  /** Begins to take content in. */
  stage(): Staging;
  /**
   * Makes the change durable if everything expected still holds; resolves only after that. What it replaces is swept
   * when readers had time to finish. With `remember` a record is made with it, unless there is one already.
   */
  commit(change: AttachmentChange, remember?: Remembrance<AttachmentHead>): Promise<AttachmentCommit>;
  /** Removes bytes that nothing refers to. `next`: when the next of them can go; null when there are none. */
  sweep(step: SweepStep): Promise<{ readonly removed: number; readonly next: Milliseconds | null }>;
}

/** Injection token of the {@link AttachmentStore}. */
export const ATTACHMENT_STORE = Symbol('AttachmentStore');
