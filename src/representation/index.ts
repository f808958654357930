// Pure: what the bytes of a revision look like, and which validators name them. Imports conditional/ and json/ only.
// The same arguments give the same bytes, for ever: no clock, no locale. What changes the bytes raises FORMAT_VERSIONS.
export { changeEvent, changeStart, type ChangeState, feedTag, type FeedTagState } from './changes.js';
export { compress, compressStream } from './compress.js';
export { csvFields, csvHeader, csvRow } from './csv.js';
export { escapeHtml } from './escape.js';
export { type CollectionPage, collectionPage } from './html/collection-page.js';
export { type CollectionRow, type CollectionsPage, collectionsPage } from './html/collections-page.js';
export { type DocumentPage, documentPage } from './html/document-page.js';
export type { Filter, FilterForm } from './html/filter-form.js';
export { type HistoryPage, historyPage, type RevisionRow } from './html/history-page.js';
export { type ListPage, listPage, type ListPagePieces } from './html/list-page.js';
export { type ProblemPage, problemPage } from './html/problem-page.js';
export { PAGE_SECURITY } from './html/page.js';
export { historyTag, revisionItemStart, type RevisionItemState } from './history.js';
export { ITEM_END, itemMembers, itemStart, type ItemState, timestamp } from './item.js';
export { attachmentItem, type AttachmentItemState, formatDigest } from './attachment-item.js';
export { type AttachmentRow, type AttachmentsPage, attachmentsPage } from './html/attachments-page.js';
export { parseMediaType } from './media-type.js';
export { contentRange, multipartBody, type MultipartBody } from './multipart.js';
export { ndjsonLine } from './ndjson.js';
export {
  negotiateMediaType,
  negotiateVariant,
  type NegotiationFields,
  type NegotiationOptions,
  type NotAcceptable,
} from './negotiate.js';
export { COMMA, SEMICOLON, splitUnquoted, unquote } from './preferences.js';
export { project, valueAt } from './projection.js';
export { type BytePart, MAX_PARTS, selectRanges, type SelectedRanges } from './ranges.js';
export {
  digestTag,
  everyListTag,
  everyRevisionTag,
  listTag,
  type ListTagState,
  modificationDate,
  readRevisionTag,
  type RevisionState,
  revisionTag,
} from './validators.js';
export {
  type Coding,
  CODINGS,
  COMPRESSIBLE_FROM,
  DOCUMENT_FORMATS,
  DOCUMENT_VARIANTS,
  type DocumentFormat,
  type Format,
  FORMAT_VERSIONS,
  LIST_FORMATS,
  LIST_VARIANTS,
  type ListFormat,
  MEDIA_TYPES,
  type Variant,
  variantOf,
  variantSuffix,
} from './variant.js';
