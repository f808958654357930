import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import { NO_PRECONDITIONS } from '../conditional/index.js';
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
} from '../http/index.js';
import { ITEM_END, itemStart } from '../representation/index.js';
import {
  type CollectionName,
  DOCUMENT_STORE,
  type DocumentId,
  type DocumentStore,
  type ListPage,
  type ListState,
  parseDocumentId,
} from '../store/index.js';
import { refuseMissing } from './refuse-missing.js';
import { listTarget, listValidators } from './list-state.js';
import { refuseAccept } from './read-documents.js';

interface Page {
  readonly kind: 'wanted';
  readonly limit: number;
  readonly after: DocumentId | undefined;
}

/** GET and HEAD of a collection's list of documents. */
@Injectable()
export class ListDocuments {
  constructor(
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** A page with the tag of the whole list; or 304 without looking at a single document. */
  async list(collection: CollectionName, incoming: Incoming): Promise<Outcome> {
    const wanted = readPage(incoming);
    if (wanted.kind === 'refused' || incoming.preconditions !== NO_PRECONDITIONS) {
      const state = await this.store.listState(collection);
      if (state.kind !== 'state') return refuseMissing({ collection }, state);
      if (wanted.kind === 'refused') return wanted;
      const early = this.#judge(state, incoming);
      if (early !== undefined) return early;
    }
    const page = await this.store.list(collection, wanted);
    if (page.kind !== 'page') return refuseMissing({ collection }, page);
    return this.#judge(page, incoming) ?? this.#found(collection, page, wanted.limit);
  }

  #judge(state: ListState, incoming: Incoming): Outcome | undefined {
    const target = listTarget(state, this.store.epoch);
    return judgeRead(incoming.method, incoming.preconditions, target.state, {
      validators: listValidators(state, this.store.epoch),
      ...target,
    });
  }

  #found(collection: CollectionName, page: ListPage, limit: number): Outcome {
    const last = page.items.at(-1);
    const next =
      page.more && last !== undefined
        ? `${this.paths.documents(collection)}?limit=${limit}&cursor=${formatCursor(last.id)}`
        : null;
    return {
      kind: 'found',
      validators: listValidators(page, this.store.epoch),
      content: this.#content(collection, page, next),
      freshness: 'revalidate',
      ...(next !== null && { fields: { Link: `<${next}>; rel="next"` } }),
    };
  }

  /** The page's JSON. Its length is known from the heads; documents are read one by one as they are sent. */
  #content(collection: CollectionName, { items, count }: ListPage, next: string | null): Content {
    const starts = items.map((item, index) => `${index === 0 ? '' : ','}${itemStart(item)}`);
    const end = `],"total":${count},"next":${JSON.stringify(next)}}`;
    const { store } = this;
    async function* text(): AsyncGenerator<string> {
      let pending = OPENING;
      for (const [index, { id, revision }] of items.entries()) {
        const data = await store.text({ collection, id }, revision);
        // The heads are of one snapshot, and revisions are immutable; a missing one breaks the answer off visibly.
        if (data === undefined)
          throw new Error(`revision ${revision} of ${collection}/${id} vanished during a list`);
        pending += `${starts[index]}${data}${ITEM_END}`;
        if (pending.length < PIECE) continue;
        yield pending;
        pending = '';
      }
      yield pending + end;
    }
    const frame = Buffer.byteLength(OPENING + end) + items.length * ITEM_END.length;
    const length = items.reduce(
      (sum, item, index) => sum + Buffer.byteLength(starts[index] ?? '') + item.size,
      frame,
    );
    return { mediaType: 'application/json', length, text };
  }
}

const OPENING = '{"items":[';
/** Characters gathered before they are handed to the connection. */
const PIECE = 64 * 1024;

function readPage(incoming: Incoming): Page | Refusal {
  const refusal = refuseAccept(incoming);
  if (refusal !== undefined) return refusal;
  const query = readQuery(incoming.query, ['limit', 'cursor']);
  if (query.kind === 'refused') return query;
  const limit = readLimit(query.values.limit);
  if (limit.kind === 'refused') return limit;
  const cursor = readCursor(query.values.cursor, parseDocumentId);
  if (cursor.kind === 'refused') return cursor;
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  return malformed ?? { kind: 'wanted', limit: limit.limit, after: cursor.after };
}
