// Pure: what the bytes of a revision look like, and which validators name them. Imports conditional/ only.
export { historyTag, revisionItemStart, type RevisionItemState } from './history.js';
export { ITEM_END, itemStart, type ItemState, timestamp } from './item.js';
export { negotiateMediaType } from './negotiate.js';
export {
  listTag,
  type ListTagState,
  modificationDate,
  type RevisionState,
  revisionTag,
} from './validators.js';
