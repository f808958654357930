import { Inject, Injectable } from '@nestjs/common';
import type { Incoming, Outcome, Shortcut } from '../http/index.js';
import {
  type CollectionName,
  type DocumentKey,
  parseCollectionName,
  parseDocumentId,
} from '../store/index.js';
import { ListDocuments } from './list-documents.js';
import { PatchDocuments } from './patch-documents.js';
import { PostDocuments } from './post-documents.js';
import { PutDocuments } from './put-documents.js';
import { ReadDocuments } from './read-documents.js';
import { RemoveDocuments } from './remove-documents.js';

/**
 * The path of a document, or of a list with its query, in the one spelling that needs no decoding. Anything else goes the
 * long way.
 */
const PATH = /^\/v1\/collections\/([a-z0-9_-]+)\/documents(?:\/([\w.~-]+)$|$|\?)/;

/** The routes that this stands in for, as the controller declares them. */
const LIST = { path: '/v1/collections/:collection/documents' };
const DOCUMENT = { path: '/v1/collections/:collection/documents/:id' };

/** The way of documents and of their lists past the framework: what the controller would call. */
@Injectable()
export class DocumentShortcut {
  constructor(
    @Inject(ListDocuments) private readonly lists: ListDocuments,
    @Inject(ReadDocuments) private readonly reads: ReadDocuments,
    @Inject(PostDocuments) private readonly posts: PostDocuments,
    @Inject(PutDocuments) private readonly puts: PutDocuments,
    @Inject(PatchDocuments) private readonly patches: PatchDocuments,
    @Inject(RemoveDocuments) private readonly removals: RemoveDocuments,
  ) {}

  /** The outcome of a request that this is certain to be the place for; undefined for any other. */
  readonly take: Shortcut = (incoming) => {
    const [, name = '', text] = PATH.exec(incoming.url) ?? [];
    const collection = parseCollectionName(name);
    if (collection === undefined) return undefined;
    if (text === undefined) return marked(incoming, LIST, this.#list(collection, incoming));
    const id = parseDocumentId(text);
    if (id === undefined) return undefined;
    return marked(incoming, DOCUMENT, this.#document({ collection, id }, incoming));
  };

  #list(collection: CollectionName, incoming: Incoming): Promise<Outcome> | undefined {
    switch (incoming.method) {
      case 'GET':
      case 'HEAD':
        return this.lists.list(collection, incoming);
      case 'POST':
        return this.posts.post(collection, incoming);
      default:
        return undefined;
    }
  }

  #document(key: DocumentKey, incoming: Incoming): Promise<Outcome> | undefined {
    switch (incoming.method) {
      case 'GET':
      case 'HEAD':
        return this.reads.read(key, incoming);
      case 'PUT':
        return this.puts.put(key, incoming);
      case 'PATCH':
        return this.patches.patch(key, incoming);
      case 'DELETE':
        return this.removals.remove(key, incoming);
      default:
        return undefined;
    }
  }
}

/** Says which route was stood in for, if one was. */
function marked(
  incoming: Incoming,
  route: { readonly path: string },
  outcome: Promise<Outcome> | undefined,
): Promise<Outcome> | undefined {
  if (outcome !== undefined) incoming.route = route;
  return outcome;
}
