import { escapeHtml } from '../escape.js';
import { anchor, moment, nextLink, PAGE_END, pageStart } from './page.js';

/** A collection as its page's list shows it. */
export interface CollectionRow {
  readonly name: string;
  readonly documents: number;
  /** Milliseconds since 1970 of the last change of its settings. */
  readonly updatedAt: number;
  /** The list of its documents. */
  readonly link: string;
  /** The collection itself, which is its settings. */
  readonly settings: string;
}

/** The collections that the reader may see. */
export interface CollectionsPage {
  readonly items: readonly CollectionRow[];
  readonly next?: string | null | undefined;
}

/** The list of collections, for people to start from. */
export function collectionsPage({ items, next }: CollectionsPage): string {
  const content =
    items.length === 0
      ? '<p class="soft">There are no collections yet. A <code>PUT</code> with <code>If-None-Match: *</code> makes one.</p>\n'
      : table(items);
  return `${pageStart([{ name: 'Collections' }])}<h1>Collections</h1>
${content}${nextLink(next ?? null)}${PAGE_END}`;
}

function table(items: readonly CollectionRow[]): string {
  const rows = items.map(
    ({ name, documents, updatedAt, link, settings }) =>
      `<tr><th scope="row" class="name">${anchor(link, name)}</th><td class="count">${documents}</td>` +
      `<td><a href="${escapeHtml(settings)}">${moment(updatedAt)}</a></td></tr>\n`,
  );
  return `<table>
<thead><tr><th scope="col">Name</th><th scope="col" class="count">Documents</th><th scope="col">Settings of</th></tr></thead>
<tbody>
${rows.join('')}</tbody>
</table>
`;
}
