import type { Content, Paths } from '../http/index.js';
import { parseJson } from '../json/index.js';
import { type Filter, listPage, project } from '../representation/index.js';
import { type CollectionHead, parseSettings } from '../store/index.js';
import { gathered, type PageOfList } from './list-content.js';
import type { WantedList } from './list-query.js';

/** The page of a list for people: its documents and a form to filter and sort them. */
export function listHtml(
  list: PageOfList & { readonly etag: string },
  { parameters, query }: WantedList,
  paths: Paths,
): Pick<Content, 'length' | 'text'> {
  const { collection, count } = list.page;
  const pieces = listPage({
    collection: collection.name,
    total: count,
    etag: list.etag,
    formAction: paths.documents(collection.name),
    filters: parameters.flatMap(([name, value]) => filterOf(name, value) ?? []),
    sort: parameters.find(([name]) => name === 'sort')?.[1],
    limit: query.limit,
    fields: list.fields ?? [],
    indexes: indexesOf(collection),
    links: { collections: paths.collections() },
  });
  async function* rows(): AsyncGenerator<string> {
    yield pieces.start;
    for (const item of list.page.items) {
      const data = parseJson(await list.textOf(item));
      yield pieces.row(item, list.fields === undefined ? data : project(data, list.fields));
    }
    yield pieces.end({ next: list.next });
  }
  // Its length is known only when it is made; HEAD leaves it out (9110 8.6).
  return { length: undefined, text: () => gathered(rows()) };
}

function filterOf(name: string, value: string): Filter | undefined {
  const [, field, operator] = /^filter\[([^\]]*)\](?:\[([^\]]*)\])?$/.exec(name) ?? [];
  return field === undefined ? undefined : { field, operator, value };
}

function indexesOf({ settings }: CollectionHead): readonly string[] {
  const parsed = parseSettings(parseJson(settings) as Readonly<Record<string, unknown>>);
  return parsed.kind === 'settings' ? parsed.settings.indexes : [];
}
