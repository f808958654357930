import { isJsonObject, type JsonValue } from '../../json/index.js';
import { revisionFacts, type RevisionFacts } from './facts.js';
import { anchor, legible, PAGE_END, pageStart } from './page.js';
import { fieldList } from './value.js';

/** What a collection's page shows: its settings, and nothing that their revision does not cover. */
export interface CollectionPage extends RevisionFacts {
  readonly name: string;
  readonly settings: JsonValue;
  readonly links: {
    /** The list of its documents. */
    readonly documents: string;
    /** The list of collections. */
    readonly collections: string;
  };
}

/** A collection's settings, for people to read. */
export function collectionPage(page: CollectionPage): string {
  const { name, settings, links } = page;
  const trail = [{ name: 'Collections', link: links.collections }, { name }];
  return `${pageStart(trail)}<h1>${legible(name)}</h1>
<p>${anchor(links.documents, 'Documents')}</p>
<h2 id="settings">Settings</h2>
<section class="panel fields" aria-labelledby="settings">
${isJsonObject(settings) && Object.keys(settings).length > 0 ? fieldList(settings) : NO_SETTINGS}
</section>
${revisionFacts(page)}${PAGE_END}`;
}

const NO_SETTINGS = '<p class="soft">Every setting has its default.</p>';
