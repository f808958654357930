// Stored XSS: whatever a document holds, its page shows it as text; and if it did not, the policy would stop it.
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import {
  collectionPage,
  attachmentsPage,
  collectionsPage,
  documentPage,
  escapeHtml,
  historyPage,
  listPage,
  PAGE_SECURITY,
  problemPage,
} from '../../src/representation/index.js';
import { anyObject, HOSTILE_NAMES } from '../json/support.js';
import {
  COLLECTION_PAGE,
  COLLECTIONS_PAGE,
  DOCUMENT_PAGE,
  EMPTY_LIST_PAGE,
  HISTORY_PAGE,
  ITEM,
  LIST_PAGE,
  PROBLEM_PAGE,
} from './samples.js';
import { readPage } from './read-page.js';
import { hostileText } from './support.js';

/** Every page with `text` in every place that can hold a text from outside. */
function pagesWith(text: string): string[] {
  const links = {
    collections: text,
    list: text,
    self: text,
    history: text,
    attachments: text,
    json: text,
    document: text,
  };
  const form = {
    formAction: text,
    filters: [
      { field: text, operator: text, value: text },
      { field: text, value: text },
    ],
    sort: `${text},a`,
    limit: 50,
    fields: [text],
    indexes: [text],
  };
  const data = {
    [`k${text}`]: text,
    object: { [text]: text },
    list: [{ text }, [{ text }]],
    deep: deepWith(text),
  };
  const list = listPage({ ...LIST_PAGE, ...form, collection: text, etag: text, links });
  return [
    documentPage({ ...DOCUMENT_PAGE, collection: text, id: text, etag: text, data, links }),
    list.start + list.row({ ...ITEM, id: text }, data) + list.end({ next: text }),
    collectionsPage({
      items: [{ name: text, documents: 1, updatedAt: 0, link: text, settings: text }],
      next: text,
    }),
    collectionPage({
      ...COLLECTION_PAGE,
      name: text,
      etag: text,
      settings: data,
      links: { documents: text, collections: text },
    }),
    problemPage({
      ...PROBLEM_PAGE,
      title: text,
      meaning: text,
      recovery: text,
      links: { collections: text },
    }),
    historyPage({
      collection: text,
      id: text,
      items: [{ revision: 1, operation: text, at: 0, author: text, link: text }],
      links,
      next: text,
    }),
    attachmentsPage({
      collection: text,
      id: text,
      total: 1,
      items: [{ name: text, mediaType: text, size: 1, revision: 1, updatedAt: 0, link: text }],
      links,
      next: text,
    }),
  ];
}

function deepWith(text: string): { readonly [name: string]: never } {
  return [1, 2, 3, 4, 5, 6, 7].reduce<object>((inner) => ({ [`k${text}`]: inner }), { text }) as never;
}

describe('text never leaves its place', () => {
  it('escapeHtml escapes the five characters that mean something, and nothing else', () => {
    expect(escapeHtml(`<a href="x" title='y'>&amp;</a> é`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt; é',
    );
  });

  it('hostile text changes no tag and no attribute of any page', () => {
    const harmless = pagesWith('x').map((page) => readPage(page).skeleton);
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(pagesWith(text).map((page) => readPage(page).skeleton)).toEqual(harmless);
      }),
      { numRuns: 1000 },
    );
  });

  it('any document, in a page or in a list, is well-formed HTML without a script, a style or an event', () => {
    fc.assert(
      fc.property(anyObject, (data) => {
        const list = listPage(EMPTY_LIST_PAGE);
        for (const page of [
          documentPage({ ...DOCUMENT_PAGE, data }),
          list.start + list.row(ITEM, data) + list.end({ next: null }),
        ]) {
          const { skeleton, values } = readPage(page);
          expect(skeleton).not.toMatch(/script|iframe|object|embed|img|svg|base/);
          expect(values.filter(({ name }) => /^on|^style$|^src/.test(name))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each(HOSTILE_NAMES)('a member called %s is shown as any other', (name) => {
    const { text } = readPage(
      documentPage({ ...DOCUMENT_PAGE, data: JSON.parse(`{"${name}":{"${name}":"shown"}}`) as never }),
    );
    expect(text).toContain(name);
    expect(text).toContain('shown');
  });

  it.each([
    ['what HTML would drop or forbid becomes its picture', 'a\u0000b\u001Bc\u007Fd', 'a␀b␛c␡d'],
    ['what has no picture becomes the replacement character', '\u0085\uFFFE', '\uFFFD\uFFFD'],
    ['a line end is a line end, however it is spelled', 'a\r\nb\nc\td', 'a\nb\nc\td'],
    ['a carriage return alone is shown', 'a\rb', 'a␍b'],
  ])('%s', (_, value, shown) => {
    const { text } = readPage(documentPage({ ...DOCUMENT_PAGE, data: { value } }));
    expect(text).toContain(`value${shown}\n`);
  });
});

describe('the policy of every page (CSP 3)', () => {
  const policy = new Map(
    (PAGE_SECURITY['Content-Security-Policy'] ?? '').split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );

  it('nothing is allowed but our own style, our own images and our own forms', () => {
    const [, style] = /<style>([^<]*)<\/style>/.exec(documentPage(DOCUMENT_PAGE)) ?? [];
    const digest = createHash('sha256')
      .update(style ?? '')
      .digest('base64');
    // When this fails after a change of the style sheet: here is the new STYLE_HASH. Raise FORMAT_VERSIONS.html too.
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'style-src': `'sha256-${digest}'`,
      'img-src': "'self'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    });
  });

  it('every page has that style sheet and no other, and loads nothing', () => {
    const sheets = pagesWith('x').map((page) =>
      [...page.matchAll(/<style>([^<]*)<\/style>/g)].map(([, css]) => css),
    );
    expect(new Set(sheets.flat()).size).toBe(1);
    expect(sheets.every((found) => found.length === 1)).toBe(true);
    expect(sheets[0]?.[0]).not.toMatch(/url\(|@import|expression/);
  });

  it('the style sheet is smaller than 6 KiB', () => {
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(collectionsPage(COLLECTIONS_PAGE)) ?? [];
    expect(Buffer.byteLength(style)).toBeLessThan(6 * 1024);
  });

  it('the other fields keep the page to itself', () => {
    expect(PAGE_SECURITY).toMatchObject({
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
  });

  it('a history is a page as the others', () => {
    expect(readPage(historyPage(HISTORY_PAGE)).skeleton).toMatch(/^html lang>head>/);
  });
});
