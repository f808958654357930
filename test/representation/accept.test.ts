// RFC 9110 12.4.2, 12.5.1 (R74): the format that suits a request best.
import {
  DOCUMENT_FORMATS,
  LIST_FORMATS,
  type ListFormat,
  negotiateMediaType,
  negotiateVariant,
  variantOf,
} from '../../src/representation/index.js';

const CHROME =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';
const FIREFOX = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const JAVA = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2';

describe('12.5.1: the format of a list by Accept', () => {
  it.each<[string, string | undefined, ListFormat | 'none']>([
    ['an absent field leaves the choice to us', undefined, 'json'],
    ['curl, fetch: anything', '*/*', 'json'],
    ['an empty field excludes nothing', '', 'json'],
    ['a field of commas excludes nothing', ' , ,', 'json'],
    ['JSON alone', 'application/json', 'json'],
    ['Chrome', CHROME, 'html'],
    ['Firefox and Safari', FIREFOX, 'html'],
    [
      'Internet Explorer names HTML, and what is named beats what is not',
      'text/html, application/xhtml+xml, */*',
      'html',
    ],
    ['Java asks for HTML, with a weight that lacks its zero', JAVA, 'html'],
    ['axios', 'application/json, text/plain, */*', 'json'],
    ['jQuery', 'application/json, text/javascript, */*; q=0.01', 'json'],
    ['.NET and others name the charset that JSON has anyway', 'application/json; charset=utf-8', 'json'],
    ['a charset in quotes and capitals', 'Application/JSON;Charset="UTF-8"', 'json'],
    ['a charset that we do not send', 'application/json;charset=latin1', 'none'],
    ['CSV with its parameters', 'text/csv;header=present', 'csv'],
    ['CSV without a header does not exist', 'text/csv;header=absent', 'none'],
    ['NDJSON', 'application/x-ndjson', 'ndjson'],
    ['any text: the first text offered', 'text/*', 'csv'],
    [
      'equal weights, both named: the order offered, not that of the field',
      'text/html, text/csv, application/json',
      'json',
    ],
    ['the higher weight wins over the order', 'application/json;q=0.5, text/csv;q=0.6', 'csv'],
    [
      'the more specific range decides the weight of a type',
      'text/*, text/csv;q=0.1, text/html;q=0.2',
      'html',
    ],
    ['even when it is lower', '*/*, application/json;q=0.1, application/x-ndjson;q=0', 'csv'],
    [
      'a parameter makes a range more specific',
      'text/csv;header=present;q=0.2, text/csv;q=0.9, text/html;q=0.5',
      'html',
    ],
    ['a weight of zero excludes', 'application/json;q=0', 'none'],
    ['a weight of zero excludes one of many', 'application/json;q=0.000, */*;q=0.1', 'ndjson'],
    ['a weight before a parameter is a weight', 'text/csv;q=0.1;header=present, text/html;q=0.2', 'html'],
    ['a weight above one counts as one', 'text/html;q=5, application/json', 'json'],
    ['a member with a weight that is no number says nothing', 'text/html;q=high, text/csv', 'csv'],
    ['a type that does not exist here', 'image/png', 'none'],
    ['a type that does not exist here, among others', 'image/png, text/csv;q=0.001', 'csv'],
    [
      'a comma inside a quoted parameter separates nothing',
      'text/html;x="a,application/json", text/csv',
      'csv',
    ],
    ['a quote that is never closed reaches to the end', 'text/csv, text/html;x="a, application/json', 'csv'],
    ['white space and tabs around everything', '\ttext/html ; q=0.1 ,\ttext/csv ;q=0.2 ', 'csv'],
  ])('%s: %s: %s', (_, accept, format) => {
    const variant = negotiateVariant({ accept, acceptEncoding: undefined }, LIST_FORMATS, {
      compressible: true,
    });
    expect('kind' in variant ? 'none' : variant.format).toBe(format);
  });

  it('nothing acceptable names the field and the types that exist', () => {
    const fields = { accept: 'image/png', acceptEncoding: 'identity;q=0' };
    expect(negotiateVariant(fields, DOCUMENT_FORMATS, { compressible: true })).toEqual({
      kind: 'not-acceptable',
      field: 'Accept',
      available: ['application/json', 'text/html'],
    });
  });

  it('the first format offered wins ties, whichever it is', () => {
    const fields = { accept: 'text/html, application/json', acceptEncoding: undefined };
    expect(negotiateVariant(fields, ['html', 'json'], { compressible: true })).toEqual(
      variantOf('html', 'identity'),
    );
  });

  it.each([
    [undefined, 'application/json'],
    ['text/html', 'text/html'],
    [FIREFOX, 'text/html'],
    ['image/png', undefined],
  ])('plain media types are chosen in the same way: %s: %s', (accept, type) => {
    expect(negotiateMediaType(accept, ['application/json', 'text/html'])).toBe(type);
  });

  it('the answer to a frequent request is one object: nothing is allocated', () => {
    for (const accept of [undefined, '*/*', 'application/json']) {
      const variant = negotiateVariant({ accept, acceptEncoding: undefined }, DOCUMENT_FORMATS, {
        compressible: true,
      });
      expect(variant).toBe(variantOf('json', 'identity'));
    }
  });

  it('a field of 16 KiB of quotes, commas or parameters is read in no time', () => {
    const started = performance.now();
    for (const piece of ['"', '\\"', '"\\', ',', ';', 'a/b,', ';q=', ';a="', 'text/csv;header=present,']) {
      const accept = piece.repeat(16_384 / piece.length);
      negotiateVariant({ accept, acceptEncoding: accept }, LIST_FORMATS, { compressible: true });
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
