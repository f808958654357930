// Contents that mean harm: JSON with mistakes, patches, batches, merges, bombs, and bytes.
import { Buffer } from 'node:buffer';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';

const names = fc.oneof(
  fc.constantFrom(
    'a',
    'n',
    '__proto__',
    'constructor',
    'prototype',
    'toJSON',
    'hasOwnProperty',
    '',
    '~',
    '/',
    '$id',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1, 1.5, 1e21, 'x', '\u0000', '\ud800', '<script>', '2026-01-01'),
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

const pointer = fc.array(names, { maxLength: 4 }).map((path) => path.map((name) => `/${name}`).join(''));
const operations = fc.array(
  fc.record(
    {
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'merge', '__proto__'),
      path: fc.oneof(
        pointer,
        fc.constantFrom('', '/-', '/n', '/~2', 'n', '/a/99999999999', '/constructor/prototype/x'),
      ),
      from: fc.oneof(pointer, fc.constantFrom('', '/n')),
      value,
    },
    { requiredKeys: [] },
  ),
  { maxLength: 6 },
);
const batch = fc.record(
  {
    operations: fc.array(
      fc.record(
        {
          method: fc.constantFrom('PUT', 'PATCH', 'DELETE', 'POST', 'GET', 'put', ''),
          path: fc.constantFrom(
            '/v1/collections/fuzz/documents/a',
            '/v1/collections/fuzz/documents/b',
            '/v1/collections/fuzz/documents',
            '/v1/collections/fuzz/documents/%2e%2e',
            '/v1/batch',
            'http://evil.example/',
            '/v1/collections/fuzz/documents/a?x=1',
            '',
          ),
          ifMatch: fc.oneof(fc.constantFrom('*', '"1.k3"', 'W/"1"', '', 7), value),
          ifNoneMatch: fc.constantFrom('*', '"a"', null),
          contentType: fc.constantFrom('application/json', 'application/json-patch+json', 'x', 1),
          body: fc.oneof(value, operations),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 5 },
    ),
  },
  { requiredKeys: [] },
);
const merge = fc.record(
  { base: fc.oneof(fc.constantFrom('"1.k3"', 'W/"1.k3"', '*', '', '"'), value), data: value },
  { requiredKeys: [] },
);
const settings = fc.record(
  {
    schema: fc.oneof(
      value,
      fc.constantFrom<unknown>(
        { pattern: '(a+)+$' },
        { $ref: '#' },
        { $ref: 'http://evil.example/schema' },
        { $dynamicRef: '#a', allOf: [{ $ref: '#' }] },
        { type: 'nothing' },
        { properties: { n: { type: 'string' } } },
      ),
    ),
    preconditions: fc.constantFrom('required', 'optional', 'never'),
    indexes: fc.oneof(fc.array(names, { maxLength: 5 }), value),
    history: fc.oneof(fc.record({ keep: fc.oneof(fc.integer(), fc.constant(1e300)) }), value),
  },
  { requiredKeys: [] },
);

/** JSON text with one mistake in it, wherever that comes to be. */
const broken = fc
  .tuple(value, fc.nat(), fc.constantFrom('', '"', '{', ']', '\u0000', '\\u', '\ufeff', '1e999', ','))
  .map(([whole, place, mistake]) => {
    const text = JSON.stringify(whole);
    const at = place % (text.length + 1);
    return text.slice(0, at) + mistake + text.slice(at + (place % 2));
  });

const bombs = fc.constantFrom(
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
  `{"a":${'9'.repeat(20_000)}}`,
  `{"a":1e${'9'.repeat(5000)}}`,
  `{${Array.from({ length: 3000 }, (_, n) => `"k${n}":0`).join()}}`,
  `{"a":"${'\\u0000'.repeat(4000)}"}`,
  `[${'{"op":"copy","from":"","path":"/a"},'.repeat(60)}{"op":"copy","from":"","path":"/a"}]`,
  `{"a":"${'x\n'.repeat(10_000)}"}`,
);

const anything = fc.oneof(
  { weight: 3, arbitrary: broken },
  { weight: 1, arbitrary: bombs },
  { weight: 2, arbitrary: value.map((content) => JSON.stringify(content)) },
  // What a request smuggled in looks like.
  {
    weight: 1,
    arbitrary: fc.constant('DELETE /v1/collections/fuzz HTTP/1.1\r\nHost: localhost\r\nIf-Match: *\r\n\r\n'),
  },
);

const FITTING = {
  document: value.map((content) => ({ n: 1, content })),
  patch: fc.oneof(operations, value),
  batch,
  merge,
  settings,
} as const;

/** What a content is meant to be. */
export type Meaning = keyof typeof FITTING;

/** The bytes of a content that is what it is meant to be, or nearly, or not at all. */
export function contentOf(meaning: Meaning): fc.Arbitrary<Buffer> {
  const text = fc.oneof(
    { weight: 5, arbitrary: FITTING[meaning].map((content) => JSON.stringify(content)) },
    { weight: 1, arbitrary: anything },
  );
  return fc.oneof(
    { weight: 12, arbitrary: text.map((plain) => Buffer.from(plain)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.constantFrom(gzipSync, brotliCompressSync, deflateSync), fc.nat({ max: 3 }))
        .map(([plain, code, less]) => {
          const coded = code(Buffer.from(plain));
          return coded.subarray(0, coded.length - less);
        }),
    },
    { weight: 1, arbitrary: fc.constantFrom(BOMB, Buffer.alloc(0)) },
  );
}

/** 20 MB of nothing in a few KB. */
const BOMB = gzipSync(Buffer.alloc(20_000_000, 0x20));
