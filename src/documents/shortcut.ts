import type { Shortcut } from '../http/index.js';
import { parseCollectionName, parseDocumentId } from '../store/index.js';
import type { ListDocuments } from './list-documents.js';
import type { ReadDocuments } from './read-documents.js';

/**
 * The path of a document, or of a list with its query, in the one spelling that needs no decoding. Anything else goes the
 * long way.
 */
const PATH = /^\/v1\/collections\/([a-z0-9_-]+)\/documents(?:\/([\w.~-]+)$|$|\?)/;

/** GET and HEAD of a document and of a list of documents, ahead of the framework. */
export function documentShortcut(reads: ReadDocuments, lists: ListDocuments): Shortcut {
  return (incoming) => {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return undefined;
    const [, name = '', text] = PATH.exec(incoming.url) ?? [];
    const collection = parseCollectionName(name);
    if (collection === undefined) return undefined;
    if (text === undefined) return lists.list(collection, incoming);
    const id = parseDocumentId(text);
    return id === undefined ? undefined : reads.read({ collection, id }, incoming);
  };
}
