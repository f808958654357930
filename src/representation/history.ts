import { type EntityTag, formatEntityTag, strongTag } from '../conditional/index.js';
import { isRemoval, itemMembers, type ItemState } from './item.js';
import { revisionTag } from './validators.js';
import { type Format, type Variant, variantOf, variantSuffix } from './variant.js';

// How a document's history looks in an answer.

/** A revision as it stands in the list of revisions. */
export interface RevisionItemState extends ItemState {
  readonly operation: string;
  readonly author: string | null;
}

/**
 * A revision's JSON up to the document itself: put `,"data":` and the stored text behind it, then `ITEM_END`. A
 * removal has no data, and its tag is null: nothing was ever served under it.
 */
export function revisionItemStart(item: RevisionItemState): string {
  const etag = isRemoval(item.operation) ? null : formatEntityTag(revisionTag(item));
  const { operation, author } = item;
  return `${itemMembers(item, etag)},"operation":${JSON.stringify(operation)},"author":${JSON.stringify(author)}`;
}

const PLAIN = variantOf('json', 'identity');

/**
 * The tag of a list of revisions: the document's own, and the oldest one kept. Revisions never change and none between
 * the two is missing, so that the list is the same if and only if both ends are. Plain JSON unless a variant is given.
 */
export function historyTag(
  { revision, updatedAt }: { readonly revision: number; readonly updatedAt: number },
  oldest: number,
  variant: Variant<Format> = PLAIN,
): EntityTag {
  return strongTag(`${revision}.${updatedAt.toString(36)}.${oldest}${variantSuffix(variant)}`);
}
