// RFC 9110 8.8.1: a strong tag names bytes. The tags of generated formats hold a number that must be raised whenever a
// serialiser changes; here are the bytes that each number stands for.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  collectionPage,
  changeEvent,
  changeStart,
  attachmentItem,
  attachmentsPage,
  collectionsPage,
  csvFields,
  csvHeader,
  csvRow,
  documentPage,
  type Format,
  FORMAT_VERSIONS,
  historyPage,
  ITEM_END,
  itemStart,
  listPage,
  ndjsonLine,
  problemPage,
} from '../../src/representation/index.js';
import {
  COLLECTION_PAGE,
  ATTACHMENTS_PAGE,
  COLLECTIONS_PAGE,
  DATA,
  DOCUMENT_PAGE,
  EMPTY_LIST_PAGE,
  HISTORY_PAGE,
  ITEM,
  LIST_PAGE,
  PROBLEM_PAGE,
  NO_ATTACHMENTS_PAGE,
  TEXT,
} from './samples.js';

const FOLDER = fileURLToPath(new URL('golden/', import.meta.url));

function list(): string {
  const page = listPage(LIST_PAGE);
  return (
    page.start +
    page.row(ITEM, DATA) +
    page.row({ ...ITEM, id: 'empty' }, {}) +
    page.end({ next: '/n?a=1&b=2' })
  );
}

const CHANGE = {
  sequence: 17,
  id: ITEM.id,
  attachment: null,
  revision: ITEM.revision,
  operation: 'replace',
  at: ITEM.updatedAt,
};

const change = (text: string) => `${changeStart(CHANGE)},"data":${text}${ITEM_END}`;

function emptyList(): string {
  const page = listPage(EMPTY_LIST_PAGE);
  return page.start + page.end({ next: null });
}

describe('the bytes of each format stay what its number says', () => {
  it.each<[name: string, format: Format, text: () => string]>([
    ['an item', 'json', () => itemStart(ITEM) + TEXT + ITEM_END],
    ['a change', 'json', () => change(TEXT)],
    [
      'a delete of an attachment',
      'json',
      () => changeStart({ ...CHANGE, operation: 'delete', attachment: 'é "1".png' }) + ITEM_END,
    ],
    ['an event', 'json', () => changeEvent(17, change('{\n"n":\r1}'))],
    ['a line', 'ndjson', () => ndjsonLine(ITEM, TEXT)],
    ['a header and a row', 'csv', () => csvHeader(csvFields([DATA])) + csvRow(ITEM, DATA, csvFields([DATA]))],
    ['a document', 'html', () => documentPage(DOCUMENT_PAGE)],
    ['a list', 'html', list],
    ['an empty list', 'html', emptyList],
    ['the collections', 'html', () => collectionsPage(COLLECTIONS_PAGE)],
    ['no collections', 'html', () => collectionsPage({ items: [], next: null })],
    ['a collection', 'html', () => collectionPage(COLLECTION_PAGE)],
    ['a collection without settings', 'html', () => collectionPage({ ...COLLECTION_PAGE, settings: {} })],
    ['a problem', 'html', () => problemPage(PROBLEM_PAGE)],
    ['a history', 'html', () => historyPage(HISTORY_PAGE)],
    ['attachments', 'html', () => attachmentsPage(ATTACHMENTS_PAGE)],
    ['no attachments', 'html', () => attachmentsPage(NO_ATTACHMENTS_PAGE)],
    [
      'an attachment',
      'json',
      () => attachmentItem({ ...ITEM, name: 'a "b"', mediaType: 'image/png', size: 3, digest: 'YWJj' }),
    ],
  ])('%s as %s', (name, format, text) => {
    const version = format === 'json' ? '' : FORMAT_VERSIONS[format];
    const file = `${FOLDER}${name.replaceAll(' ', '-')}.${format}${version}.txt`;
    // Never over a file that is there: a number keeps its bytes.
    if (!existsSync(file) && process.env['RECORD_GOLDEN'] === '1') writeFileSync(file, text());
    if (!existsSync(file)) throw new Error(`No bytes of ${format}${version} are recorded. ${RECORD}`);
    const isSame = readFileSync(file, 'utf8') === text();
    expect(isSame ? 'the recorded bytes' : changed(format, file)).toBe('the recorded bytes');
  });
});

const RECORD = 'Run this test once with RECORD_GOLDEN=1, look at the new files, and commit them.';

function changed(format: Format, file: string): string {
  if (format === 'json') {
    return `The bytes of an item differ from ${file}. Items in JSON have no format number: give them one in FORMAT_VERSIONS, or the tags of lists lie.`;
  }
  return `The bytes differ from ${file}. Raise FORMAT_VERSIONS.${format} in src/representation/variant.ts from ${FORMAT_VERSIONS[format]}: whoever holds the old bytes must get another tag. ${RECORD}`;
}
