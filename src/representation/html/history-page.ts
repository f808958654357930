import { anchor, legible, moment, nextLink, PAGE_END, pageStart } from './page.js';

/** A revision as the history's page shows it. */
export interface RevisionRow {
  readonly revision: number;
  /** `create`, `replace`, `patch`, `merge`, `delete`, `purge`. */
  readonly operation: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly author?: string | null | undefined;
  /** The revision's JSON; null for one that has none, such as a deletion. */
  readonly link: string | null;
}

/** What the page of a document's history shows, the newest revision first. */
export interface HistoryPage {
  readonly collection: string;
  readonly id: string;
  readonly items: readonly RevisionRow[];
  readonly links: {
    readonly self: string;
    readonly document: string;
    readonly list: string;
    readonly collections?: string | undefined;
  };
  readonly next?: string | null | undefined;
}

/** The revisions of a document, for people to read. */
export function historyPage({ collection, id, items, links, next }: HistoryPage): string {
  const trail = [
    ...(links.collections === undefined ? [] : [{ name: 'Collections', link: links.collections }]),
    { name: collection, link: links.list },
    { name: id, link: links.document },
    { name: 'History', link: links.self },
  ];
  return `${pageStart(trail)}<h1>History of ${legible(id)}</h1>
${table(items)}${nextLink(next ?? null)}${PAGE_END}`;
}

function table(items: readonly RevisionRow[]): string {
  const isSigned = items.some(({ author }) => typeof author === 'string');
  const author = isSigned ? '<th scope="col">By</th>' : '';
  return `<table>
<thead><tr><th scope="col">Revision</th><th scope="col">Change</th><th scope="col">When</th>${author}</tr></thead>
<tbody>
${items.map((item) => tableRow(item, isSigned)).join('')}</tbody>
</table>
`;
}

function tableRow({ revision, operation, at, author, link }: RevisionRow, isSigned: boolean): string {
  const number = link === null ? `${revision}` : anchor(link, `${revision}`);
  const by = isSigned ? `<td class="any">${legible(author ?? '')}</td>` : '';
  return `<tr><th scope="row">${number}</th><td>${legible(operation)}</td><td>${moment(at)}</td>${by}</tr>\n`;
}
