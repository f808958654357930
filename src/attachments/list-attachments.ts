import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import { formatEntityTag, NO_PRECONDITIONS } from '../conditional/index.js';
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
} from '../http/index.js';
import {
  attachmentItem,
  attachmentsPage,
  DOCUMENT_FORMATS,
  type DocumentFormat,
  listTag,
  MEDIA_TYPES,
  negotiateVariant,
  PAGE_SECURITY,
  type Variant,
} from '../representation/index.js';
import {
  ATTACHMENT_STORE,
  type AttachmentName,
  type AttachmentReader,
  type AttachmentsPage,
  type AttachmentStore,
  type DocumentKey,
  type ListState,
  parseAttachmentName,
} from '../store/index.js';
import { isOutside, refuseMissing } from './refuse-missing.js';

interface Wanted {
  readonly kind: 'wanted';
  readonly variant: Variant<DocumentFormat>;
  readonly limit: number;
  readonly after: AttachmentName | undefined;
}

/** GET and HEAD of a document's list of attachments. */
@Injectable()
export class ListAttachments {
  constructor(
    @Inject(ATTACHMENT_STORE) private readonly store: AttachmentReader & Pick<AttachmentStore, 'epoch'>,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** A page with the tag of the whole list; or 304 without reading a single item. */
  async list(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    const wanted = readWanted(incoming);
    if (wanted.kind === 'refused' || incoming.preconditions !== NO_PRECONDITIONS) {
      const state = await this.store.listState(key);
      // That the collection is missing is said before what is wrong with the request, that the document is, after it.
      if (state.kind !== 'state' && (wanted.kind !== 'refused' || isOutside(state)))
        return refuseMissing(key, state);
      if (wanted.kind === 'refused') return wanted;
      if (state.kind === 'state') {
        const early = this.#judge(state, wanted, incoming);
        if (early !== undefined) return early;
      }
    }
    const page = await this.store.list(key, wanted);
    if (page.kind !== 'page') return refuseMissing(key, page);
    return this.#judge(page, wanted, incoming) ?? this.#found(key, page, wanted);
  }

  #judge(state: ListState, { variant }: Wanted, { method, preconditions }: Incoming): Outcome | undefined {
    const etag = listTag(state, this.store.epoch, variant);
    const text = formatEntityTag(etag);
    const early = judgeRead(
      method,
      preconditions,
      { kind: 'present', tags: [etag] },
      {
        validators: { etag },
        told: () => ({ current: { etag: text, total: state.count }, fields: { ETag: text } }),
      },
    );
    return early?.kind === 'not-modified' && variant.format === 'html'
      ? { ...early, fields: PAGE_SECURITY }
      : early;
  }

  #found(key: DocumentKey, page: AttachmentsPage, { variant, limit }: Wanted): Outcome {
    const last = page.items.at(-1);
    const next =
      page.more && last !== undefined
        ? `${this.paths.attachments(key.collection, key.id)}?limit=${limit}&cursor=${formatCursor(last.name)}`
        : null;
    return {
      kind: 'found',
      validators: { etag: listTag(page, this.store.epoch, variant) },
      content: {
        mediaType: MEDIA_TYPES[variant.format],
        coding: variant.coding,
        ...(variant.format === 'json' ? jsonList(page, next) : this.#page(key, page, next)),
      },
      freshness: 'revalidate',
      fields: {
        ...(next !== null && { Link: `<${next}>; rel="next"` }),
        ...(variant.format === 'html' && PAGE_SECURITY),
      },
    };
  }

  #page(
    { collection, id }: DocumentKey,
    page: AttachmentsPage,
    next: string | null,
  ): Pick<Content, 'length' | 'text'> {
    const text = attachmentsPage({
      collection,
      id,
      total: page.count,
      items: page.items.map((item) => ({ ...item, link: this.paths.attachment(collection, id, item.name) })),
      links: {
        self: this.paths.attachments(collection, id),
        document: this.paths.document(collection, id),
        list: this.paths.documents(collection),
        collections: this.paths.collections(),
      },
      next,
    });
    return { length: Buffer.byteLength(text), text: () => text };
  }
}

function jsonList({ items }: AttachmentsPage, next: string | null): Pick<Content, 'length' | 'text'> {
  const text = `{"items":[${items.map(attachmentItem).join(',')}],"next":${JSON.stringify(next)}}`;
  return { length: Buffer.byteLength(text), text: () => text };
}

/** What the request wants, or why it cannot have it: 406, then 400. */
function readWanted(incoming: Incoming): Wanted | Refusal {
  const variant = negotiateVariant(incoming, DOCUMENT_FORMATS, { compressible: true });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  const query = readQuery(incoming.query, ['limit', 'cursor']);
  if (query.kind === 'refused') return query;
  const limit = readLimit(query.values.limit);
  if (limit.kind === 'refused') return limit;
  const cursor = readCursor(query.values.cursor, parseAttachmentName);
  if (cursor.kind === 'refused') return cursor;
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  return malformed ?? { kind: 'wanted', variant, limit: limit.limit, after: cursor.after };
}
