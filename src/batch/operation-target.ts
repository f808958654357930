import { refuseEncoding, refuseName, type Refusal } from '../http/index.js';
import {
  COLLECTION_NAME_RULE,
  type CollectionName,
  DOCUMENT_ID_RULE,
  type DocumentKey,
  parseCollectionName,
  parseDocumentId,
} from '../store/index.js';

/** What the path of an operation leads to. */
export type Target =
  | { readonly kind: 'list'; readonly collection: CollectionName }
  | { readonly kind: 'document'; readonly key: DocumentKey }
  /** It has the form of one of them, but not its names: what a request of its own would be refused for. */
  | { readonly kind: 'misnamed'; readonly resource: 'list' | 'document'; readonly refusal: Refusal };

/** Where an operation goes: a path in parts. */
export interface Route {
  readonly target: Target;
  /** What stands behind the question mark, if there is one. */
  readonly query: string | undefined;
}

/**
 * Reads a path as the router reads that of a request line: as it was sent, BASE_PATH in front, names percent-decoded
 * after the path was taken apart. Undefined when it leads to neither a document nor a list.
 */
export function readRoute(path: string, basePath: string): Route | undefined {
  const mark = path.indexOf('?');
  const [plain, query] = mark < 0 ? [path, undefined] : [path.slice(0, mark), path.slice(mark + 1)];
  const list = `${basePath}/v1/collections/`;
  if (!plain.startsWith(list)) return undefined;
  const [collection = '', documents, id, ...more] = plain.slice(list.length).split('/');
  if (collection === '' || documents !== 'documents' || id === '' || more.length > 0) return undefined;
  return { target: readTarget(collection, id), query };
}

function readTarget(encodedCollection: string, encodedId: string | undefined): Target {
  const resource = encodedId === undefined ? 'list' : 'document';
  const names = decode(encodedCollection, encodedId ?? '');
  if (names === undefined) return { kind: 'misnamed', resource, refusal: refuseEncoding() };
  const collection = parseCollectionName(names.collection);
  if (collection === undefined) {
    return { kind: 'misnamed', resource, refusal: refuseName(names.collection, COLLECTION_NAME_RULE) };
  }
  if (resource === 'list') return { kind: 'list', collection };
  const id = parseDocumentId(names.id);
  if (id === undefined)
    return { kind: 'misnamed', resource, refusal: refuseName(names.id, DOCUMENT_ID_RULE) };
  return { kind: 'document', key: { collection, id } };
}

function decode(
  collection: string,
  id: string,
): { readonly collection: string; readonly id: string } | undefined {
  try {
    return { collection: decodeURIComponent(collection), id: decodeURIComponent(id) };
  } catch {
    return undefined;
  }
}
