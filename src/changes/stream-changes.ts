import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import { type Incoming, type Outcome, type Place, WakeUps } from '../http/index.js';
import { changeEvent, changeStart, ITEM_END } from '../representation/index.js';
import {
  type Change,
  CHANGE_READER,
  type ChangeReader,
  type CollectionName,
  DOCUMENT_STORE,
  type DocumentReader,
  type Sequence,
} from '../store/index.js';
import { refuseForeignPlace, refuseLostPlace, refuseMissingFeed } from './feed-state.js';
import { EVENT_STREAM, showsData, type WantedChanges } from './wanted-changes.js';

/** Milliseconds of silence after which a comment shows that the connection lives. */
const HEARTBEAT = 15_000;
/** Characters of events that are made at a time. */
const PIECE = 64 * 1024;

const COMMENT = Buffer.from(':\n\n');

/** Events that follow each other. */
interface Piece {
  readonly bytes: Buffer;
  readonly last: Sequence;
  /** Whether more can be read at once. */
  readonly more: boolean;
}

/** A collection's changes as a stream of events (HTML 9.2). */
@Injectable()
export class StreamChanges {
  constructor(
    @Inject(CHANGE_READER) private readonly changes: ChangeReader,
    @Inject(DOCUMENT_STORE) private readonly store: Pick<DocumentReader, 'text'>,
    @Inject(WakeUps) private readonly wakeUps: WakeUps,
  ) {}

  /**
   * The stream from where it was asked to begin. Its preconditions mean nothing: a stream has no state that a tag could
   * name. When it ends the client asks again with its Last-Event-ID, and hears then if it cannot go on.
   */
  async open(name: CollectionName, wanted: WantedChanges, incoming: Incoming): Promise<Outcome> {
    const state = await this.changes.feedState(name);
    if (state.kind !== 'state') return refuseMissingFeed(name, state);
    const since = wanted.since === 'now' ? state.collection.sequence : wanted.since;
    const lost = refuseLostPlace(state, since);
    if (lost !== undefined) return lost;
    // Only the changes tell of some places; and a stream that ended at once would only be asked for again.
    const page = await this.changes.changes(name, { since, limit: 1 });
    if (page.kind === 'lost-place') return refuseForeignPlace(page, since);
    return {
      kind: 'stream',
      mediaType: EVENT_STREAM,
      // nginx would hold events back until it has enough of them.
      fields: { 'X-Accel-Buffering': 'no' },
      pieces: () => this.#pieces(name, since, wanted, incoming),
      patience: (act) => this.wakeUps.patience(act),
    };
  }

  async *#pieces(
    name: CollectionName,
    since: Sequence,
    wanted: WantedChanges,
    incoming: Incoming,
  ): AsyncGenerator<Buffer> {
    const place = this.wakeUps.enter(name);
    incoming.onDeparture(() => place.depart());
    try {
      yield opening(since);
      yield* this.#events(name, since, wanted, place, incoming);
    } finally {
      place.leave();
    }
  }

  async *#events(
    name: CollectionName,
    since: Sequence,
    { limit, data }: WantedChanges,
    place: Place,
    incoming: Incoming,
  ): AsyncGenerator<Buffer> {
    const { clock } = this.wakeUps;
    let last = since;
    let silence = clock.now + HEARTBEAT;
    while (!place.over) {
      const from = last;
      // Readers at one place get the very same bytes.
      const piece = await place.share(`events ${from} ${limit} ${data}`, () =>
        this.#read(name, from, { limit, data }),
      );
      if (piece === undefined) return;
      if (piece.last !== last) {
        yield piece.bytes;
        ({ last } = piece);
        silence = clock.now + HEARTBEAT;
      }
      const awakening = piece.more ? 'news' : await place.next(silence);
      // Whoever was let in may have been shut out since: looked at with all news, and in silence with each heartbeat.
      if (!place.over && (await incoming.renew()) !== undefined) return;
      if (awakening !== 'time') continue;
      yield COMMENT;
      silence = clock.now + HEARTBEAT;
    }
  }

  /** The events behind `since`, one piece of them; undefined when the stream cannot go on. */
  async #read(
    collection: CollectionName,
    since: Sequence,
    { limit, data }: Pick<WantedChanges, 'limit' | 'data'>,
  ): Promise<Piece | undefined> {
    const page = await this.changes.changes(collection, { since, limit });
    if (page.kind !== 'page') return undefined;
    const end = page.items.at(-1)?.sequence ?? since;
    let text = '';
    let last = since;
    for (const change of page.items) {
      const json = await this.#json(collection, change, data);
      if (json === undefined) return undefined;
      text += changeEvent(change.sequence, json);
      last = change.sequence;
      if (text.length >= PIECE) break;
    }
    return { bytes: Buffer.from(text), last, more: page.more || last < end };
  }

  /** The item of a change; undefined when what it made is not kept any more. */
  async #json(collection: CollectionName, change: Change, data: boolean): Promise<string | undefined> {
    const start = changeStart(change);
    if (!showsData({ data }, change)) return start + ITEM_END;
    const text = await this.store.text({ collection, id: change.id }, change.revision);
    return text === undefined ? undefined : `${start},"data":${text}${ITEM_END}`;
  }
}

/**
 * What every stream begins with: an id without an event, so that a cut before the first event loses nothing. After a
 * restart of the service its readers do not all come back in the same moment.
 */
function opening(since: Sequence): Buffer {
  const retry = 1000 + Math.floor(Math.random() * 2000);
  return Buffer.from(`id: ${since}\nretry: ${retry}\n\n`);
}
