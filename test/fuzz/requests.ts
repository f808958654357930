import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { contentOf, type Meaning } from './contents.js';
import { fieldLines, targetOf } from './values.js';

/** What is sent over a connection of its own. */
export class Attempt {
  constructor(
    readonly bytes: Buffer,
    /** Whether it is one request with sound framing, behind which a second one may be sent. */
    readonly framed: boolean,
  ) {}

  /** For reports: a character for a byte, and what is repeated only once. */
  [fc.toStringMethod](): string {
    const text = this.bytes
      .toString('latin1')
      .replaceAll(/(.{1,20}?)\1{9,}/gs, (run: string, unit: string) => {
        return `<${run.length / unit.length} times ${unit}>`;
      });
    return `${this.framed ? 'framed' : 'damaged'} ${JSON.stringify(text)}`;
  }
}

/** A kind of resource, what can be done with it, and what content that takes. */
type Kind = readonly [template: string, methods: readonly string[], meaning: Meaning];

const BELOW = '/v1/collections/fuzz/documents';
const KINDS: readonly Kind[] = [
  ['/v1/collections', ['GET', 'HEAD'], 'settings'],
  ['/v1/collections/fuzz', ['GET', 'PUT', 'PATCH', 'DELETE'], 'settings'],
  ['/v1/collections/?', ['GET', 'DELETE'], 'settings'],
  [BELOW, ['GET', 'GET', 'HEAD', 'POST'], 'document'],
  [`${BELOW}/?`, ['GET', 'HEAD', 'PUT', 'PUT', 'DELETE'], 'document'],
  [`${BELOW}/?`, ['PATCH'], 'patch'],
  [`${BELOW}/a`, ['PUT', 'PATCH'], 'document'],
  [`${BELOW}/?/revisions`, ['GET', 'HEAD'], 'document'],
  [`${BELOW}/?/revisions/?`, ['GET', 'HEAD'], 'document'],
  [`${BELOW}/a/revisions/1`, ['GET', 'HEAD'], 'document'],
  [`${BELOW}/?/merge`, ['POST'], 'merge'],
  [`${BELOW}/?/attachments`, ['GET', 'HEAD'], 'document'],
  [`${BELOW}/a/attachments/?`, ['GET', 'HEAD', 'PUT', 'DELETE'], 'document'],
  ['/v1/collections/fuzz/changes', ['GET', 'HEAD'], 'document'],
  ['/v1/batch', ['POST'], 'batch'],
  ['/problems/?', ['GET'], 'document'],
  ['/health/ready', ['GET'], 'document'],
  ['/?/?', ['GET', 'PUT'], 'document'],
  ['//?', ['GET', 'PUT'], 'document'],
];
const METHODS = [
  'GET',
  'HEAD',
  'PUT',
  'PATCH',
  'DELETE',
  'POST',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'LINK',
];

/** The type that content of a meaning has, when it has the right one. */
function typeOf(meaning: Meaning): string {
  return `Content-Type: application/${meaning === 'patch' ? 'json-patch+json' : 'json'}`;
}

type Framing = 'length' | 'chunks' | 'none';

/** What may change at one place of a request: a byte, a piece left out, a piece doubled, or something put in. */
const mutation = fc.record({
  // Not where small numbers are: most of them would only break the method.
  place: fc.noBias(fc.integer({ min: 0, max: 9999 })),
  length: fc.integer({ min: 0, max: 30 }),
  put: fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      '\0',
      ' ',
      ':',
      '\t',
      '\r\n\r\n',
      'Content-Length: 5\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Host: x\r\n',
      'HTTP/2.0',
      'HTTP/1.0',
      'ffffffffffffffff',
      '0\r\n\r\n',
      'Expect: 100-continue\r\n',
    ),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  ),
});

/** One request with sound framing, and everything else open. */
const request = fc.constantFrom(...KINDS).chain(([template, methods, meaning]) =>
  fc
    .record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...methods) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      target: targetOf(template),
      fields: fieldLines,
      content: contentOf(meaning),
      framing: fc.constantFrom<Framing>('length', 'length', 'length', 'chunks', 'none'),
      type: fc.constantFrom<readonly string[]>([typeOf(meaning)], [typeOf(meaning)], [typeOf(meaning)], []),
      guard: fc.constantFrom<readonly string[]>(['If-Match: *'], ['If-Match: *'], ['If-None-Match: *'], []),
    })
    .map(({ method, target, fields, content, framing, type, guard }) =>
      Buffer.concat(
        withFraming(
          [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...type, ...guard, ...fields],
          content,
          framing,
        ),
      ),
    ),
);

function withFraming(lines: readonly string[], content: Buffer, framing: Framing): Buffer[] {
  const head = (...more: readonly string[]) =>
    Buffer.from(`${[...lines, ...more].join('\r\n')}\r\n\r\n`, 'latin1');
  switch (framing) {
    case 'length':
      return [head(`Content-Length: ${content.length}`), content];
    case 'chunks': {
      const half = Math.ceil(content.length / 2);
      const pieces = [content.subarray(0, half), content.subarray(half)].filter(({ length }) => length > 0);
      const chunks = pieces.flatMap((piece) => [
        Buffer.from(`${piece.length.toString(16)}\r\n`),
        piece,
        Buffer.from('\r\n'),
      ]);
      return [head('Transfer-Encoding: chunked'), ...chunks, Buffer.from('0\r\n\r\n')];
    }
    case 'none':
      return [head()];
    default:
      return framing satisfies never;
  }
}

const mutated = fc
  .tuple(request, fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([bytes, mutations]) =>
    mutations.reduce((before, { place, length, put }) => {
      const at = Math.floor((place / 10_000) * before.length);
      return Buffer.concat([
        before.subarray(0, at),
        Buffer.from(put, 'latin1'),
        before.subarray(at + length),
      ]);
    }, bytes),
  );

const attempt = fc.oneof(
  { weight: 2, arbitrary: request.map((bytes) => new Attempt(bytes, true)) },
  { weight: 1, arbitrary: mutated.map((bytes) => new Attempt(bytes, false)) },
);

/** How many attempts are made at once. */
export const AT_ONCE = 20;

/** Requests with everything in them open, and what is left of such requests when their bytes were damaged. */
export const attempts: fc.Arbitrary<readonly Attempt[]> = fc.array(attempt, {
  minLength: AT_ONCE,
  maxLength: AT_ONCE,
});
