import { Buffer } from 'node:buffer';

/** The name of a collection: a checked `[a-z][a-z0-9_-]{0,62}`. */
export type CollectionName = string & { readonly __name: 'Collection' };

/** The id of a document: 1–128 of the unreserved URI characters, and neither `.` nor `..`. */
export type DocumentId = string & { readonly __name: 'Document' };

/** What names one document. */
export interface DocumentKey {
  readonly collection: CollectionName;
  readonly id: DocumentId;
}

/** The name of an attachment: text that stays one segment of a path and one name of a file. */
export type AttachmentName = string & { readonly __name: 'Attachment' };

/** What names one attachment. */
export interface AttachmentKey extends DocumentKey {
  readonly name: AttachmentName;
}

const COLLECTION = /^[a-z][a-z0-9_-]{0,62}$/;
const DOCUMENT = /^[A-Za-z0-9._~-]{1,128}$/;
// Control characters could split a header field, separators could leave a folder, half a surrogate pair is no text.
const NO_ATTACHMENT = /[\p{Cc}\p{Cs}/\\]/u;
const MAX_ATTACHMENT_BYTES = 255;

/** The rule in words, for a problem's detail. */
export const COLLECTION_NAME_RULE =
  'a collection name is a lower-case letter followed by at most 62 of a-z, 0-9, "_" and "-"';

/** The rule in words, for a problem's detail. */
export const DOCUMENT_ID_RULE =
  'a document id is 1 to 128 of A-Z, a-z, 0-9, ".", "_", "~" and "-", and neither "." nor ".."';

/** The rule in words, for a problem's detail. */
export const ATTACHMENT_NAME_RULE =
  'an attachment name is 1 to 255 bytes of UTF-8 without control characters, "/" and "\\", and neither "." nor ".."';

/** `text` as a collection name, or undefined when it breaks the rule. */
export function parseCollectionName(text: string): CollectionName | undefined {
  return COLLECTION.test(text) ? (text as CollectionName) : undefined;
}

/** `text` as a document id, or undefined when it breaks the rule. */
export function parseDocumentId(text: string): DocumentId | undefined {
  return DOCUMENT.test(text) && text !== '.' && text !== '..' ? (text as DocumentId) : undefined;
}

/** `text` as an attachment name, or undefined when it breaks the rule. It is kept as it is: no normalisation. */
export function parseAttachmentName(text: string): AttachmentName | undefined {
  if (text === '' || text === '.' || text === '..' || NO_ATTACHMENT.test(text)) return undefined;
  return Buffer.byteLength(text) <= MAX_ATTACHMENT_BYTES ? (text as AttachmentName) : undefined;
}
