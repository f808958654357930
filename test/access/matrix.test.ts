import type { Answer } from '../support/client.js';
import { fieldsOf, told } from '../http/support.js';
import { Wire } from '../http/wire.js';
import { type Guarded, useGuarded } from './support.js';

// Every method of every resource, asked by everybody, over the real server. What the owner gets tells that the request
// itself is sound; what the others get must not depend on anything but who they are.

const bench: Guarded = useGuarded();

const BOOKS = '/v1/collections/books';
const EMMA = `${BOOKS}/documents/emma`;
const NOTE = `${EMMA}/attachments/note.txt`;

/** Who asks, by what they may do. */
const CALLERS = ['nobody', 'liar', 'stranger', 'reader', 'writer', 'owner', 'overseer'] as const;
type CallerName = (typeof CALLERS)[number];

const SCOPES: Readonly<Partial<Record<CallerName, string>>> = {
  stranger: 'admin:films',
  reader: 'read:books',
  writer: 'write:books',
  owner: 'admin:books',
  overseer: 'read:*',
};

/** What the request needs, and what each caller is told who does not have it. */
type Kind = 'read' | 'write' | 'admin' | 'everything' | 'credential' | 'open';

const NOT_IN: Readonly<Partial<Record<CallerName, string>>> = {
  nobody: '401 unauthenticated',
  liar: '401 unauthenticated',
};
const UNKNOWN = { stranger: '404 collection-not-found' };
const FORBIDDEN = '403 forbidden';

const REFUSED: Readonly<Record<Kind, Readonly<Partial<Record<CallerName, string>>>>> = {
  open: {},
  credential: NOT_IN,
  read: { ...NOT_IN, ...UNKNOWN },
  write: { ...NOT_IN, ...UNKNOWN, reader: FORBIDDEN, overseer: FORBIDDEN },
  admin: { ...NOT_IN, ...UNKNOWN, reader: FORBIDDEN, writer: FORBIDDEN, overseer: FORBIDDEN },
  everything: {
    ...NOT_IN,
    stranger: FORBIDDEN,
    reader: FORBIDDEN,
    writer: FORBIDDEN,
    owner: FORBIDDEN,
    overseer: FORBIDDEN,
  },
};

/** Preconditions that would be answered 304 or 412 if anybody looked at them. */
const ANY = { 'If-None-Match': '*' };
const NEVER = { 'If-Match': '"1.k3"' };

type Row = readonly [
  kind: Kind,
  method: string,
  path: string,
  fields: Readonly<Record<string, string>>,
  allowed: string,
];

/** What is answered to who may is for another test to say. */
const LET_IN = 'no refusal of access';

const READS = [
  BOOKS,
  `${BOOKS}/documents`,
  EMMA,
  `${EMMA}/revisions`,
  `${EMMA}/revisions/1`,
  `${EMMA}/attachments`,
  NOTE,
  `${BOOKS}/changes`,
];

const rows: readonly Row[] = [
  ...READS.flatMap((path): Row[] => [
    ['read', 'GET', path, {}, '200'],
    ['read', 'HEAD', path, {}, '200'],
    ['read', 'GET', path, ANY, '304'],
    ['read', 'GET', path, NEVER, '412 precondition-failed'],
  ]),
  // Each of these is refused to the owner too, but for its own faults: nothing is changed by any row.
  ['admin', 'PUT', BOOKS, NEVER, '412 precondition-failed'],
  ['admin', 'PATCH', BOOKS, {}, '428 precondition-required'],
  ['admin', 'DELETE', BOOKS, NEVER, '412 precondition-failed'],
  ['write', 'POST', `${BOOKS}/documents`, NEVER, '412 precondition-failed'],
  ['write', 'PUT', EMMA, {}, '428 precondition-required'],
  ['write', 'PUT', EMMA, ANY, '412 precondition-failed'],
  ['write', 'PATCH', EMMA, NEVER, '412 precondition-failed'],
  ['write', 'DELETE', EMMA, {}, '428 precondition-required'],
  ['admin', 'DELETE', `${EMMA}?purge=true`, NEVER, LET_IN],
  ['write', 'POST', `${EMMA}/merge`, NEVER, '412 precondition-failed'],
  ['write', 'PUT', NOTE, NEVER, '412 precondition-failed'],
  ['write', 'DELETE', NOTE, {}, '428 precondition-required'],
  ['credential', 'GET', '/v1/collections', {}, '200'],
  ['credential', 'POST', '/v1/batch', NEVER, '400 misplaced-precondition'],
  ['open', 'GET', '/problems/forbidden', {}, '200'],
  ['open', 'GET', '/', {}, '302'],
  ['open', 'GET', '/nothing', {}, '404 not-found'],
  ['open', 'GET', `${EMMA}/nothing`, {}, '404 not-found'],
  ...[BOOKS, `${BOOKS}/documents`, EMMA, `${EMMA}/merge`, NOTE].map((path): Row => [
    'open',
    'OPTIONS',
    path,
    {},
    '204',
  ]),
  ...['/v1/collections', `${BOOKS}/documents`, `${EMMA}/revisions`].map((path): Row => {
    return ['open', 'DELETE', path, {}, '405 method-not-allowed'];
  }),
];

const credentials = new Map<CallerName, Readonly<Record<string, string>>>();

beforeAll(async () => {
  const maker = await bench.bearer('maker', 'admin:*');
  const made = { ...maker, 'If-None-Match': '*' };
  await bench.client.put(BOOKS, '{}', made);
  await bench.client.put(EMMA, '{"title":"Emma"}', made);
  const note = { body: 'note', headers: { ...made, 'Content-Type': 'text/plain' } };
  const { status } = await bench.client.send('PUT', NOTE, note);
  if (status !== 201) throw new Error(`the attachment was not made: ${status}`);
  credentials.set('nobody', {});
  credentials.set('liar', { Authorization: `Bearer etg_${'A'.repeat(43)}` });
  for (const caller of CALLERS) {
    const scopes = SCOPES[caller];
    if (scopes !== undefined) credentials.set(caller, await bench.bearer(caller, scopes));
  }
});

function ask(caller: CallerName, [, method, path, fields]: Row): Promise<Answer> {
  const isWrite = ['PUT', 'PATCH', 'POST'].includes(method);
  const type = path === NOTE ? 'text/plain' : 'application/json';
  return bench.client.send(method, path, {
    headers: { ...credentials.get(caller), ...fields, ...(isWrite && { 'Content-Type': type }) },
    ...(isWrite && { body: '{}' }),
  });
}

/** The same of a collection that is not there. */
function swap(text: string): string {
  return text.replaceAll('books', 'nulla');
}

describe('who may do what', () => {
  it.each(rows)('%s: %s %s %j is answered by who asks, and to who may by %s', async (...row) => {
    const [kind, method, , , allowed] = row;
    const wanted = CALLERS.map((caller) => [caller, REFUSED[kind][caller] ?? allowed]);
    const found = await Promise.all(
      CALLERS.map(async (caller) => {
        const answer = await ask(caller, row);
        const isRefused = [401, 403, 404].includes(answer.status);
        return [caller, allowed === LET_IN && !isRefused ? allowed : told(answer)];
      }),
    );
    // Without content there is no type to tell.
    const shown = method === 'HEAD' ? wanted.map(([caller, text]) => [caller, text?.slice(0, 3)]) : wanted;
    expect(found).toEqual(shown);
  });

  it('what no rule knows, and the metrics, need every right: refused to everybody with less', async () => {
    const answers = await Promise.all(
      CALLERS.map((caller) => ask(caller, ['everything', 'GET', '/metrics', {}, ''])),
    );
    // Until there is such a resource it is nobody's.
    const known = ['404 not-found'];
    for (const [index, answer] of answers.entries()) {
      const caller = CALLERS[index] ?? 'nobody';
      expect([...known, REFUSED.everything[caller]]).toContain(told(answer));
    }
  });

  it('API1: what one may not know of is answered as what is not there, for every method: equal', async () => {
    for (const row of rows.filter(([kind]) => ['read', 'write', 'admin'].includes(kind))) {
      const [kind, method, path, fields, allowed] = row;
      const hidden = await ask('stranger', row);
      const missing = await ask('stranger', [kind, method, swap(path), fields, allowed]);
      const seen = ({ status, text }: Answer) => ({ status, text: swap(text) });
      expect(seen(hidden)).toEqual(seen(missing));
      expect(fieldsOf(hidden)).toEqual(fieldsOf(missing));
    }
    // As to somebody who may know, and finds nothing there.
    const overseen = await ask('overseer', ['read', 'GET', '/v1/collections/nulla/documents', {}, '']);
    const hidden = await ask('stranger', ['read', 'GET', `${BOOKS}/documents`, {}, '']);
    expect(swap(hidden.text)).toBe(overseen.text);
  });

  it('no spelling of a path leads around the gate: nothing that a stranger may not know is shown', async () => {
    const spellings = [
      '/v1/collections/%62ooks/documents/emma',
      '/v1/collections/%62%6f%6f%6b%73/documents',
      '/v1/collections/books%2Fdocuments/emma',
      '/v1/collections/books/%64ocuments/emma',
      '/v1/collections//books/documents/emma',
      '/v1/collections/films/../books/documents/emma',
      '/v1/collections/films/%2e%2e/books/documents/emma',
      '/v1/collections/films%2F..%2Fbooks/documents/emma',
      '/v1\\collections\\books\\documents\\emma',
      '/problems/..\\..\\v1\\collections\\books',
      '/problems/../v1/collections/books/documents/emma',
      '/docs/../v1/collections/books/documents/emma',
      '/health/live/../../v1/collections/books/documents/emma',
      '//v1/collections/books/documents/emma',
      '/v1/collections/*/documents/emma',
      '/v1/collections/BOOKS/documents/emma',
      '/v1/collections/books/documents/emma?x=1',
      '/v1/collections/books/documents/emma;v1/collections/films',
      '/v1/collections/books/documents/emma/',
    ];
    for (const path of spellings) {
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
        const { status, text } = await ask('stranger', ['read', method, path, {}, '']);
        expect([path, method, [400, 404, 405].includes(status), text.includes('Emma')]).toEqual([
          path,
          method,
          true,
          false,
        ]);
      }
    }
  });

  it.each(['\t', '\xa0', '\xff'])(
    'a target with the byte %j, for which the router would take backslashes as slashes, is none: 400',
    async (byte) => {
      const wire = await Wire.open(bench.url);
      const target = `${EMMA.replaceAll('/', '\\').replace('\\', '/')}?x=${byte}`;
      const field = `Authorization: ${credentials.get('stranger')?.['Authorization']}`;
      await wire.write(Buffer.from(`GET ${target} HTTP/1.1\r\nHost: x\r\n${field}\r\n\r\n`, 'latin1'));
      expect((await wire.answer()).status).toBe(400);
      wire.close();
    },
  );
});
