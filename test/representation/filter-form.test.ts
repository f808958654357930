// The form of a list: a plain GET that works without script.
import { type Filter, listPage, type ListPage } from '../../src/representation/index.js';
import { readPage } from './read-page.js';
import { EMPTY_LIST_PAGE, LIST_PAGE } from './samples.js';

describe('the form of a list', () => {
  it('sent unchanged it asks for the list as it is', () => {
    expect(sent(LIST_PAGE).filter(([, value]) => value !== '')).toEqual([
      ['filter[title][prefix]', 'Le"mon'],
      ['filter[author.name][ne]', '<Bob>'],
      ['filter[$revision]', '7'],
      ['fields', 'title,author.name'],
      ['sort', '-servings,title'],
      ['limit', '25'],
    ]);
  });

  it('without anything set it asks for the default', () => {
    expect(sent(EMPTY_LIST_PAGE)).toEqual([
      ['fields', ''],
      ['sort', '$id'],
      ['limit', '50'],
    ]);
  });

  it.each<[string, readonly Filter[], readonly string[]]>([
    ['a declared index', [], ['filter[a]', 'filter[a][prefix]', 'filter[a][gte]', 'filter[a][lte]']],
    [
      'a declared index with another operator in use',
      [{ field: 'a', operator: 'exists', value: 'true' }],
      ['filter[a]', 'filter[a][prefix]', 'filter[a][gte]', 'filter[a][lte]', 'filter[a][exists]'],
    ],
    [
      'a declared index with an offered operator in use',
      [{ field: 'a', operator: 'gte', value: '1' }],
      ['filter[a]', 'filter[a][prefix]', 'filter[a][gte]', 'filter[a][lte]'],
    ],
    [
      'eq spelled out is the plain filter',
      [{ field: 'a', operator: 'eq', value: '1' }],
      ['filter[a]', 'filter[a][prefix]', 'filter[a][gte]', 'filter[a][lte]'],
    ],
  ])('%s has its inputs', (_, filters, names) => {
    const page = { ...EMPTY_LIST_PAGE, filters, indexes: ['a'] };
    expect(sent(page).flatMap(([name]) => (name.startsWith('filter') ? [name] : []))).toEqual(names);
  });

  it('is unfolded when a filter is set', () => {
    expect(listPage(LIST_PAGE).start).toContain('<details class="panel" open>');
    expect(listPage(EMPTY_LIST_PAGE).start).toContain('<details class="panel">');
  });

  it('has a label around every input', () => {
    const { skeleton } = readPage(listPage(LIST_PAGE).start + listPage(LIST_PAGE).end({ next: null }));
    expect(skeleton.match(/>input|>select /g)).toHaveLength(skeleton.match(/>label/g)?.length ?? 0);
  });
});

/** What a browser sends when nothing is changed: every input and select, also the empty ones. */
function sent(page: ListPage): [string, string][] {
  const { start } = listPage(page);
  const inputs = [...start.matchAll(/<input name="([^"]*)" value="([^"]*)">/g)].map(
    ([, name = '', value = '']): [string, string] => [
      name,
      value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    ],
  );
  const selects = [...start.matchAll(/<select name="([^"]*)">(.*?)<\/select>/g)].map(
    ([, name = '', options = '']): [string, string] => [
      name,
      /value="([^"]*)" selected/.exec(options)?.[1] ?? 'nothing',
    ],
  );
  return [...inputs, ...selects];
}
