// RFC 9110 12.5.3 (R74): the content coding that suits a request best; identity unless it is excluded.
import {
  type Coding,
  DOCUMENT_FORMATS,
  LIST_FORMATS,
  type ListFormat,
  negotiateVariant,
  variantOf,
} from '../../src/representation/index.js';
import { codingOf } from './support.js';

describe('12.5.3: the coding by Accept-Encoding', () => {
  it.each<[string, string | undefined, Coding | 'none']>([
    ['an absent field: identity, since nobody said that more is understood', undefined, 'identity'],
    ['an empty field: identity', '', 'identity'],
    ['browsers', 'gzip, deflate, br, zstd', 'br'],
    ['gzip alone', 'gzip', 'gzip'],
    ['the old name of gzip (9110 8.4.1.3)', 'x-gzip', 'gzip'],
    ['capitals', 'GZip', 'gzip'],
    ['anything', '*', 'br'],
    ['equal weights: br before gzip', 'gzip;q=0.5, br;q=0.5', 'br'],
    ['the higher weight wins', 'gzip;q=0.8, br;q=0.5', 'gzip'],
    ['identity only if it weighs more', 'identity;q=1, gzip;q=0.9', 'identity'],
    ['equal weights: coded before identity', 'identity, gzip', 'gzip'],
    ['a low weight beats identity that nobody named', 'gzip;q=0.001', 'gzip'],
    ['a coding with weight zero is not sent', 'gzip;q=0', 'identity'],
    ['the asterisk speaks for what is not named', 'br;q=0, *', 'gzip'],
    ['identity excluded, gzip not', 'identity;q=0, gzip', 'gzip'],
    ['everything excluded but gzip', 'gzip, *;q=0', 'gzip'],
    ['identity excluded, nothing else understood', 'identity;q=0', 'none'],
    ['everything excluded', '*;q=0', 'none'],
    ['everything excluded but identity', '*;q=0, identity', 'identity'],
    ['an unknown coding: identity', 'deflate, zstd', 'identity'],
  ])('%s: %s: %s', (_, acceptEncoding, coding) => {
    expect(codingOf(acceptEncoding, true)).toBe(coding);
  });

  it.each<[string, string, Coding | 'none']>([
    ['a coding that is liked', 'br, gzip', 'identity'],
    ['identity excluded', 'br, identity;q=0', 'none'],
    ['all excluded but one that is not made', 'gzip, *;q=0', 'none'],
  ])('what is not compressible, with %s: %s: %s', (_, acceptEncoding, coding) => {
    expect(codingOf(acceptEncoding, false)).toBe(coding);
  });

  it('whether it is compressible may depend on the format chosen', () => {
    const page = { accept: 'text/html', acceptEncoding: 'br' };
    expect(negotiateVariant(page, LIST_FORMATS, { compressible })).toBe(variantOf('html', 'br'));
    const data = { accept: 'application/json', acceptEncoding: 'br' };
    expect(negotiateVariant(data, LIST_FORMATS, { compressible })).toBe(variantOf('json', 'identity'));
  });

  it('nothing acceptable names the field and the codings that exist', () => {
    const fields = { accept: undefined, acceptEncoding: '*;q=0' };
    expect(negotiateVariant(fields, DOCUMENT_FORMATS, { compressible: false })).toEqual({
      kind: 'not-acceptable',
      field: 'Accept-Encoding',
      available: ['identity'],
    });
  });
});

function compressible(format: ListFormat): boolean {
  return format === 'html';
}
