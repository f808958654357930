import { formatEntityTag } from '../conditional/index.js';
import { revisionTag } from './validators.js';

/** A document as it stands in lists and answers. */
export interface ItemState {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An item's JSON up to the document itself: put the stored text behind it, then {@link ITEM_END}. */
export function itemStart(item: ItemState): string {
  return `${itemMembers(item, formatEntityTag(revisionTag(item)))},"data":`;
}

/** The members that every item begins with. `etag`: null for what never had a representation. */
export function itemMembers(item: ItemState, etag: string | null): string {
  return (
    `{"id":${JSON.stringify(item.id)},"revision":${item.revision},"etag":${JSON.stringify(etag)},` +
    `"createdAt":"${timestamp(item.createdAt)}","updatedAt":"${timestamp(item.updatedAt)}"`
  );
}

/** Whether a change of this kind left nothing to show, and so had no tag. */
export function isRemoval(operation: string): boolean {
  return operation === 'delete' || operation === 'purge';
}

/** What closes an item. */
export const ITEM_END = '}';

/** A time in an answer's body: RFC 3339 in UTC with milliseconds. */
export function timestamp(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== spelt.second) spelt = { second, start: new Date(second * 1000).toISOString().slice(0, -4) };
  return `${spelt.start}${String(milliseconds - second * 1000).padStart(3, '0')}Z`;
}

/** The second that was spelt last: what stands together in a list was often written together, and Date is slow. */
let spelt = { second: Number.NaN, start: '' };
