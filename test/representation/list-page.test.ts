// The page of a list: what matches, a little of each document, and the way on.
import { parseJson } from '../../src/json/index.js';
import { listPage } from '../../src/representation/index.js';
import { type Page, readPage, valuesOf } from './read-page.js';
import { EMPTY_LIST_PAGE, ITEM, LIST_PAGE } from './samples.js';

describe('the page of a list', () => {
  it.each([
    [0, [], '0 documents'],
    [1, [], '1 document'],
    [2, [], '2 documents'],
    [1, LIST_PAGE.filters, '1 document matches'],
    [2, LIST_PAGE.filters, '2 documents match'],
  ])('%d documents with the filters %j: %s', (total, filters, text) => {
    const page = listPage({ ...LIST_PAGE, total, filters });
    expect(readPage(page.start + page.end({ next: null })).text).toContain(`\n${text}\n`);
  });

  it('leads to each document, below the path of the list', () => {
    const page = listPage(LIST_PAGE);
    const read = readPage(page.start + page.row(ITEM, {}) + page.end({ next: '/n?a=1&b=2' }));
    expect(valuesOf(read, 'a', 'href')).toContain('/v1/collections/recipes/documents/lemon-tart');
    expect(valuesOf(read, 'a', 'href')).toContain('/n?a=1&b=2');
  });

  it('leads to no next page when there is none', () => {
    expect(rowOf('{}').text).not.toContain('Next page');
  });

  it('shows six fields of each document, and how many more there are', () => {
    const { text } = rowOf('{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}');
    expect(text).toContain('f6');
    expect(text).not.toContain('g7');
    expect(text).toContain('and 2 more fields');
    expect(rowOf('{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}').text).toContain('and 1 more field\n');
  });

  it('cuts long texts, and never through a character', () => {
    expect(rowOf(`{"a":"${'x'.repeat(200)}"}`).text).toContain(`a${'x'.repeat(159)}…\n`);
    expect(rowOf(`{"a":"${'𝄞'.repeat(100)}"}`).text).toContain(`a${'𝄞'.repeat(79)}…\n`);
    expect(rowOf(`{"a":"${'x'.repeat(160)}"}`).text).toContain(`a${'x'.repeat(160)}\n`);
  });

  it('cuts large values, at the same cost as small ones', () => {
    expect(rowOf('{"a":{"b":[1,"x",null,{}]}}').text).toContain('a{"b": [1, "x", null, {}]}\n');
    const large = parseJson(`{"a":[${'[1,{"b":"text"}],'.repeat(20_000)}1]}`);
    const page = listPage(EMPTY_LIST_PAGE);
    const started = performance.now();
    for (let round = 0; round < 200; round += 1) expect(page.row(ITEM, large).length).toBeLessThan(1000);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

function rowOf(json: string): Page {
  const page = listPage(EMPTY_LIST_PAGE);
  return readPage(page.start + page.row(ITEM, parseJson(json)) + page.end({ next: null }));
}
