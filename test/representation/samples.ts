import { type JsonObject, parseJson } from '../../src/json/index.js';
import type {
  AttachmentsPage,
  CollectionPage,
  CollectionsPage,
  DocumentPage,
  HistoryPage,
  ListPage,
  ProblemPage,
} from '../../src/representation/index.js';

// Fixed inputs: of the golden bytes, and of everything that needs some page.

const AT = 1_764_000_000_123;

/** Stored JSON with every type, odd names, odd texts and deep levels. */
export const TEXT = `{
  "title": "Lemon tart <b>& \\"cream\\"</b>",\r
  "author": { "name": "Ann Ælfric", "born": { "year": 1974, "town": "Łódź" } },
  "servings": 8, "rating": 4.50, "published": true, "reviewed": null,
  "tags": ["sweet", "lemon", 3, false],
  "steps": [{ "text": "Beat eggs.\\nRest.", "minutes": 5 }, { "text": "Bake.", "oven": { "degrees": 180 } }],
  "notes": "", "variants": [], "extra": {}, "": "no name",
  "formula": "=1+1", "control": "a\\u0000b\\u0007\\r\\nc\\td",
  "deep": { "a": { "b": { "c": { "d": { "e": { "f": [1, { "g": 2 }] } } } } } },
  "arabic": "مرحبا (123)", "__proto__": { "x": 1 }, "a.b": -0.5,
  "long": "${'long word '.repeat(30)}𝄞"
}`;

export const DATA = parseJson(TEXT) as JsonObject;

export const ITEM = { id: 'lemon-tart', revision: 7, createdAt: 1_763_000_000_000, updatedAt: AT };

const LINKS = { collections: '/v1/collections', list: '/v1/collections/recipes/documents' };
const SELF = `${LINKS.list}/lemon-tart`;

export const DOCUMENT_PAGE: DocumentPage = {
  collection: 'recipes',
  ...ITEM,
  etag: '"7.midc1z7f"',
  data: DATA,
  links: {
    ...LINKS,
    self: SELF,
    history: `${SELF}/revisions`,
    attachments: `${SELF}/attachments`,
    json: `${SELF}/revisions/7`,
  },
};

export const LIST_PAGE: ListPage = {
  collection: 'recipes',
  total: 128,
  etag: '"412.128.midc1z7f.9f8e7d6c"',
  filters: [
    { field: 'title', operator: 'prefix', value: 'Le"mon' },
    { field: 'author.name', operator: 'ne', value: '<Bob>' },
    { field: '$revision', value: '7' },
  ],
  sort: '-servings,title',
  limit: 25,
  fields: ['title', 'author.name'],
  indexes: ['title', 'servings'],
  formAction: LINKS.list,
  links: LINKS,
};

export const EMPTY_LIST_PAGE: ListPage = {
  collection: 'notes',
  total: 0,
  etag: '"0.0.0.9f8e7d6c"',
  filters: [],
  sort: undefined,
  limit: 50,
  fields: [],
  indexes: [],
  formAction: '/v1/collections/notes/documents',
};

export const COLLECTIONS_PAGE: CollectionsPage = {
  items: [
    {
      name: 'recipes',
      documents: 128,
      updatedAt: AT,
      link: LINKS.list,
      settings: '/v1/collections/recipes',
    },
    {
      name: 'notes',
      documents: 1,
      updatedAt: 0,
      link: '/v1/collections/notes/documents',
      settings: '/v1/collections/notes',
    },
  ],
};

export const HISTORY_PAGE: HistoryPage = {
  collection: 'recipes',
  id: 'lemon-tart',
  items: [
    { revision: 7, operation: 'patch', at: AT, author: 'ann & "bob"', link: `${SELF}/revisions/7` },
    { revision: 6, operation: 'delete', at: AT - 1000, author: null, link: null },
    { revision: 5, operation: 'replace', at: AT - 2000, link: `${SELF}/revisions/5` },
  ],
  links: { ...LINKS, document: SELF, self: `${SELF}/revisions` },
  next: `${SELF}/revisions?limit=3&cursor=abc`,
};

export const COLLECTION_PAGE: CollectionPage = {
  name: 'recipes',
  revision: 3,
  etag: '"3.midc1z7f"',
  createdAt: 1_763_000_000_000,
  updatedAt: AT,
  settings: { preconditions: 'required', indexes: ['title', 'author.name'], history: { keep: 10 } },
  links: { documents: LINKS.list, collections: LINKS.collections },
};

export const PROBLEM_PAGE: ProblemPage = {
  status: 412,
  title: 'The state is <another>',
  meaning: 'Somebody else was faster.',
  recovery: 'Read it again & decide.',
  links: { collections: LINKS.collections },
};

export const ATTACHMENTS_PAGE: AttachmentsPage = {
  collection: 'recipes',
  id: 'lemon-tart',
  total: 3,
  items: [
    {
      name: 'front & <back>.png',
      mediaType: 'image/png',
      size: 123_456,
      revision: 2,
      updatedAt: AT,
      link: `${SELF}/attachments/front%20%26%20%3Cback%3E.png`,
    },
    {
      name: 'مرحبا.txt',
      mediaType: 'text/plain; charset="a"b"',
      size: 0,
      revision: 1,
      updatedAt: AT - 1000,
      link: `${SELF}/attachments/%D9%85`,
    },
  ],
  links: { ...LINKS, document: SELF, self: `${SELF}/attachments` },
  next: `${SELF}/attachments?limit=2&cursor=abc`,
};

export const NO_ATTACHMENTS_PAGE: AttachmentsPage = { ...ATTACHMENTS_PAGE, total: 0, items: [], next: null };
