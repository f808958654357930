import { Inject, Injectable } from '@nestjs/common';
import {
  type Content,
  formatCursor,
  type Incoming,
  judgeRead,
  type Outcome,
  Paths,
  type Refusal,
  securityOf,
  type StreamedItem,
  streamItems,
} from '../http/index.js';
import { historyPage, ITEM_END, MEDIA_TYPES, revisionItemStart } from '../representation/index.js';
import {
  DOCUMENT_STORE,
  type DocumentKey,
  type DocumentReader,
  HISTORY_STORE,
  type HistoryPage,
  type HistoryReader,
  isRemoval,
  type MissingHistory,
  type MomentSnapshot,
  type RevisionEntry,
} from '../store/index.js';
import { refuseMissing } from './refuse-missing.js';
import { historyState, refuseDeletedThen, refuseNotYet, refusePruned, totalOf } from './revision-state.js';
import { readRevisionsQuery, type WantedRevisions } from './revisions-query.js';

type WantedPage = Extract<WantedRevisions, { kind: 'page' }>;

/** GET and HEAD of a document's list of revisions. */
@Injectable()
export class ListRevisions {
  constructor(
    @Inject(HISTORY_STORE) private readonly history: HistoryReader,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentReader,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** A page of revisions, newest first; with `at` the way to the one that was current then. */
  async list(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    const wanted = readRevisionsQuery(incoming);
    if (wanted.kind === 'moment') return this.#moment(key, await this.history.at(key, wanted.time));
    const page = await this.history.revisions(key, wanted.kind === 'page' ? wanted : { limit: 1 });
    if (page.kind !== 'page') return refuse(key, page, wanted);
    if (wanted.kind === 'refused') return wanted;
    if (isPurged(page)) return refuseMissing(key, { kind: 'deleted', head: page.head });
    const judged = historyState(page, wanted.variant);
    const early = judgeRead(incoming.method, incoming.preconditions, judged.state, judged);
    return early ?? this.#found(key, page, wanted);
  }

  /** The numbered revision has a URI of its own, which may be kept for ever: this one leads there, for now. */
  #moment(key: DocumentKey, moment: MomentSnapshot): Outcome {
    switch (moment.kind) {
      case 'kept': {
        const { entry } = moment;
        if (isRemoval(entry.operation)) return refuseDeletedThen(key, entry);
        return { kind: 'elsewhere', location: this.paths.revision(key.collection, key.id, entry.revision) };
      }
      case 'pruned':
        return refusePruned(key, 'What was current then', moment);
      case 'before':
        return refuseNotYet(key, moment.since);
      case 'absent':
      case 'collection-absent':
      case 'collection-deleted':
        return refuseMissing(key, moment);
      default:
        return moment satisfies never;
    }
  }

  #found(key: DocumentKey, page: HistoryPage, { limit, variant }: WantedPage): Outcome {
    const last = page.items.at(-1);
    const next =
      page.more && last !== undefined
        ? `${this.paths.revisions(key.collection, key.id)}?limit=${limit}&cursor=${formatCursor(String(last.revision))}`
        : null;
    const { format, coding } = variant;
    return {
      kind: 'found',
      validators: historyState(page, variant).validators,
      content: {
        mediaType: MEDIA_TYPES[format],
        coding,
        ...(format === 'html' ? this.#html(key, page, next) : this.#json(key, page, next)),
      },
      freshness: 'revalidate',
      fields: { ...(next !== null && { Link: `<${next}>; rel="next"` }), ...securityOf(format) },
    };
  }

  #json(key: DocumentKey, page: HistoryPage, next: string | null): Pick<Content, 'length' | 'text'> {
    const items = page.items.map((entry) => this.#item(key, entry));
    const closing = `],"total":${totalOf(page)},"next":${JSON.stringify(next)}}`;
    return streamItems('{"items":[', items, closing);
  }

  #html(
    { collection, id }: DocumentKey,
    { items }: HistoryPage,
    next: string | null,
  ): Pick<Content, 'length' | 'text'> {
    const rows = items.map(({ revision, operation, at, author }) => ({
      revision,
      operation,
      at,
      author,
      link: isRemoval(operation) ? null : this.paths.revision(collection, id, revision),
    }));
    const links = {
      self: this.paths.revisions(collection, id),
      document: this.paths.document(collection, id),
      list: this.paths.documents(collection),
      collections: this.paths.collections(),
    };
    return { length: undefined, text: () => historyPage({ collection, id, items: rows, links, next }) };
  }

  #item(key: DocumentKey, entry: RevisionEntry): StreamedItem {
    const { revision, size, operation } = entry;
    const start = revisionItemStart({ ...entry, id: key.id, updatedAt: entry.at });
    if (isRemoval(operation)) return { start, end: ITEM_END };
    const read = async () => {
      const text = await this.store.text(key, revision);
      // Pruning spares what was kept a moment ago, unless the settings were changed meanwhile.
      if (text === undefined)
        throw new Error(`revision ${revision} of ${key.collection}/${key.id} vanished during a list`);
      return text;
    };
    return { start: `${start},"data":`, stored: { size, read }, end: ITEM_END };
  }
}

/** Whether nothing is kept but that the document was purged. */
function isPurged({ head, items: [newest] }: HistoryPage): boolean {
  return newest?.operation === 'purge' && newest.revision === head.revision;
}

/** That the collection is missing is said before what is wrong with the request, that the document is, after it. */
function refuse(key: DocumentKey, missing: MissingHistory, wanted: WantedRevisions | Refusal): Refusal {
  return missing.kind === 'absent' && wanted.kind === 'refused' ? wanted : refuseMissing(key, missing);
}
