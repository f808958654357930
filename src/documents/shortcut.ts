import type { Shortcut } from '../http/index.js';
import { parseCollectionName, parseDocumentId } from '../store/index.js';
import type { ReadDocuments } from './read-documents.js';

/** The path of a document in the one spelling that needs no decoding. A query or anything else goes the long way. */
const PATH = /^\/v1\/collections\/([a-z0-9_-]+)\/documents\/([\w.~-]+)$/;

/** GET and HEAD of one document, ahead of the framework. */
export function documentShortcut(reads: ReadDocuments): Shortcut {
  return (incoming) => {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD') return undefined;
    const [, name = '', text = ''] = PATH.exec(incoming.url) ?? [];
    const collection = parseCollectionName(name);
    const id = parseDocumentId(text);
    return collection === undefined || id === undefined
      ? undefined
      : reads.read({ collection, id }, incoming);
  };
}
