import type { JsonValue } from '../../json/index.js';
import type { ItemState } from '../item.js';
import { type FilterForm, filterForm } from './filter-form.js';
import { anchor, countOf, legible, moment, nextLink, PAGE_END, pageStart } from './page.js';
import { preview } from './preview.js';

/** What the page of a list of documents shows in front of its items. */
export interface ListPage extends FilterForm {
  readonly collection: string;
  /** The documents that match, on all pages together. */
  readonly total: number;
  /** The tag of the list as JSON, with its quotes. */
  readonly etag: string;
  readonly links?: { readonly collections?: string | undefined } | undefined;
}

/** The page in pieces, so that large documents need not be in memory together: the start, a row each, the end. */
export interface ListPagePieces {
  readonly start: string;
  row(this: void, item: ItemState, data: JsonValue): string;
  end(this: void, rest: { readonly next: string | null }): string;
}

/** A list of documents, for people to read, filter and sort. A document's page lies below the list's own path. */
export function listPage(page: ListPage): ListPagePieces {
  return {
    start: listStart(page),
    row: (item, data) => listRow(item, data, `${page.formAction}/${encodeURIComponent(item.id)}`),
    end: ({ next }) => `</ol>\n${nextLink(next)}${PAGE_END}`,
  };
}

const EMPTY = '<p class="soft">A <code>POST</code> to this address adds the first one.</p>\n';

function listStart(page: ListPage): string {
  const { collection, total, etag, formAction, filters, links } = page;
  const trail = [
    ...(links?.collections === undefined ? [] : [{ name: 'Collections', link: links.collections }]),
    { name: collection, link: formAction },
  ];
  const match = total === 1 ? ' matches' : ' match';
  return `${pageStart(trail)}<h1>${legible(collection)}</h1>
<div class="row">
<p>${countOf(total, 'document')}${filters.length > 0 ? match : ''}</p>
<p class="soft">Entity-tag <code>${legible(etag)}</code></p>
</div>
${filterForm(page)}${total === 0 && filters.length === 0 ? EMPTY : ''}<ol class="items">
`;
}

function listRow(item: ItemState, data: JsonValue, link: string): string {
  return `<li class="panel">
<div class="row"><h2>${anchor(link, item.id)}</h2> <span class="soft">Revision ${item.revision}</span> ${moment(item.updatedAt)}</div>
${preview(data)}</li>
`;
}
