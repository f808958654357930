import { anchor, countOf, legible, moment, nextLink, PAGE_END, pageStart } from './page.js';

/** An attachment as its page's list shows it. */
export interface AttachmentRow {
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly link: string;
}

/** What the page of a document's attachments shows, in order of name. */
export interface AttachmentsPage {
  readonly collection: string;
  readonly id: string;
  /** The attachments on all pages together. */
  readonly total: number;
  readonly items: readonly AttachmentRow[];
  readonly links: {
    readonly self: string;
    readonly document: string;
    readonly list: string;
    readonly collections: string;
  };
  readonly next: string | null;
}

/** The attachments of a document, for people to read and to open. */
export function attachmentsPage({ collection, id, total, items, links, next }: AttachmentsPage): string {
  const trail = [
    { name: 'Collections', link: links.collections },
    { name: collection, link: links.list },
    { name: id, link: links.document },
    { name: 'Attachments', link: links.self },
  ];
  const content =
    total === 0
      ? '<p class="soft">There are none yet. A <code>PUT</code> with <code>If-None-Match: *</code> below this address adds one.</p>\n'
      : `<p>${countOf(total, 'attachment')}</p>\n${table(items)}`;
  return `${pageStart(trail)}<h1>Attachments of ${legible(id)}</h1>
${content}${nextLink(next)}${PAGE_END}`;
}

function table(items: readonly AttachmentRow[]): string {
  const rows = items.map(
    ({ name, mediaType, size, revision, updatedAt, link }) =>
      `<tr><th scope="row" class="any">${anchor(link, name)}</th><td class="any">${legible(mediaType)}</td>` +
      `<td class="count">${size}</td><td class="count">${revision}</td><td>${moment(updatedAt)}</td></tr>\n`,
  );
  return `<table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col" class="count">Bytes</th><th scope="col" class="count">Revision</th><th scope="col">Changed</th></tr></thead>
<tbody>
${rows.join('')}</tbody>
</table>
`;
}
