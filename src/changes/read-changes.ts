import { Inject, Injectable } from '@nestjs/common';
import {
  type Incoming,
  judgeRead,
  LongPoll,
  type Outcome,
  Paths,
  type Share,
  type StreamedItem,
  streamItems,
} from '../http/index.js';
import { changeStart, ITEM_END, type Variant } from '../representation/index.js';
import {
  type Change,
  CHANGE_READER,
  type ChangeReader,
  type ChangesPage,
  type CollectionName,
  DOCUMENT_STORE,
  type DocumentStore,
  type FeedState,
  type LostPlace,
  type MissingFeed,
  type Sequence,
} from '../store/index.js';
import { pageState, refuseForeignPlace, refuseLostPlace, refuseMissingFeed } from './feed-state.js';
import { StreamChanges } from './stream-changes.js';
import { readWantedChanges, showsData, type WantedChanges } from './wanted-changes.js';

/** A page that was asked for, and where it begins. */
interface WantedPage extends WantedChanges {
  readonly since: Sequence;
  readonly as: Variant<'json'>;
}

/** GET and HEAD of a collection's changes. */
@Injectable()
export class ReadChanges {
  constructor(
    @Inject(CHANGE_READER) private readonly changes: ChangeReader,
    @Inject(DOCUMENT_STORE) private readonly store: Pick<DocumentStore, 'epoch' | 'text'>,
    @Inject(LongPoll) private readonly polls: LongPoll,
    @Inject(StreamChanges) private readonly streams: StreamChanges,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** A page of changes, 304 without reading one, or the stream of those to come. */
  async read(name: CollectionName, incoming: Incoming): Promise<Outcome> {
    const wanted = readWantedChanges(incoming);
    if (wanted.kind === 'refused') {
      // That the collection is missing is said first.
      const state = await this.changes.feedState(name);
      return state.kind === 'state' ? wanted : refuseMissingFeed(name, state);
    }
    const { as } = wanted;
    if (as === 'stream') return this.streams.open(name, wanted, incoming);
    return this.polls.hold(incoming, name, (share) => this.#look(name, { ...wanted, as }, incoming, share));
  }

  async #look(
    name: CollectionName,
    asked: WantedChanges & { readonly as: Variant<'json'> },
    incoming: Incoming,
    share: Share,
  ): Promise<Outcome> {
    const state = await share('feed', () => this.changes.feedState(name));
    if (state.kind !== 'state') return refuseMissingFeed(name, state);
    const since = asked.since === 'now' ? state.collection.sequence : asked.since;
    const wanted = { ...asked, since };
    const early = this.#judge(state, wanted, incoming);
    if (early !== undefined) return early;
    const page: ChangesPage | LostPlace | MissingFeed =
      asked.since === 'now'
        ? { ...state, kind: 'page', items: [], more: false }
        : await share(`changes ${since} ${wanted.limit}`, () => this.changes.changes(name, wanted));
    if (page.kind === 'collection-absent' || page.kind === 'collection-deleted')
      return refuseMissingFeed(name, page);
    // The collection may have changed since the look at its state.
    const late = this.#judge(page, wanted, incoming);
    if (late !== undefined) return late;
    // It looked sound, but only the changes tell.
    if (page.kind === 'lost-place') return refuseForeignPlace(page, since);
    return this.#found(page, wanted);
  }

  #judge(state: FeedState, wanted: WantedPage, { method, preconditions }: Incoming): Outcome | undefined {
    const lost = refuseLostPlace(state, wanted.since);
    if (lost !== undefined) return lost;
    const judged = pageState(state, wanted, this.store.epoch, wanted.as);
    return judgeRead(method, preconditions, judged.state, judged);
  }

  #found(page: ChangesPage, wanted: WantedPage): Outcome {
    const { name } = page.collection;
    const last = page.items.at(-1)?.sequence ?? wanted.since;
    const items = page.items.map((change) => this.#item(name, change, wanted));
    const closing = `],"last":${last},"more":${page.more}}`;
    const data = wanted.data ? '&include=data' : '';
    const next = `${this.paths.changes(name)}?since=${last}&limit=${wanted.limit}${data}`;
    return {
      kind: 'found',
      validators: pageState(page, wanted, this.store.epoch, wanted.as).validators,
      content: {
        mediaType: 'application/json',
        coding: wanted.as.coding,
        ...streamItems('{"changes":[', items, closing),
      },
      freshness: 'revalidate',
      ...(page.more && { fields: { Link: `<${next}>; rel="next"` } }),
    };
  }

  #item(collection: CollectionName, change: Change, wanted: WantedChanges): StreamedItem {
    const start = changeStart(change);
    if (!showsData(wanted, change)) return { start, end: ITEM_END };
    const { id, revision, size } = change;
    const read = async () => {
      const text = await this.store.text({ collection, id }, revision);
      // Pruning spares what was kept a moment ago, unless the settings were changed meanwhile.
      if (text === undefined)
        throw new Error(`revision ${revision} of ${collection}/${id} vanished during a page`);
      return text;
    };
    return { start: `${start},"data":`, stored: { size, read }, end: ITEM_END };
  }
}
