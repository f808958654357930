// Values that mean harm, or nothing, for the places of a request: grammar with mistakes in it.
import fc from 'fast-check';

/** Visible ASCII and spaces, what a field value may hold. */
const visible = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
});

/** Bytes above ASCII too: a field value may hold them, and hardly anybody expects it. */
const latin = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
});

/** Pieces of a grammar, joined at random: nearer to what parsers take than random characters are. */
function pieces(...words: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((chosen) => chosen.join(''));
}

/** One unit again and again, up to 12 KiB: where work is not in proportion to length, this shows it. */
function repeated(...units: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...units), fc.integer({ min: 100, max: 12_000 }))
    .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length));
}

function mostly(usual: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: usual, weight: 6 },
    { arbitrary: visible, weight: 1 },
    { arbitrary: latin, weight: 1 },
  );
}

const tags = mostly(
  fc.oneof(
    fc.constantFrom(
      '*',
      '"1.k3"',
      'W/"1.k3"',
      '',
      '"',
      '*,"a"',
      '"9007199254740993.zzzzzzzzzzzzzz"',
      '"-1.a-gzip"',
    ),
    pieces(
      '"',
      'W/',
      ',',
      '*',
      ' ',
      '\t',
      '1.k3',
      '-html1',
      '-gzip',
      '\\',
      '99999999999999999999',
      '.',
      '0.0.0.a',
    ),
    repeated('"a",', 'W/', '"', ',', ' ', '"a" '),
  ),
);
const dates = mostly(
  fc.oneof(
    fc.constantFrom(
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
      'Fri, 31 Dec 9999 23:59:60 GMT',
      'Thu, 30 Feb 2026 24:00:00 GMT',
    ),
    pieces('Sun', ', ', '06', ' Nov ', '1994', ' 08:49:37', ' GMT', '-', '999999'),
  ),
);
const preferences = mostly(
  fc.oneof(
    fc.constantFrom(
      'return=minimal',
      'return=representation',
      'wait=0',
      'return=representation, wait=0',
      'wait=x',
    ),
    pieces('return', '=', 'minimal', 'representation', ',', ';', ' ', '"', '\\', 'handling=strict', 'wait=0'),
    repeated('a;', 'a,', '"\\', 'return=minimal,', ' ;'),
  ),
);
const ranges = mostly(
  fc.oneof(
    fc.constantFrom(
      'bytes=0-',
      'bytes=-1',
      'bytes=0-0,2-3',
      'bytes=9-1',
      'bytes=99999999999999999999-',
      'lines=1-2',
    ),
    pieces('bytes', '=', '0', '-', '1', ',', ' ', '18446744073709551616', 'x'),
    repeated('bytes=0-0,', '0-,', '-', ' ,', '0-0,1-1,'),
  ),
);
const mediaRanges = mostly(
  fc.oneof(
    fc.constantFrom(
      '*/*',
      'text/html',
      'application/json',
      'text/csv',
      'application/x-ndjson',
      'image/*;q=0',
      'a/b',
    ),
    pieces('text', '/', 'html', '*', ';', 'q=', '0.5', ',', '"', '\\', ' ', '1.0000', 'application/json'),
    repeated('a/b;q=0.1,', '*/*,', ';a=b', 'a/b;x="', ' ,'),
  ),
);
const codings = mostly(
  fc.oneof(
    fc.constantFrom('gzip', 'br', 'identity', 'gzip, br', '*;q=0', 'identity;q=0', 'gzip;q=0'),
    pieces('gzip', 'br', ';q=', '0', '1', ',', '*', 'identity', ' '),
    repeated('gzip,', 'gzip;q=0.1,', ',', ';'),
  ),
);
const types = mostly(
  fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'application/merge-patch+json',
    'application/json-patch+json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json;',
    '',
    'image/svg+xml; a="b',
  ),
);

/** Field names that mean something to the service, and values for them, right, nearly right and wrong. */
const KNOWN: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'If-Match': tags,
  'If-None-Match': tags,
  'If-Range': fc.oneof(tags, dates),
  'If-Modified-Since': dates,
  'If-Unmodified-Since': dates,
  Prefer: preferences,
  'Idempotency-Key': mostly(fc.oneof(fc.constantFrom('k1', '"k2"', '', 'a b'), repeated('k'))),
  Range: ranges,
  Accept: mediaRanges,
  'Accept-Encoding': codings,
  'Content-Type': types,
  'Content-Encoding': mostly(fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'gzip, br', '')),
  'Last-Event-ID': mostly(fc.constantFrom('0', '-1', '99999999999999999999', 'x', '')),
  Origin: mostly(fc.constantFrom('null', 'https://evil.example', 'http://localhost', 'file://')),
  'Access-Control-Request-Method': mostly(fc.constantFrom('PUT', 'get', '')),
  'Access-Control-Request-Headers': mostly(repeated('x,', 'If-Match,')),
  'Repr-Digest': mostly(
    fc.oneof(fc.constantFrom('sha-256=:AAAA:', 'sha-256=::', 'sha-512=:'), repeated('a=:A:,', ':')),
  ),
  'X-Request-Id': mostly(fc.oneof(fc.constantFrom('a', '{"a":1}'), repeated('r'))),
  Authorization: mostly(fc.constantFrom('Bearer x', 'Basic eDp5', 'Bearer ', 'Basic !')),
  'X-Forwarded-For': mostly(fc.constantFrom('127.0.0.1', '::1, evil')),
  'X-HTTP-Method-Override': mostly(fc.constantFrom('DELETE', 'PUT')),
  Cookie: mostly(repeated('a=b;')),
  __proto__x: visible,
  constructor: visible,
};

const someLines: fc.Arbitrary<readonly string[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .constantFrom(...Object.keys(KNOWN))
        .chain((name) => (KNOWN[name] ?? visible).map((value) => `${name}: ${value}`)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('__proto__: polluted', 'Trailer: If-Match', 'Upgrade: h2c', 'TE: trailers'),
    },
  ),
  { maxLength: 4 },
);

/** Lines of a header section, without those that say where the content ends. Together below HEADER_LIMIT, mostly. */
export const fieldLines = fc.oneof(
  { weight: 2, arbitrary: someLines },
  { weight: 3, arbitrary: fc.constant<readonly string[]>([]) },
);

/** A segment of a path as it is sent. */
const segment = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'nothing') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map(encode) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2F',
      '%00',
      '%',
      '%zz',
      '%c0%ae',
      '__proto__',
      'constructor',
      '',
      '%0d%0aX:y',
      '%F0%9F%99%82',
      'a;b',
      "a'--",
      '<script>',
    ),
  },
);

/** Percent-encoded; half of a surrogate pair, which cannot be, as the bytes that no decoder may take. */
function encode(text: string): string {
  return text.replaceAll(/\p{Cs}|\P{Cs}+/gu, (run) =>
    /\p{Cs}/u.test(run) ? '%ED%A0%80' : encodeURIComponent(run),
  );
}

const number = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '-1',
    '1.5',
    '1e3',
    '00',
    '9007199254740993',
    '99999999999999999999',
    'NaN',
    '0x10',
    '',
  ),
  fc.integer().map(String),
);
const word = fc.oneof(
  fc.constantFrom(
    'n',
    '$id',
    '$revision',
    '$updatedAt',
    'a.b',
    '__proto__',
    'constructor.prototype',
    '.',
    'a..b',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }).map(encode),
);
const operator = fc.constantFrom(
  '',
  '[ne]',
  '[lt]',
  '[gte]',
  '[in]',
  '[exists]',
  '[prefix]',
  '[bad]',
  '[',
  '[]',
  '[in][in]',
);
const parameter = fc.oneof(
  fc
    .tuple(
      word,
      operator,
      fc.oneof(word, number, fc.constantFrom('"', '"a"', '1,2,"3"', 'null', '%22', '%ff')),
    )
    .map(([field, comparison, value]) => `filter[${field}]${comparison}=${value}`),
  fc
    .tuple(
      fc.constantFrom('limit', 'since', 'at', 'cursor', 'sort', 'fields', 'include', 'recursive', 'purge'),
      fc.oneof(number, word),
    )
    .map(([name, value]) => `${name}=${value}`),
  fc.constantFrom(
    'since=now',
    'sort=-n,$id',
    'recursive=true',
    'include=data',
    'at=2026-01-01T00:00:00Z',
    'at=+275760-09-13T00:00:00Z',
    '&&',
    '=',
    'sort=n&sort=n',
    'cursor=AAAA',
    'cursor=eyJhIjoxfQ',
  ),
  repeated('filter[a]=1&', 'sort=n,', 'in,', '%41', '&'),
);
const query = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc
      .array(parameter, { minLength: 1, maxLength: 4 })
      .map((parameters) => `?${parameters.join('&')}`),
  },
);

/** The path of `template`, a segment for each question mark, with a query, in ASCII and without spaces. */
export function targetOf(template: string): fc.Arbitrary<string> {
  return fc
    .tuple(segment, segment, query)
    .map(([first, second, asked]) => `${template.replace('?', first).replace('?', second)}${asked}`);
}
