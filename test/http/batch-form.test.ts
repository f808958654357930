// Contract 5: what is no batch, and what a batch as a whole is refused for.
import { type FailedBatch, failuresOf, sendBatch, type Written } from './batch-support.js';
import { create, observe, told, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';

const bench = useService({ BATCH_LIMIT: '64KiB' });

const DOCUMENT = '/v1/collections/forms/documents/a';
const LIST = '/v1/collections/forms/documents';
const PUT = { method: 'PUT', path: DOCUMENT, ifNoneMatch: '*', body: {} };
const DELETE = { method: 'DELETE', path: DOCUMENT, ifMatch: '*' };
const POST = { method: 'POST', path: LIST, body: {} };

beforeAll(() => bench.client.makeCollection('forms'));

interface InvalidBatch extends FailedBatch {
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
}

function without(operation: Written, name: string): Written {
  return Object.fromEntries(Object.entries(operation).filter(([member]) => member !== name));
}

describe('content that is no batch', () => {
  it.each<readonly [string, unknown, readonly string[]]>([
    ['no operations', { operations: [] }, ['/operations']],
    ['a missing array of operations', {}, ['/operations']],
    ['operations that are no array', { operations: { 0: PUT } }, ['/operations']],
    ['an unknown member of the batch', { operations: [PUT], atomic: false }, ['/atomic']],
    [
      'a member called __proto__',
      JSON.parse(`{"operations":[],"__proto__":1}`),
      ['/__proto__', '/operations'],
    ],
    [
      'an operation that is no object',
      { operations: [PUT, null, 'PUT'] },
      ['/operations/1', '/operations/2'],
    ],
    [
      'unknown members of an operation',
      { operations: [{ ...PUT, 'if/match': '*', headers: {} }] },
      ['/operations/0/if~1match', '/operations/0/headers'],
    ],
    ['a missing method', { operations: [without(PUT, 'method')] }, ['/operations/0/method']],
    ['a method in lower case', { operations: [{ ...PUT, method: 'put' }] }, ['/operations/0/method']],
    ['GET', { operations: [{ method: 'GET', path: DOCUMENT }] }, ['/operations/0/method']],
    ['a missing path', { operations: [without(PUT, 'path')] }, ['/operations/0/path']],
    ['a path that is no string', { operations: [{ ...PUT, path: ['v1'] }] }, ['/operations/0/path']],
    ['POST to a document', { operations: [{ ...POST, path: DOCUMENT }] }, ['/operations/0/method']],
    ['PUT to a list', { operations: [{ ...PUT, path: LIST }] }, ['/operations/0/method']],
    ['ifMatch that is no string', { operations: [{ ...PUT, ifMatch: ['*'] }] }, ['/operations/0/ifMatch']],
    ['ifNoneMatch null', { operations: [{ ...PUT, ifNoneMatch: null }] }, ['/operations/0/ifNoneMatch']],
    ['contentType 7', { operations: [{ ...PUT, contentType: 7 }] }, ['/operations/0/contentType']],
    ['DELETE with a body', { operations: [{ ...DELETE, body: null }] }, ['/operations/0/body']],
    [
      'DELETE with a contentType',
      { operations: [{ ...DELETE, contentType: 'application/json' }] },
      ['/operations/0/contentType'],
    ],
    ['one document twice', { operations: [PUT, POST, DELETE] }, ['/operations/2/path']],
    [
      'one document twice, spelt in two ways',
      { operations: [PUT, { ...DELETE, path: `${LIST}/%61` }] },
      ['/operations/1/path'],
    ],
    [
      'one document three times, and another mistake',
      { operations: [PUT, DELETE, PUT, { ...POST, data: {} }] },
      ['/operations/3/data', '/operations/1/path', '/operations/2/path'],
    ],
  ])('%s: 422 that names each place', async (_, content, pointers) => {
    const before = await observe(bench.client, LIST);
    const answer = await bench.client.post('/v1/batch', JSON.stringify(content));
    expect(told(answer)).toBe('422 invalid-batch');
    const { errors, detail } = answer.json<InvalidBatch>();
    expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(detail).toContain(pointers[0]);
    expect(await observe(bench.client, LIST)).toEqual(before);
  });

  it.each([
    ['a collection', '/v1/collections/forms'],
    ['the list of collections', '/v1/collections'],
    ['a batch', '/v1/batch'],
    ['a revision', `${DOCUMENT}/revisions/1`],
    ['a list with a slash at its end', `${LIST}/`],
    ['another spelling of a fixed part', '/v1/collections/forms/Documents/a'],
    ['an encoded fixed part', '/v1/collections/forms/%64ocuments/a'],
    ['no name of a collection', '/v1/collections//documents'],
    ['a relative path', DOCUMENT.slice(1)],
    ['an absolute URI', `http://localhost${DOCUMENT}`],
    ['dot segments', `/v1/../v1/collections/forms/documents/a`],
    ['nothing', ''],
  ])('a path to %s: 422', async (_, path) => {
    const answer = await sendBatch(bench.client, [{ ...PUT, path }]);
    expect(told(answer)).toBe('422 invalid-batch');
    expect(answer.json<InvalidBatch>().errors.map(({ pointer }) => pointer)).toEqual(['/operations/0/path']);
  });

  it('101 operations: 413 that says how many may be sent', async () => {
    const answer = await sendBatch(
      bench.client,
      Array.from({ length: 101 }, () => POST),
    );
    expect(told(answer)).toBe('413 batch-too-long');
    expect(answer.json()).toMatchObject({ operations: 101, limit: 100 });
  });

  it.each([
    ['no content', '', '400 malformed-json'],
    ['no JSON', '{"operations":[', '400 malformed-json'],
    ['an array', '[]', '422 unprocessable'],
    ['a byte order mark', '\uFEFF{"operations":[]}', '400 malformed-json'],
    ['a member twice', '{"operations":[],"operations":[]}', '400 malformed-json'],
    ['a member of a body twice', '{"operations":[{"body":{"a":1,"a":2}}]}', '400 malformed-json'],
    ['a number that no double holds', '{"operations":[{"body":{"a":1e400}}]}', '422 unprocessable'],
  ])('%s: %#', async (_, content, expected) => {
    expect(told(await bench.client.post('/v1/batch', content))).toBe(expected);
  });

  it('a number that no double holds is named by its place in the batch', async () => {
    const content = `{"operations":[{"method":"POST","path":"${LIST}","body":{"a":9007199254740993}}]}`;
    const answer = await bench.client.post('/v1/batch', content);
    expect(answer.json()).toMatchObject({ status: 422, pointer: '/operations/0/body/a' });
  });
});

describe('a path with the form of a document or a list, but not its names', () => {
  it.each([
    ['an upper-case collection', '/v1/collections/Forms/documents/a', '400 invalid-name'],
    ['a document id with a space', `${LIST}/a%20b`, '400 invalid-name'],
    ['a document id with a slash inside', `${LIST}/a%2Fb`, '400 invalid-name'],
    ['a fragment', `${DOCUMENT}#part`, '400 invalid-name'],
    ['a broken percent encoding', `${LIST}/%E4`, '400 bad-request'],
    ['a query', `${DOCUMENT}?force=true`, '400 invalid-parameter'],
  ])('%s: the result that a request of its own has', async (_, path, expected) => {
    const { client } = bench;
    const answer = await sendBatch(client, [{ ...PUT, path }, POST]);
    expect(told(answer)).toBe(expected);
    expect(failuresOf(answer)).toEqual([expected, '424 failed-dependency']);
    if (path.includes('#')) return;
    expect(told(await client.put(path, '{}', { 'If-None-Match': '*' }))).toBe(expected);
  });
});

describe('the resource /v1/batch', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])('%s: 405 with Allow', async (method) => {
    const answer = await bench.client.send(method, '/v1/batch');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('OPTIONS, POST');
  });

  it('OPTIONS: 204 with Allow and Accept-Post', async () => {
    const { status, headers } = await bench.client.send('OPTIONS', '/v1/batch');
    expect([status, headers.allow, headers['accept-post']]).toEqual([
      204,
      'OPTIONS, POST',
      'application/json',
    ]);
  });

  it.each([
    ['another type', { 'Content-Type': 'application/merge-patch+json' }, '415 unsupported-media-type'],
    ['an unknown coding', { 'Content-Encoding': 'zstd' }, '415 unsupported-media-type'],
    ['nothing acceptable', { Accept: 'text/html' }, '406 not-acceptable'],
    ['If-Match', { 'If-Match': '*' }, '400 misplaced-precondition'],
    ['If-None-Match', { 'If-None-Match': '"1.a"' }, '400 misplaced-precondition'],
    ['an If-Match that cannot be read', { 'If-Match': 'x' }, '400 malformed-precondition'],
    ['a malformed Idempotency-Key', { 'Idempotency-Key': 'a b' }, '400 malformed-idempotency-key'],
    // 9110 13.1.4: ignored, as a batch has no date.
    ['If-Unmodified-Since', { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, '200'],
  ])('%s', async (_, headers, expected) => {
    expect(told(await sendBatch(bench.client, [POST], headers))).toBe(expected);
  });

  it('a query: 400 that names the parameter', async () => {
    const answer = await bench.client.post('/v1/batch?dry=1', JSON.stringify({ operations: [POST] }));
    expect(told(answer)).toBe('400 invalid-parameter');
  });

  it('more bytes than BATCH_LIMIT: 413, declared or not', async () => {
    const { client } = bench;
    const large = JSON.stringify({ operations: [{ ...POST, body: { a: 'x'.repeat(70_000) } }] });
    const answer = await client.post('/v1/batch', large);
    expect(told(answer)).toBe('413 content-too-large');
    expect(answer.json()['limit']).toBe(65_536);
    const wire = await Wire.open(bench.url);
    await wire.ask('POST /v1/batch', 'Content-Type: application/json', 'Transfer-Encoding: chunked');
    await wire.write(inChunks(Buffer.from(large)));
    expect(slugOf(await wire.answer())).toBe('content-too-large');
    wire.close();
  });

  it('a precondition cannot be read in an operation: 400 for that operation', async () => {
    await create(bench.client, DOCUMENT);
    const answer = await sendBatch(bench.client, [{ ...PUT, ifNoneMatch: undefined, ifMatch: 'unquoted' }]);
    expect(failuresOf(answer)).toEqual(['400 malformed-precondition']);
  });
});

describe('the order in which a batch as a whole is refused', () => {
  // Of two faults the answer names the one that stands first here.
  const FAULTS: readonly (readonly [string, Readonly<Record<string, string>>, string | undefined])[] = [
    ['406 not-acceptable', { Accept: 'image/png' }, undefined],
    ['415 unsupported-media-type', { 'Content-Type': 'text/plain' }, undefined],
    ['413 content-too-large', {}, 'x'.repeat(70_000)],
    ['400 malformed-precondition', { 'If-None-Match': 'x' }, undefined],
    ['400 misplaced-precondition', { 'If-Match': '*' }, undefined],
    ['400 malformed-json', {}, '{'],
    ['422 invalid-batch', {}, '{}'],
  ];
  const pairs = FAULTS.flatMap((first, at) => FAULTS.slice(at + 1).map((second) => [first, second] as const));

  it.each(
    pairs
      .filter(([first, second]) => first[2] === undefined || second[2] === undefined)
      .map(([first, second]) => [first[0], second[0], first, second] as const),
  )('%s goes before %s', async (expected, _, first, second) => {
    const body = first[2] ?? second[2] ?? JSON.stringify({ operations: [POST] });
    expect(told(await bench.client.post('/v1/batch', body, { ...second[1], ...first[1] }))).toBe(expected);
  });
});
