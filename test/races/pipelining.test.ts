// F33, RFC 9112 9.3.2: requests that come on one connection without waiting are performed and answered in their order.
import { ChildService, create, read, revisionOf } from './child-service.js';
import { requestText, type Wire, type WireAnswer, type WireRequest } from './wire.js';

const LIST = '/v1/collections/pipe/documents';
const ANY = { 'If-Match': '*' };
const NONE = { 'If-None-Match': '*' };

let service: ChildService;
let wire: Wire;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('pipe');
});

beforeEach(async () => {
  wire = await service.wire();
});

afterAll(() => service.remove());

/** Sends all requests in one piece, then reads all answers. */
function pipeline(requests: readonly WireRequest[]): Promise<WireAnswer[]> {
  const answers = Promise.all(requests.map(({ method }) => wire.answer(method)));
  wire.socket.write(requests.map(requestText).join(''));
  return answers;
}

const summary = (answers: readonly WireAnswer[]) => answers.map(({ status, text }) => [status, text]);

it('create, replace, patch, read, delete, read in one piece: each sees what the one before has done', async () => {
  const path = `${LIST}/story`;
  const answers = await pipeline([
    { method: 'PUT', path, fields: NONE, body: '{"a":1}' },
    { method: 'PUT', path, fields: ANY, body: '{"a":2}' },
    { method: 'PATCH', path, fields: ANY, body: '{"b":3}' },
    { method: 'GET', path },
    { method: 'DELETE', path, fields: ANY },
    { method: 'GET', path },
  ]);
  expect(summary(answers)).toEqual([
    [201, ''],
    [204, ''],
    [200, '{"a":2,"b":3}'],
    [200, '{"a":2,"b":3}'],
    [204, ''],
    [410, expect.stringContaining('"revision":4')],
  ]);
});

it('50 PUTs in one piece: the revisions are in order and the last one stands', async () => {
  const path = `${LIST}/last`;
  await create(wire, path, '{"n":0}');
  const answers = await pipeline(
    Array.from({ length: 50 }, (_, index) => {
      return { method: 'PUT', path, fields: ANY, body: `{"n":${index + 1}}` };
    }),
  );
  expect(answers.map(({ etag }) => revisionOf(etag))).toEqual(answers.map((_, index) => index + 2));
  expect((await read(wire, path)).text).toBe('{"n":50}');
});

it('R45: of two PUTs with one tag in one piece the first wins', async () => {
  const path = `${LIST}/first`;
  const { etag } = await create(wire, path, '{"n":0}');
  const answers = await pipeline(
    [1, 2].map((n) => ({ method: 'PUT', path, fields: { 'If-Match': etag }, body: `{"n":${n}}` })),
  );
  expect(answers.map(({ status }) => status)).toEqual([204, 412]);
  expect((await read(wire, path)).text).toBe('{"n":1}');
});

it('a read behind a write shows the write, and a 304 behind it is for the new tag only', async () => {
  const path = `${LIST}/behind`;
  const { etag } = await create(wire, path, '{"n":0}');
  const answers = await pipeline([
    { method: 'GET', path, fields: { 'If-None-Match': etag } },
    { method: 'PUT', path, fields: { 'If-Match': etag }, body: '{"n":1}' },
    { method: 'GET', path, fields: { 'If-None-Match': etag } },
    { method: 'HEAD', path, fields: { 'If-None-Match': etag } },
  ]);
  expect(answers.map(({ status }) => status)).toEqual([304, 204, 200, 200]);
  expect(answers[2]?.text).toBe('{"n":1}');
});

it('a refused PUT does not stand in the way of the requests behind it, whose bytes follow its content', async () => {
  const path = `${LIST}/refused`;
  const answers = await pipeline([
    { method: 'PUT', path, body: '{"guarded":false}' },
    { method: 'PUT', path, fields: NONE, body: 'not JSON' },
    { method: 'PUT', path, fields: NONE, body: '{"n":1}' },
    { method: 'GET', path },
  ]);
  expect(answers.map(({ status }) => status)).toEqual([428, 400, 201, 200]);
});

it('what follows a request with "Connection: close" is not performed', async () => {
  const path = `${LIST}/closing`;
  const [answer] = await Promise.all([
    wire.answer(),
    wire.write(
      requestText({ method: 'PUT', path, fields: { ...NONE, Connection: 'close' }, body: '{"n":1}' }) +
        requestText({ method: 'PUT', path, fields: ANY, body: '{"n":2}' }),
    ),
  ]);
  expect([answer.status, answer.fields.get('connection')]).toEqual([201, 'close']);
  await wire.closed;
  expect((await read(await service.wire(), path)).text).toBe('{"n":1}');
});

it('bytes behind a PUT that are no request are refused after the PUT is answered, not in its place', async () => {
  const path = `${LIST}/garbage`;
  const [answer, refusal] = await Promise.all([
    wire.answer(),
    wire.answer(),
    wire.write(
      `${requestText({ method: 'PUT', path, fields: NONE, body: '{"n":1}' })}{"n":1} once more\r\n\r\n`,
    ),
  ]);
  expect([answer.status, refusal.status >= 400]).toEqual([201, true]);
  await wire.closed;
  expect((await read(await service.wire(), path)).text).toBe('{"n":1}');
});

it('a request with broken content is refused at once, and after the answers that are due before it', async () => {
  const path = `${LIST}/chunks`;
  const head = `PATCH ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIf-Match: *\r\n`;
  const [answer, refusal] = await Promise.all([
    wire.answer(),
    wire.answer(),
    wire.write(
      `${requestText({ method: 'PUT', path, fields: NONE, body: '{"n":1}' })}${head}Transfer-Encoding: chunked\r\n\r\nnonsense`,
    ),
  ]);
  expect([answer.status, refusal.status]).toEqual([201, 400]);
  await wire.closed;
});

it('after all that the service has reported no failure', () => {
  expect(service.failures).toEqual([]);
});
