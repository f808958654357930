// RFC 9110 8.3.1: media types in one spelling; nothing else reaches a Content-Type of ours.
import * as fc from 'fast-check';
import { parseMediaType } from '../../src/representation/index.js';

describe('a media type', () => {
  it.each([
    ['image/png', 'image/png'],
    [' Image/PNG\t', 'image/png'],
    ['text/plain;charset=UTF-8', 'text/plain; charset=UTF-8'],
    ['text/plain ; Charset="utf-8" ;', 'text/plain; charset=utf-8'],
    ['a/b; c="d e\\"f\\\\"', 'a/b; c="d e\\"f\\\\"'],
    ['a/b; c=""', 'a/b; c=""'],
    ['application/vnd.x+json', 'application/vnd.x+json'],
  ])('%s is %s', (text, canonical) => {
    expect(parseMediaType(text)).toBe(canonical);
    expect(parseMediaType(canonical)).toBe(canonical);
  });

  it.each([
    '',
    'image',
    'image/',
    '/png',
    'image/png/x',
    'image/p ng',
    'image/png, image/gif',
    'image/png; a',
    'image/png; a=',
    'image/png; a=1; A=2',
    'image/png; a="b',
    'image/png; a=b c',
    'image/png; a="é"',
    'image/png\r\nX: y',
    'image/png; a="\u0000"',
    `image/${'x'.repeat(255)}`,
    'ïmage/png',
  ])('%j is none', (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  it('whatever is made of it is a header field of visible ASCII, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (value) => {
        const canonical = parseMediaType(`a/b;c="${value}"`) ?? parseMediaType(value);
        if (canonical === undefined) return;
        expect(canonical).toMatch(/^[\t\x20-\x7e]+$/);
        expect(parseMediaType(canonical)).toBe(canonical);
      }),
    );
  });
});
