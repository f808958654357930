// NDJSON: one item a line.
import * as fc from 'fast-check';
import { formatEntityTag } from '../../src/conditional/index.js';
import { parseJson } from '../../src/json/index.js';
import { ndjsonLine, revisionTag, timestamp } from '../../src/representation/index.js';
import { anyObject } from '../json/support.js';
import { items } from './support.js';

const ITEM = { id: 'a', revision: 7, createdAt: 0, updatedAt: 1_764_000_000_000 };
const START =
  '{"id":"a","revision":7,"etag":"\\"7.midc1z40\\"","createdAt":"1970-01-01T00:00:00.000Z","updatedAt":"2025-11-24T16:00:00.000Z","data":';

describe('an item as a line', () => {
  it.each([
    ['stored text on one line stands as it was sent', '{"a" : 1.0}', '{"a" : 1.0}'],
    ['line breaks between tokens become spaces', '{\r\n  "a":\t1\n}\r', '{    "a":\t1 } '],
    ['escaped line breaks inside strings stay', '{"a":"x\\r\\ny"}', '{"a":"x\\r\\ny"}'],
    [
      'other line separators are no line breaks to readers of NDJSON',
      '{"a":"\u2028\u0085"}',
      '{"a":"\u2028\u0085"}',
    ],
  ])('%s', (_, text, written) => {
    expect(ndjsonLine(ITEM, text)).toBe(`${START}${written}}\n`);
  });

  it('any document, however its JSON is laid out, is one line with the same value', () => {
    const layouts = fc.constantFrom('\n', '\r\n', '\r', ' ');
    fc.assert(
      fc.property(items, anyObject, layouts, (item, data, lineEnd) => {
        const text = JSON.stringify(data, null, 2).replaceAll('\n', lineEnd);
        const line = ndjsonLine(item, text);
        expect(line.split(/[\r\n]/)).toEqual([line.slice(0, -1), '']);
        expect(parseJson(line)).toEqual({
          id: item.id,
          revision: item.revision,
          etag: formatEntityTag(revisionTag(item)),
          createdAt: timestamp(item.createdAt),
          updatedAt: timestamp(item.updatedAt),
          data,
        });
      }),
    );
  });
});
