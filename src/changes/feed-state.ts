import { type CurrentState, formatEntityTag } from '../conditional/index.js';
import { refuse, type Refusal, type Selected } from '../http/index.js';
import { feedTag, timestamp, type Variant } from '../representation/index.js';
import {
  type CollectionName,
  type FeedState,
  type MissingFeed,
  placeInFeed,
  type Sequence,
} from '../store/index.js';

// How the state of a feed speaks HTTP. It has no date.

/** Which page of the feed. */
export interface PlaceInFeed {
  readonly since: Sequence;
  readonly limit: number;
}

/** One page as a read is judged against it. */
export function pageState(
  { collection, at }: FeedState,
  { since, limit }: PlaceInFeed,
  epoch: string,
  variant: Variant<'json'>,
): Selected & { readonly state: Extract<CurrentState, { kind: 'present' }> } {
  const { sequence, prunedThrough } = collection;
  // No sequence is missing behind what was pruned, so the end of the page is known without reading it.
  const end = since + limit < sequence ? since + limit : undefined;
  const etag = feedTag({ sequence, at, prunedThrough, end }, epoch, variant);
  const text = formatEntityTag(etag);
  return {
    state: { kind: 'present', tags: [etag] },
    validators: { etag },
    told: () => ({ current: { etag: text, last: sequence }, fields: { ETag: text } }),
  };
}

/** 404 or 410: without its collection there is no feed. */
export function refuseMissingFeed(name: CollectionName, missing: MissingFeed): Refusal {
  const collection = `collection ${JSON.stringify(name)}`;
  if (missing.kind === 'collection-absent') {
    return refuse(
      'collection-not-found',
      `The ${collection} does not exist. Make it first: PUT it with "If-None-Match: *" and "{}".`,
    );
  }
  const { updatedAt, revision } = missing.collection;
  return refuse('gone', `The ${collection} was deleted, and what was in it with it.`, {
    deletedAt: timestamp(updatedAt),
    revision,
  });
}

/** 410 when going on from `since` would miss something; undefined when it would not. */
export function refuseLostPlace({ collection }: FeedState, since: Sequence): Refusal | undefined {
  const { name, sequence, prunedThrough } = collection;
  const of = `of collection ${JSON.stringify(name)}`;
  if (placeInFeed(collection, since) !== 'lost') return undefined;
  if (since > sequence) return lost(`The changes ${of} end at ${sequence}, before ${since}.`, collection);
  return lost(
    `Changes ${of} up to ${prunedThrough} are no longer complete, so none can follow ${since}.`,
    collection,
  );
}

/** 410 for a place that was told by a store of which this one is a copy, after it was copied. */
export function refuseForeignPlace({ collection }: FeedState, since: Sequence): Refusal {
  const name = JSON.stringify(collection.name);
  return lost(
    `Since a restore there is no change ${since} of collection ${name}, so none can follow it.`,
    collection,
  );
}

function lost(detail: string, { prunedThrough, sequence }: FeedState['collection']): Refusal {
  const recovery =
    'Take "last" from "?since=now", then read the whole list of documents, then the changes since that "last".';
  return refuse('cursor-lost', `${detail} ${recovery}`, { oldest: prunedThrough, last: sequence });
}
