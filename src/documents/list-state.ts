import { formatEntityTag } from '../conditional/index.js';
import type { Validators, WriteTarget } from '../http/index.js';
import { everyListTag, type ListFormat, listTag, type Variant } from '../representation/index.js';
import type { CollectionHead, ListState } from '../store/index.js';

// How the state of a whole list speaks HTTP. A list has no date.

/** A list's state with the collection it belongs to: the page shows some of its settings. */
export type ListSnapshot = ListState & { readonly collection: CollectionHead };

/** The validators of one variant of the list. */
export function listValidators(state: ListSnapshot, epoch: string, variant: Variant<ListFormat>): Validators {
  return { etag: listTag({ ...state, settings: state.collection }, epoch, variant) };
}

/** The list as a write is judged against it: the tag of any variant names its state. */
export function listTarget(state: ListSnapshot, epoch: string): WriteTarget {
  const tags = everyListTag({ ...state, settings: state.collection }, epoch);
  return { state: { kind: 'present', tags }, told: () => currentList(state, epoch) };
}

/** How a 412 speaks of the list. */
export function currentList(
  state: ListState,
  epoch: string,
): { readonly current: object; readonly fields: { ETag: string } } {
  const etag = formatEntityTag(listTag(state, epoch));
  return { current: { etag, total: state.count }, fields: { ETag: etag } };
}
