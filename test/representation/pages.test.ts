// What all pages have in common, and the pages of collections and of a history.
import {
  attachmentsPage,
  collectionPage,
  collectionsPage,
  documentPage,
  historyPage,
  listPage,
  problemPage,
} from '../../src/representation/index.js';
import { readPage, valuesOf } from './read-page.js';
import {
  ATTACHMENTS_PAGE,
  COLLECTION_PAGE,
  COLLECTIONS_PAGE,
  DOCUMENT_PAGE,
  HISTORY_PAGE,
  ITEM,
  LIST_PAGE,
  PROBLEM_PAGE,
} from './samples.js';

describe('every page', () => {
  const list = listPage(LIST_PAGE);
  it.each([
    ['of a document', documentPage(DOCUMENT_PAGE)],
    ['of a list', list.start + list.row(ITEM, { a: 1 }) + list.end({ next: '/n' })],
    ['of the collections', collectionsPage(COLLECTIONS_PAGE)],
    ['of a collection', collectionPage(COLLECTION_PAGE)],
    ['of a history', historyPage(HISTORY_PAGE)],
    ['of a problem', problemPage(PROBLEM_PAGE)],
    ['of attachments', attachmentsPage(ATTACHMENTS_PAGE)],
  ])('%s has a language, a title, one heading, a main part, and fits a phone', (_, html) => {
    const page = readPage(html);
    expect(page.skeleton).toMatch(/^html lang>head>meta charset>meta name content>meta name content>title>/);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    for (const tag of ['h1', 'main', 'header']) expect(html.split(`<${tag}>`)).toHaveLength(2);
    const ids = page.values.filter(({ name }) => name === 'id').map(({ value }) => value);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the other pages', () => {
  it('the collections lead to their documents and their settings', () => {
    const page = readPage(collectionsPage(COLLECTIONS_PAGE));
    expect(valuesOf(page, 'a', 'href')).toEqual(
      COLLECTIONS_PAGE.items.flatMap(({ link, settings }) => [link, settings]),
    );
    expect(page.text).toContain('recipes128');
  });

  it('without collections it says how to make one', () => {
    expect(readPage(collectionsPage({ items: [] })).text).toContain('If-None-Match: *');
  });

  it('a collection leads to its documents and shows each setting', () => {
    const page = readPage(collectionPage(COLLECTION_PAGE));
    expect(valuesOf(page, 'a', 'href')).toEqual(['/v1/collections', '/v1/collections/recipes/documents']);
    for (const shown of ['preconditionsrequired', 'author.name', 'keep10', '"3.midc1z7f"'])
      expect(page.text.replaceAll('\n', '')).toContain(shown);
  });

  it('a collection without settings says that they have their defaults', () => {
    expect(readPage(collectionPage({ ...COLLECTION_PAGE, settings: {} })).text).toContain('default');
  });

  it('a problem says what it means and how to recover', () => {
    const { text } = readPage(problemPage(PROBLEM_PAGE));
    for (const shown of [
      '412',
      'The state is <another>',
      'Somebody else was faster.',
      'Read it again & decide.',
    ])
      expect(text).toContain(shown);
  });

  it('a history leads to the revisions that have a JSON', () => {
    const page = readPage(historyPage(HISTORY_PAGE));
    const below = valuesOf(page, 'a', 'href').filter((href) => /revisions\/\d/.test(href));
    expect(below.map((href) => href.split('/').at(-1))).toEqual(['7', '5']);
    expect(page.text).toContain('6delete2025-11-24 15:59:59 UTC');
  });

  it('a history names authors only where there are any', () => {
    const items = HISTORY_PAGE.items.map((item) => ({ ...item, author: null }));
    expect(readPage(historyPage(HISTORY_PAGE)).text).toContain('ann & "bob"');
    expect(readPage(historyPage({ ...HISTORY_PAGE, items })).text).not.toContain('By');
  });
});
