// RFC 4180: lists as CSV, safe to open in a spreadsheet.
import * as fc from 'fast-check';
import { formatEntityTag } from '../../src/conditional/index.js';
import { type JsonValue, parseJson, serialiseJson } from '../../src/json/index.js';
import { csvFields, csvHeader, csvRow, revisionTag, timestamp } from '../../src/representation/index.js';
import { anyObject } from '../json/support.js';
import { type Cell, items, parseCsv } from './support.js';

const ITEM = { id: 'a', revision: 7, createdAt: 0, updatedAt: 1_764_000_000_000 };
const METADATA = 'a,7,"""7.midc1z40""",1970-01-01T00:00:00.000Z,2025-11-24T16:00:00.000Z';

/** The cell of a document's member as it stands in the row. */
function cell(json: string): string {
  const row = csvRow(ITEM, parseJson(`{"m":${json}}`), ['m']);
  expect(row.startsWith(`${METADATA},`)).toBe(true);
  expect(row.endsWith('\r\n')).toBe(true);
  return row.slice(METADATA.length + 1, -2);
}

describe('4180 2: rows', () => {
  it('the header is the metadata, then the fields, then CRLF', () => {
    expect(csvHeader(['title', 'author.name'])).toBe(
      'id,revision,etag,createdAt,updatedAt,title,author.name\r\n',
    );
    expect(csvHeader([])).toBe('id,revision,etag,createdAt,updatedAt\r\n');
  });

  it('an item is its metadata, then the values', () => {
    expect(csvRow(ITEM, { title: 'T', n: 1 }, ['n', 'title'])).toBe(`${METADATA},1,T\r\n`);
    expect(csvRow(ITEM, {}, [])).toBe(`${METADATA}\r\n`);
  });

  it.each([
    ['a string stands as it is', '"Łódź 𝄞 <b>"', 'Łódź 𝄞 <b>'],
    ['a number is its JSON', '-1.50', '-1.5'],
    ['a large number is its JSON', '1e21', '1e+21'],
    ['minus zero is zero', '-0', '0'],
    ['true', 'true', 'true'],
    ['false', 'false', 'false'],
    ['null is empty', 'null', ''],
    ['the empty string is empty in quotes', '""', '""'],
    ['an array is compact JSON', '[1, "a",  null]', '"[1,""a"",null]"'],
    ['an object is compact JSON', '{ "a": { } }', '"{""a"":{}}"'],
    ['an empty array has no need of quotes', '[]', '[]'],
    ['a comma needs quotes', '"a,b"', '"a,b"'],
    ['a quote is doubled in quotes', '"a\\"b"', '"a""b"'],
    ['a line feed needs quotes', '"a\\nb"', '"a\nb"'],
    ['a carriage return needs quotes', '"a\\rb"', '"a\rb"'],
    ['CRLF needs quotes', '"a\\r\\nb"', '"a\r\nb"'],
    ['white space stays', '" a "', ' a '],
  ])('%s: %s', (_, json, written) => {
    expect(cell(json)).toBe(written);
  });

  it('a member that is missing is empty, as null is', () => {
    expect(csvRow(ITEM, { other: 1 }, ['m'])).toBe(`${METADATA},\r\n`);
  });

  it.each([
    ['a path leads into objects', '{"a":{"b":{"c":1}}}', 'a.b.c', '1'],
    ['a name with a dot is found', '{"a.b":1}', 'a.b', '1'],
    ['the name wins over the path', '{"a":{"b":2},"a.b":1}', 'a.b', '1'],
    ['a name with a dot on the way is found', '{"a.b":{"c":1}}', 'a.b.c', '1'],
    ['a path does not lead into arrays', '{"a":[1]}', 'a.0', ''],
    ['a path does not lead into strings', '{"a":"text"}', 'a.length', ''],
    ['an inherited member is none', '{"a":{}}', 'a.constructor', ''],
    ['__proto__ is data', '{"__proto__":{"x":1}}', '__proto__.x', '1'],
    ['toJSON is data', '{"m":{"toJSON":1}}', 'm', '"{""toJSON"":1}"'],
  ])('%s', (_, json, field, written) => {
    expect(csvRow(ITEM, parseJson(json), [field])).toBe(`${METADATA},${written}\r\n`);
  });
});

describe('no cell is a formula', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', '＋1', '－1', '＠1', '-'])(
    'the text %j gets an apostrophe',
    (text) => {
      expect(cell(JSON.stringify(text))).toBe(`'${text}`);
    },
  );

  it.each(['\r=1', '\n=1'])('the text %j gets an apostrophe, and quotes', (text) => {
    expect(cell(JSON.stringify(text))).toBe(`"'${text}"`);
  });

  it('a formula with quotes and commas stays one cell', () => {
    expect(cell('"=HYPERLINK(\\"http://x\\",\\"y\\")"')).toBe(`"'=HYPERLINK(""http://x"",""y"")"`);
  });

  it('a negative number is a number', () => {
    expect(cell('-5')).toBe('-5');
  });

  it('names and ids are guarded too', () => {
    expect(csvHeader(['=cmd', '\n=1', ''])).toBe(`id,revision,etag,createdAt,updatedAt,'=cmd,"'\n=1",""\r\n`);
    expect(csvRow({ ...ITEM, id: '-a' }, {}, [])).toBe(`'-${METADATA}\r\n`);
  });
});

describe('columns when no fields are asked for', () => {
  it('are the members met, in the order of their first appearance', () => {
    const documents = ['{"b":1,"a":2}', '{"a":1,"c":{"d":1}}', '{"__proto__":1,"b":1}'].map(parseJson);
    expect(csvFields(documents)).toEqual(['b', 'a', 'c', '__proto__']);
    expect(csvFields([])).toEqual([]);
  });
});

describe('4180: what is written can be read', () => {
  it('any documents, by an independent reader', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(items, anyObject), { minLength: 1, maxLength: 4 }), (list) => {
        const fields = csvFields(list.map(([, data]) => data));
        const text = csvHeader(fields) + list.map(([item, data]) => csvRow(item, data, fields)).join('');
        const [header, ...rows] = parseCsv(text);
        expect(header?.map((found) => found.text)).toEqual([
          'id',
          'revision',
          'etag',
          'createdAt',
          'updatedAt',
          ...fields.map(guarded),
        ]);
        expect(rows).toHaveLength(list.length);
        for (const [index, [item, data]] of list.entries()) {
          const row = rows[index] ?? [];
          expect(row.slice(0, 5).map((found) => found.text)).toEqual([
            guarded(item.id),
            String(item.revision),
            formatEntityTag(revisionTag(item)),
            timestamp(item.createdAt),
            timestamp(item.updatedAt),
          ]);
          const values = fields.map((name) => (Object.hasOwn(data, name) ? data[name] : undefined));
          expect(row.slice(5).map(isText)).toEqual(
            values.map((value) => (value ?? '') !== '' || value === ''),
          );
          expect(row.slice(5).map((found) => found.text)).toEqual(values.map(expected));
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Whether a cell says anything: the empty string does, by its quotes. */
function isText({ text, quoted }: Cell): boolean {
  return text !== '' || quoted;
}

function guarded(text: string): string {
  return /^[-=+@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
}

function expected(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? guarded(value) : serialiseJson(value);
}
