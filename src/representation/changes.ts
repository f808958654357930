import { type EntityTag, formatEntityTag, strongTag } from '../conditional/index.js';
import { isRemoval, timestamp } from './item.js';
import { revisionTag } from './validators.js';
import { type Variant, variantSuffix } from './variant.js';

// How a collection's feed of changes looks in an answer.

/** A change as it stands in the feed. */
export interface ChangeState {
  readonly sequence: number;
  readonly id: string;
  readonly attachment: string | null;
  readonly revision: number;
  readonly operation: string;
  readonly at: number;
}

/**
 * A change's JSON up to the document: put `,"data":` and the stored text behind it if there is one to show, then
 * `ITEM_END`. A removal's tag is null: nothing was ever served under it.
 */
export function changeStart(change: ChangeState): string {
  const { sequence, id, attachment, revision, operation, at } = change;
  const etag = isRemoval(operation) ? null : formatEntityTag(revisionTag({ revision, updatedAt: at }));
  const start =
    `{"sequence":${sequence},"id":${JSON.stringify(id)},"revision":${revision},"etag":${JSON.stringify(etag)},` +
    `"operation":${JSON.stringify(operation)},"at":"${timestamp(at)}"`;
  return attachment === null ? start : `${start},"attachment":${JSON.stringify(attachment)}`;
}

/**
 * A change as an event of a stream; `json` is its item. A line break that stands in valid JSON as it is stands between
 * tokens (8259 2, 7), so a space in its place changes no value, and the event has one line of data.
 */
export function changeEvent(sequence: number, json: string): string {
  return `id: ${sequence}\nevent: change\ndata: ${json.replace(/[\r\n]/g, ' ')}\n\n`;
}

/** What the tag of a page of changes is made of. */
export interface FeedTagState {
  /** How far the collection is. */
  readonly sequence: number;
  /** Milliseconds since 1970 of its newest change; 0 when there is none. */
  readonly at: number;
  /** Changes up to this one may have been pruned. */
  readonly prunedThrough: number;
  /** Where the page ends, if it does not show the newest change; else undefined. */
  readonly end: number | undefined;
}

/**
 * The tag of a page of changes. All pages that reach the newest change have the same one, so that whoever has read so
 * far can wait with it at the next place. One that ends before has another: it says nothing about what comes behind it.
 */
export function feedTag(state: FeedTagState, epoch: string, variant: Variant<'json'>): EntityTag {
  const { sequence, at, prunedThrough, end } = state;
  const page = end === undefined ? '' : `.${end}`;
  return strongTag(
    `${sequence}.${at.toString(36)}.${prunedThrough}.${epoch}${page}${variantSuffix(variant)}`,
  );
}
