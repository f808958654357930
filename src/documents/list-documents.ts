import { Inject, Injectable } from '@nestjs/common';
import { NO_PRECONDITIONS } from '../conditional/index.js';
import {
  type Content,
  type Incoming,
  judgeRead,
  LongPoll,
  type Outcome,
  Paths,
  refuseMalformed,
  type Refusal,
  refuseNotAcceptable,
  securityOf,
  type Share,
} from '../http/index.js';
import {
  LIST_FORMATS,
  type ListFormat,
  MEDIA_TYPES,
  negotiateVariant,
  type Variant,
} from '../representation/index.js';
import {
  type CollectionName,
  DOCUMENT_STORE,
  type DocumentStore,
  type ListItem,
  type ListPage,
  slicer,
} from '../store/index.js';
import { listContent, type PageOfList } from './list-content.js';
import { listHtml } from './list-html.js';
import { formatPosition, readListQuery, type WantedList } from './list-query.js';
import { currentList, type ListSnapshot, listValidators } from './list-state.js';
import { refuseList } from './refuse-missing.js';

/** What was asked for: which documents, and how to show them. */
interface Wanted extends WantedList {
  readonly variant: Variant<ListFormat>;
}

/** GET and HEAD of a collection's list of documents. */
@Injectable()
export class ListDocuments {
  // One for all: many lists of large documents together leave the others as much time as one does.
  readonly #breathe = slicer();

  constructor(
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(LongPoll) private readonly polls: LongPoll,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** A page with the tag of the whole list; or 304 without sending for a single document. */
  async list(collection: CollectionName, incoming: Incoming): Promise<Outcome> {
    const wanted = readWanted(incoming);
    if (wanted.kind === 'refused') {
      // That the collection is missing is said first.
      const state = await this.store.listState(collection, []);
      return state.kind === 'state' ? wanted : refuseList(collection, state);
    }
    return this.polls.hold(incoming, collection, (share) => this.#look(collection, wanted, incoming, share));
  }

  async #look(
    collection: CollectionName,
    wanted: Wanted,
    incoming: Incoming,
    share: Share,
  ): Promise<Outcome> {
    const { query } = wanted;
    if (incoming.preconditions !== NO_PRECONDITIONS) {
      const state = await share(`list ${wanted.filter}`, () =>
        this.store.listState(collection, query.conditions),
      );
      if (state.kind !== 'state') return refuseList(collection, state);
      const early = this.#judge(state, wanted, incoming);
      if (early !== undefined) return early;
    }
    const page = await share(`page ${wanted.page}`, () => this.store.list(collection, query));
    if (page.kind !== 'page') return refuseList(collection, page);
    return this.#judge(page, wanted, incoming) ?? this.#found(page, wanted);
  }

  #judge(state: ListSnapshot, { variant }: Wanted, { method, preconditions }: Incoming): Outcome | undefined {
    const { epoch } = this.store;
    const validators = listValidators(state, epoch, variant);
    return judgeRead(
      method,
      preconditions,
      { kind: 'present', tags: [validators.etag] },
      { validators, told: () => currentList(state, epoch), repeated: securityOf(variant.format) },
    );
  }

  #found(page: ListPage, wanted: Wanted): Outcome {
    const { variant } = wanted;
    const next = this.#next(page, wanted);
    const fields = {
      ...(next !== null && { Link: `<${next}>; rel="next"` }),
      ...securityOf(variant.format),
    };
    return {
      kind: 'found',
      validators: listValidators(page, this.store.epoch, variant),
      content: {
        mediaType: MEDIA_TYPES[variant.format],
        coding: variant.coding,
        ...this.#content(page, wanted, next),
      },
      freshness: 'revalidate',
      fields,
    };
  }

  #content(page: ListPage, wanted: Wanted, next: string | null): Pick<Content, 'length' | 'text'> {
    const { name } = page.collection;
    const list: PageOfList = {
      page,
      next,
      fields: wanted.fields,
      textOf: (item) => this.#text(name, item),
    };
    const { format } = wanted.variant;
    if (format !== 'html') return listContent(format, list);
    const { fields } = currentList(page, this.store.epoch);
    return listHtml({ ...list, etag: fields.ETag }, wanted, this.paths);
  }

  async #text(collection: CollectionName, item: ListItem): Promise<string> {
    // What comes of it is parsed for most formats, and SQLite reads without waiting.
    await this.#breathe();
    if (item.text !== undefined) return item.text;
    const { id, revision } = item;
    const text = await this.store.text({ collection, id }, revision);
    // Pruning spares what was current a moment ago; a missing one breaks the answer off visibly.
    if (text === undefined)
      throw new Error(`revision ${revision} of ${collection}/${id} vanished during a list`);
    return text;
  }

  /** The URI of the next page: this one's, from the last document on. */
  #next({ collection, items, more }: ListPage, { parameters, query }: Wanted): string | null {
    const last = items.at(-1);
    if (!more || last === undefined) return null;
    const next = new URLSearchParams([...parameters].map(([name, value]) => [name, value]));
    next.append('cursor', formatPosition(last, query));
    return `${this.paths.documents(collection.name)}?${next.toString()}`;
  }
}

/** What the request wants, or why it cannot have it: 406, then 400. */
function readWanted(incoming: Incoming): Wanted | Refusal {
  const variant = negotiateVariant(incoming, LIST_FORMATS, { compressible: true });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  const list = readListQuery(incoming);
  if (list.kind === 'refused') return list;
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  return malformed ?? { ...list, variant };
}
