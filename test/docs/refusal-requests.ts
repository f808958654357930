import { Buffer } from 'node:buffer';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** What the requests of README's table of refusals go to. */
export const PLACES = {
  list: '/v1/collections/things/documents',
  live: '/v1/collections/things/documents/live',
  gone: '/v1/collections/things/documents/gone',
  fresh: '/v1/collections/things/documents/fresh',
  picture: '/v1/collections/things/documents/live/attachments/picture',
  strict: '/v1/collections/strict',
} as const;

/** The settings of the strict collection, and the key under which a request has succeeded already. */
export const STRICT = '{"schema":{"required":["title"]}}';
export const USED_KEY = 'used';

/** The limits that the service of the test is given, so that a request can reach them. */
export const LIMITS = { BODY_LIMIT: '1KiB', DEPTH_LIMIT: '4', HEADER_LIMIT: '2048' } as const;

const { list, live, gone, fresh, strict, picture } = PLACES;
const JSON_TYPE = 'Content-Type: application/json';
const CREATE = 'If-None-Match: *';
const ANY = 'If-Match: *';

/** The bytes of a request; its content with Content-Length unless the fields frame it. */
function ask(line: string, fields: readonly string[] = [], content: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(content);
  const framed = fields.some((field) => /^(?:content-length|transfer-encoding) *:/i.test(field));
  const length = bytes.length === 0 || framed ? [] : [`Content-Length: ${bytes.length}`];
  const host = fields.some((field) => field.startsWith('Host')) ? [] : ['Host: x'];
  const head = [/HTTP\/\d/.test(line) ? line : `${line} HTTP/1.1`, ...host, ...length, ...fields, '', ''];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), bytes]);
}

/** PUT of a document that is not there yet. */
function put(content: string | Buffer, ...fields: readonly string[]): Buffer {
  return ask(`PUT ${fresh}`, [CREATE, JSON_TYPE, ...fields], content);
}

function patch(content: string): Buffer {
  return ask(`PATCH ${live}`, [ANY, 'Content-Type: application/json-patch+json'], content);
}

function merge(content: string): Buffer {
  return ask(`POST ${live}/merge`, [JSON_TYPE], content);
}

function batch(content: string, ...fields: readonly string[]): Buffer {
  return ask('POST /v1/batch', [JSON_TYPE, ...fields], content);
}
const twice = JSON.stringify({ method: 'DELETE', path: live, ifMatch: '*' });

const head = (fields: readonly string[]) => ask('GET /v1/collections', fields);
const gets = (...paths: readonly string[]) => paths.map((path) => ask(`GET ${path}`));

const bearer = (token: string) => `Authorization: Bearer ${token}`;
const basic = (token: string) => `Authorization: Basic ${Buffer.from(`me:${token}`).toString('base64')}`;

/** What the rows about access send with a token that may read `things`: of several requests the last one counts. */
export const GUARDED: Readonly<Record<string, readonly ((token: string) => readonly Buffer[])[]>> = {
  'no credential, two, or one that is not good, with `AUTH`': [
    () => [ask(`GET ${live}`)],
    (token) => [ask(`GET ${live}`, [bearer(token), bearer(token)])],
    (token) => [ask(`PUT ${live}`, [JSON_TYPE, ANY, bearer(`${token}A`)], '{}')],
  ],
  'what the credential does not allow': [
    (token) => [ask(`PUT ${live}`, [JSON_TYPE, ANY, bearer(token)], '{}')],
    (token) => [ask('PUT /v1/collections/things', [JSON_TYPE, CREATE, bearer(token)], '{}')],
  ],
  'a collection that the credential may not know of': [
    (token) => [ask(`GET ${strict}`, [bearer(token)])],
    (token) => [ask(`DELETE ${strict}/documents/a`, [ANY, bearer(token)])],
  ],
  'a write with what a browser remembers, from a page of another site': [
    (token) => [ask(`PUT ${live}`, [JSON_TYPE, ANY, basic(token), 'Origin: https://other.example'], '{}')],
    (token) => [ask(`DELETE ${live}`, [ANY, basic(token), 'Sec-Fetch-Site: cross-site'])],
  ],
  'more than `RATE_LIMIT`': [(token) => Array(3).fill(ask(`GET ${live}`, [bearer(token)])) as Buffer[]],
};

/** What each row of the table sends, by its first cell: every one of these gets the answer of the row. */
export const REQUESTS: Readonly<Record<string, readonly Buffer[]>> = {
  '`OPTIONS` to a resource, or to `*`': [ask(`OPTIONS ${live}`), ask('OPTIONS *')],
  'target with scheme and host, `Upgrade`, `Accept-Charset`, content of a GET': [
    ask(`GET http://other.example:1${live}`),
    ask(`GET ${live}`, ['Connection: Upgrade', 'Upgrade: websocket']),
    ask(`GET ${live}`, ['Connection: Upgrade', 'Upgrade: h2c']),
    ask(`GET ${live}`, ['Accept-Charset: utf-16']),
    ask(`GET ${live}`, [], 'content'),
  ],
  '`Content-Encoding: gzip`, `br` or `deflate`; content in chunks; `100-continue`': [
    ask(`POST ${list}`, [JSON_TYPE, 'Content-Encoding: gzip'], gzipSync('{}')),
    ask(`POST ${list}`, [JSON_TYPE, 'Content-Encoding: br'], brotliCompressSync('{}')),
    ask(`POST ${list}`, [JSON_TYPE, 'Content-Encoding: deflate'], deflateSync('{}')),
    ask(`POST ${list}`, [JSON_TYPE, 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'),
    ask(`POST ${list}`, [JSON_TYPE, 'Expect: 100-continue'], '{}'),
  ],
  "a `Host` that is none of the service's, with `AUTH=off`": [
    head(['Host: elsewhere.example']),
    ask(`DELETE ${live}`, ['Host: elsewhere.example:3000', ANY]),
  ],
  'no `Host`, two, or one that is none': [
    Buffer.from('GET /v1/collections HTTP/1.1\r\n\r\n'),
    head(['Host: a', 'Host: b']),
    head(['Host: a b']),
  ],
  '`Content-Length` twice, no decimal number, or with `Transfer-Encoding`': [
    put('{}', 'Content-Length: 2', 'Content-Length: 2'),
    put('{}', 'Content-Length: +2'),
    put('{}', 'Content-Length: 2, 2'),
    put('2\r\n{}\r\n0\r\n\r\n', 'Transfer-Encoding: chunked', 'Content-Length: 2'),
  ],
  'folded line, space before the colon, CR or LF alone, NUL, two `Content-Type`': [
    head(['X: a', ' b']),
    head(['X : a']),
    head(['X: a\rb']),
    head(['X: a\nY: b']),
    head(['X: a\0b']),
    put('{}', 'Content-Type: text/plain'),
  ],
  'target that is no path: `*`, `#`, another scheme; broken percent-encoding': gets(
    '*',
    `${live}#a`,
    'ftp://x/v1/collections',
    `${list}/%zz`,
    '/v1/collections/%ff',
  ),
  'another transfer coding than `chunked`': [
    put('0\r\n\r\n', 'Transfer-Encoding: gzip, chunked'),
    put('0\r\n\r\n', 'Transfer-Encoding: xchunked'),
  ],
  'HTTP/0.9, HTTP/2': [
    ask('GET / HTTP/0.9'),
    ask('GET / HTTP/2.0'),
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  ],
  '`CONNECT`, or a method that nothing here knows': [
    ask('CONNECT other.example:443'),
    ask(`PROPFIND ${live}`),
    ask(`BREW ${live}`),
  ],
  'more than `HEADER_LIMIT` of request line and fields': [
    head([`X: ${'a'.repeat(3000)}`]),
    ask(`GET /${'a'.repeat(3000)}`),
  ],
  '`Expect` other than `100-continue`': [put('{}', 'Expect: tea')],
  'a path that is none: another case, a slash too many, `.` or `%2F` in it': gets(
    '/V1/collections',
    '/v1/collections/',
    '//v1/collections',
    '/v1/./collections',
    '/v1%2Fcollections',
    '/nothing',
  ),
  'a name with other characters, or too long': gets(
    '/v1/collections/Things',
    `${list}/a%20b`,
    `${list}/a%00`,
    `${list}/${'a'.repeat(129)}`,
  ),
  'a parameter that is unknown, sent twice or out of bounds': gets(
    `${list}?colour=red`,
    `${list}?limit=1&limit=1`,
    `${list}?limit=201`,
    `${live}?a=1`,
  ),
  'a method that the resource does not have': [
    ask('DELETE /v1/collections'),
    ask(`POST ${live}`, [JSON_TYPE], '{}'),
    ask(`TRACE ${live}`),
  ],
  '`Accept` without any type that there is': [ask(`GET ${live}`, ['Accept: image/png'])],
  'a precondition that cannot be read': [
    ask(`GET ${live}`, ['If-Match: 1']),
    ask(`PUT ${live}`, [JSON_TYPE, 'If-Match: "1'], '{}'),
    ask(`DELETE ${live}`, ['If-None-Match: *, "1"']),
  ],
  'a write without a precondition': [
    ask(`PUT ${live}`, [JSON_TYPE], '{}'),
    ask(`PUT ${fresh}`, [JSON_TYPE], '{}'),
    ask(`PATCH ${live}`, [JSON_TYPE], '{}'),
    ask(`DELETE ${live}`),
  ],
  'a write with another tag than the current one': [
    ask(`PUT ${live}`, [JSON_TYPE, 'If-Match: "1.k3"'], '{}'),
    ask(`DELETE ${live}`, ['If-Match: "1.k3"']),
    ask(`PUT ${live}`, [JSON_TYPE, CREATE], '{}'),
  ],
  'content of another type, charset or coding than listed': [
    ask(`PUT ${fresh}`, [CREATE, 'Content-Type: text/plain'], '{}'),
    ask(`PUT ${fresh}`, [CREATE], '{}'),
    ask(`PUT ${fresh}`, [CREATE, 'Content-Type: application/json; charset=utf-16'], '{}'),
    ask(`PATCH ${live}`, [ANY, 'Content-Type: text/plain'], '{}'),
    put('{}', 'Content-Encoding: zstd'),
    put(gzipSync(gzipSync('{}')), 'Content-Encoding: gzip, gzip'),
  ],
  '`Content-Range` on a PUT': [put('{}', 'Content-Range: bytes 0-1/10')],
  'more than `BODY_LIMIT`, as sent or decoded': [
    put(`{"a":"${'x'.repeat(2000)}"}`),
    put(gzipSync(`{"a":"${'x'.repeat(200_000)}"}`), 'Content-Encoding: gzip'),
  ],
  'no JSON, no UTF-8, a byte order mark, a member twice, half a surrogate, nothing': [
    put('{a}'),
    put(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
    put('\uFEFF{}'),
    put('{"a":1,"a":1}'),
    put(String.raw`{"a":"\ud800"}`),
    put('', 'Content-Length: 0'),
    put('{}', 'Content-Encoding: gzip'),
  ],
  'no object, a number that a double would alter, more than `DEPTH_LIMIT` levels': [
    put('[]'),
    put('{"a":9007199254740993}'),
    put('{"a":[[[[]]]]}'),
  ],
  'a patch that is none': [patch('{}'), patch('[{"op":"fly","path":"/a"}]')],
  'a patch that does not fit': [
    patch('[{"op":"test","path":"/n","value":2}]'),
    patch('[{"op":"remove","path":"/x"}]'),
  ],
  'content of a merge that is none': [merge('{}'), merge('{"base":"1.a","data":{}}')],
  'a merge whose `base` was never a tag of the document': [merge('{"base":"\\"9.a\\"","data":{}}')],
  'an attachment that never was': [ask(`GET ${live}/attachments/none`)],
  'an attachment that its `Repr-Digest` or `Content-Digest` does not describe': [
    'Repr-Digest',
    'Content-Digest',
  ].map((field) => ask(`PUT ${picture}`, [ANY, `${field}: sha-256=:${'A'.repeat(43)}=:`], 'bytes')),
  'a `Range` of which nothing is there': [ask(`GET ${picture}`, ['Range: bytes=1000-'])],
  'changes since a place that cannot be gone on from': [ask('GET /v1/collections/things/changes?since=999')],
  'a batch with a precondition of its own': [batch('{"operations":[]}', 'If-Match: "1.a"')],
  'a batch of more than 100 operations': [batch(`{"operations":[${'{},'.repeat(100)}{}]}`)],
  'a batch that is none: no operation, an unknown member, a document twice': [
    batch('{"operations":[]}'),
    batch('{"operations":[],"atomic":true}'),
    batch(`{"operations":[${twice},${twice}]}`),
  ],
  'a document that breaks the schema of its collection': [
    ask(`PUT ${strict}/documents/a`, [CREATE, JSON_TYPE], '{}'),
    ask(`POST ${strict}/documents`, [JSON_TYPE], '{"titel":"x"}'),
  ],
  'a schema that documents break': [ask('PUT /v1/collections/things', [ANY, JSON_TYPE], STRICT)],
  'an `Idempotency-Key` that is empty, has a space, or is longer than 255': [
    ask(`POST ${list}`, [JSON_TYPE, 'Idempotency-Key: '], '{}'),
    ask(`POST ${list}`, [JSON_TYPE, 'Idempotency-Key: a b'], '{}'),
    ask(`DELETE ${live}`, [ANY, `Idempotency-Key: ${'k'.repeat(256)}`]),
  ],
  'the `Idempotency-Key` of another request': [
    ask(`POST ${list}`, [JSON_TYPE, `Idempotency-Key: ${USED_KEY}`], '{"another":true}'),
  ],
  'a setting that is unknown or cannot be': [
    ask('PUT /v1/collections/things', [ANY, JSON_TYPE], '{"colour":"red"}'),
    ask('PATCH /v1/collections/things', [ANY, JSON_TYPE], '{"preconditions":"never"}'),
  ],
  'a collection that never was': [
    ...gets('/v1/collections/none', '/v1/collections/none/documents', '/v1/collections/none/documents/a'),
    ask('POST /v1/collections/none/documents', [JSON_TYPE], '{}'),
  ],
  'a document that never was': [...gets(fresh, `${fresh}/revisions`), ask(`DELETE ${fresh}`, [ANY])],
  'a revision that never was': gets(`${live}/revisions/99`, `${live}/revisions?at=2001-01-01T00:00:00Z`),
  'what was deleted': [...gets(gone), ask(`PATCH ${gone}`, [ANY, JSON_TYPE], '{}')],
  'DELETE of a collection that holds documents': [ask('DELETE /v1/collections/things', [ANY])],
};
