/** The name of a collection: a checked `[a-z][a-z0-9_-]{0,62}`. */
export type CollectionName = string & { readonly __name: 'Collection' };

/** The id of a document: 1–128 of the unreserved URI characters, and neither `.` nor `..`. */
export type DocumentId = string & { readonly __name: 'Document' };

/** What names one document. */
export interface DocumentKey {
  readonly collection: CollectionName;
  readonly id: DocumentId;
}

const COLLECTION = /^[a-z][a-z0-9_-]{0,62}$/;
const DOCUMENT = /^[A-Za-z0-9._~-]{1,128}$/;

/** The rule in words, for a problem's detail. */
export const COLLECTION_NAME_RULE =
  'a collection name is a lower-case letter followed by at most 62 of a-z, 0-9, "_" and "-"';

/** The rule in words, for a problem's detail. */
export const DOCUMENT_ID_RULE =
  'a document id is 1 to 128 of A-Z, a-z, 0-9, ".", "_", "~" and "-", and neither "." nor ".."';

/** `text` as a collection name, or undefined when it breaks the rule. */
export function parseCollectionName(text: string): CollectionName | undefined {
  return COLLECTION.test(text) ? (text as CollectionName) : undefined;
}

/** `text` as a document id, or undefined when it breaks the rule. */
export function parseDocumentId(text: string): DocumentId | undefined {
  return DOCUMENT.test(text) && text !== '.' && text !== '..' ? (text as DocumentId) : undefined;
}
