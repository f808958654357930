// The page of a document: everything its revision covers, and nothing else.
import { parseJson } from '../../src/json/index.js';
import { documentPage } from '../../src/representation/index.js';
import { readPage, valuesOf } from './read-page.js';
import { DOCUMENT_PAGE } from './samples.js';

function documentText(json: string): string {
  return readPage(documentPage({ ...DOCUMENT_PAGE, data: parseJson(json) })).text;
}

describe('the page of a document', () => {
  const page = readPage(documentPage(DOCUMENT_PAGE));

  it('tells revision, tag and times, for people and for machines', () => {
    for (const text of [
      'Revision7',
      'Entity-tag"7.midc1z7f"',
      'Changed2025-11-24 16:00:00 UTC',
      'Created2025-11-13',
    ])
      expect(page.text).toContain(text);
    expect(valuesOf(page, 'time', 'datetime')).toContain('2025-11-24T16:00:00.123Z');
  });

  it('leads to the collections, the list, the JSON, the history and the attachments', () => {
    expect(valuesOf(page, 'a', 'href')).toEqual([
      '/v1/collections',
      '/v1/collections/recipes/documents',
      '/v1/collections/recipes/documents/lemon-tart/revisions/7',
      '/v1/collections/recipes/documents/lemon-tart/revisions',
      '/v1/collections/recipes/documents/lemon-tart/attachments',
    ]);
  });

  it.each([
    [
      'a text, and a number that looks the same',
      '{"a":"1","b":1}',
      '<dd>1</dd>',
      '<dd><span class="n">1</span></dd>',
    ],
    ['true, and the text', '{"a":true,"b":"true"}', '<dd><span class="k">true</span></dd>', '<dd>true</dd>'],
    [
      'null, and an empty text',
      '{"a":null,"b":""}',
      '<span class="k">null</span>',
      '<span class="none">empty text</span>',
    ],
    ['an empty list, and an empty object', '{"a":[],"b":{}}', 'empty list', 'empty object'],
    ['an empty name', '{"":1}', '<dt><span class="none">empty name</span></dt>', '<span class="n">1</span>'],
    ['a list of short texts on a line', '{"a":["x","y"]}', '<ol class="flat"><li>x</li>', '<li>y</li></ol>'],
    ['a list of objects', '{"a":[{"b":1}]}', '<ol><li><dl>', '<dt>b</dt>'],
    [
      'an object in an object',
      '{"a":{"b":{"c":1}}}',
      '<dd><dl>\n<dt>b</dt><dd><dl>\n<dt>c</dt>',
      '</dl></dd>',
    ],
  ])('shows %s', (_, json, first, second) => {
    const html = documentPage({ ...DOCUMENT_PAGE, data: parseJson(json) });
    expect(html).toContain(first);
    expect(html).toContain(second);
  });

  it('shows what lies deeper than six levels as JSON', () => {
    expect(documentText('{"a":{"b":{"c":{"d":{"e":{"f":{"g":[1]}}}}}}}')).toContain('f{"g":[1]}');
  });

  it('shows a document of the greatest depth', () => {
    expect(documentText(`${'{"a":'.repeat(127)}{}${'}'.repeat(127)}`)).toContain('{"a":{"a":');
  });

  it('says that a document without fields has none', () => {
    expect(documentText('{}')).toContain('This document has no fields.');
  });

  it('is the same whenever it is made', () => {
    expect(documentPage(DOCUMENT_PAGE)).toBe(documentPage({ ...DOCUMENT_PAGE }));
  });
});
