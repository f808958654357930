import { isJsonObject, type JsonValue } from '../../json/index.js';
import { revisionFacts, type RevisionFacts } from './facts.js';
import { anchor, legible, PAGE_END, pageStart } from './page.js';
import { fieldList } from './value.js';

/** What a document's page shows: nothing that its revision does not cover, so that the revision's tag names the page. */
export interface DocumentPage extends RevisionFacts {
  readonly collection: string;
  readonly id: string;
  readonly data: JsonValue;
  readonly links: {
    readonly self: string;
    readonly list: string;
    readonly history: string;
    readonly attachments: string;
    /** The JSON of this revision, if it has an address of its own. */
    readonly json?: string | undefined;
    /** The list of collections. */
    readonly collections?: string | undefined;
  };
}

/** A document, for people to read. */
export function documentPage(page: DocumentPage): string {
  const { links } = page;
  const trail = [
    ...(links.collections === undefined ? [] : [{ name: 'Collections', link: links.collections }]),
    { name: page.collection, link: links.list },
    { name: page.id, link: links.self },
  ];
  return `${pageStart(trail)}<h1>${legible(page.id)}</h1>
<nav aria-label="This document">
<ul class="row">
${links.json === undefined ? '' : `<li>${anchor(links.json, 'JSON')}</li>\n`}<li>${anchor(links.history, 'History')}</li>
<li>${anchor(links.attachments, 'Attachments')}</li>
</ul>
</nav>
${fields(page.data)}${revisionFacts(page)}${PAGE_END}`;
}

function fields(data: JsonValue): string {
  const isEmpty = !isJsonObject(data) || Object.keys(data).length === 0;
  const content = isEmpty ? '<p class="soft">This document has no fields.</p>' : fieldList(data);
  return `<h2 id="fields">Fields</h2>
<section class="panel fields" aria-labelledby="fields">
${content}
</section>
`;
}
