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
      : `<p>${countOf(total, 'attachment')}</p>\n<ol class="items">\n${items.map(row).join('')}</ol>\n`;
  return `${pageStart(trail)}<h1>Attachments of ${legible(id)}</h1>
${content}${nextLink(next)}${PAGE_END}`;
}

// No table: five columns are too many for a phone, and names and types can be long.
function row({ name, mediaType, size, revision, updatedAt, link }: AttachmentRow): string {
  return `<li class="panel">
<div class="row"><h2>${anchor(link, name)}</h2> <span class="soft">Revision ${revision}</span> ${moment(updatedAt)}</div>
<div class="row"><span>${legible(mediaType)}</span> <span class="soft">${countOf(size, 'byte')}</span></div>
</li>
`;
}
