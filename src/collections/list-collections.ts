import { createHash } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityTag, formatEntityTag } from '../conditional/index.js';
import {
  type Content,
  formatCursor,
  type Incoming,
  judgeRead,
  type Outcome,
  Paths,
  readCursor,
  readLimit,
  readQuery,
  refuseMalformed,
  type Refusal,
  refuseNotAcceptable,
  securityOf,
} from '../http/index.js';
import {
  collectionsPage,
  digestTag,
  DOCUMENT_FORMATS,
  type DocumentFormat,
  MEDIA_TYPES,
  negotiateVariant,
  type Variant,
  variantOf,
} from '../representation/index.js';
import {
  COLLECTION_STORE,
  type CollectionHead,
  type CollectionName,
  type CollectionReader,
  parseCollectionName,
} from '../store/index.js';
import { collectionItem } from './collection-content.js';

/** What was asked for: which page, and how to show it. */
interface Wanted {
  readonly kind: 'wanted';
  readonly variant: Variant<DocumentFormat>;
  readonly limit: number;
  readonly after: CollectionName | undefined;
}

/** One page of the list. */
interface PageOfCollections {
  readonly items: readonly CollectionHead[];
  readonly total: number;
  /** The URI of the next page. */
  readonly next: string | null;
}

/** GET and HEAD of the list of collections. */
@Injectable()
export class ListCollections {
  constructor(
    @Inject(COLLECTION_STORE) private readonly store: CollectionReader,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** All live collections in order of name, a page at a time. */
  async list(incoming: Incoming): Promise<Outcome> {
    const wanted = readWanted(incoming);
    if (wanted.kind === 'refused') return wanted;
    const { variant } = wanted;
    // What one may not know of is not there: neither an item, nor in the total, nor in the tag.
    const all = (await this.store.list()).filter(({ name }) => mayRead(incoming, name));
    const digest = digestOf(all);
    const etag = digestTag(digest, variant);
    const plain = formatEntityTag(digestTag(digest, variantOf('json', 'identity')));
    const early = judgeRead(
      incoming.method,
      incoming.preconditions,
      { kind: 'present', tags: [etag] },
      {
        validators: { etag },
        told: () => ({ current: { etag: plain, total: all.length }, fields: { ETag: plain } }),
        repeated: securityOf(variant.format),
      },
    );
    return early ?? this.#found(this.#page(all, wanted), etag, variant);
  }

  #page(all: readonly CollectionHead[], { after, limit }: Wanted): PageOfCollections {
    const rest = after === undefined ? all : all.filter(({ name }) => name > after);
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    const next =
      rest.length > limit && last !== undefined
        ? `${this.paths.collections()}?limit=${limit}&cursor=${formatCursor(last.name)}`
        : null;
    return { items, total: all.length, next };
  }

  #found(page: PageOfCollections, etag: EntityTag, { format, coding }: Variant<DocumentFormat>): Outcome {
    const text = format === 'html' ? this.#html(page) : jsonOf(page);
    const content: Content = {
      mediaType: MEDIA_TYPES[format],
      coding,
      length: Buffer.byteLength(text),
      text: () => text,
    };
    const link = page.next === null ? {} : { Link: `<${page.next}>; rel="next"` };
    return {
      kind: 'found',
      validators: { etag },
      content,
      freshness: 'revalidate',
      fields: { ...link, ...securityOf(format) },
    };
  }

  #html({ items, next }: PageOfCollections): string {
    const rows = items.map((head) => ({
      ...head,
      link: this.paths.documents(head.name),
      settings: this.paths.collection(head.name),
    }));
    return collectionsPage({ items: rows, next });
  }
}

function jsonOf({ items, total, next }: PageOfCollections): string {
  return `{"items":[${items.map(collectionItem).join(',')}],"total":${total},"next":${JSON.stringify(next)}}`;
}

function mayRead(incoming: Incoming, collection: CollectionName): boolean {
  return incoming.refuse({ kind: 'collection', right: 'read', collection }) === undefined;
}

/** What the request wants, or why it cannot have it: 406, then 400. */
function readWanted(incoming: Incoming): Wanted | Refusal {
  const variant = negotiateVariant(incoming, DOCUMENT_FORMATS, { compressible: true });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  const query = readQuery(incoming.query, ['limit', 'cursor']);
  if (query.kind === 'refused') return query;
  const limit = readLimit(query.values.limit);
  if (limit.kind === 'refused') return limit;
  const cursor = readCursor(query.values.cursor, parseCollectionName);
  if (cursor.kind === 'refused') return cursor;
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  return malformed ?? { kind: 'wanted', variant, limit: limit.limit, after: cursor.after };
}

/** Names, settings and numbers of documents decide what the list of collections shows. */
function digestOf(all: readonly CollectionHead[]): string {
  const hash = createHash('sha256');
  for (const { name, revision, updatedAt, documents } of all) {
    hash.update(`${name} ${revision}.${updatedAt} ${documents}\n`);
  }
  return hash.digest('base64url').slice(0, 27);
}
