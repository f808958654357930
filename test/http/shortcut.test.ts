import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { mintToken } from '../../src/access/index.js';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { Log } from '../../src/operations/index.js';
import { openSqlite, openTokens, type Storage } from '../../src/storage/index.js';
import type { Milliseconds } from '../../src/store/index.js';
import { Chance, SEED } from '../races/chance.js';
import { type Answer, Client, type Sending } from '../support/client.js';
import { fieldsOf } from './support.js';

// Reads of a document are answered before the framework sees them. Nobody may notice.

let folder: string;
let storage: Storage;
let short: Client;
let long: Client;
const failures: string[] = [];
const stops: (() => Promise<void>)[] = [];

/** The application over the one store of this file, with or without the shortcut. */
async function serve(shortcuts: boolean, environment = {}): Promise<Client> {
  const fixed = { PORT: '0', BASE_PATH: '/store', CORS_ORIGINS: 'https://app.example' };
  const config = readConfig({ ...fixed, ...environment });
  const log = new Log('error', (line) => failures.push(line));
  const app = await createApp(config, storage, log, { shortcuts });
  const server: Server = app.getHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  stops.push(async () => {
    client.close();
    await app.close();
  });
  return client;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  storage = await openSqlite({ file: join(folder, 'etagere.db'), mode: 'serve' });
  short = await serve(true);
  long = await serve(false);
  await made('/store/v1/collections/things', '{}');
  await made('/store/v1/collections/gone', '{}');
  await made(DOCUMENT('small'), '{"n":1}');
  await made(DOCUMENT('large'), JSON.stringify({ text: 'word '.repeat(2000) }));
  await made(DOCUMENT('a.b_c~d-e'), '{"<script>":"&"}');
  await made(DOCUMENT('deleted'), '{}');
  await short.delete(DOCUMENT('deleted'), { 'If-Match': '*' });
  await short.delete('/store/v1/collections/gone', { 'If-Match': '*' });
});

afterAll(async () => {
  for (const stop of stops) await stop();
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

const LIST = (rest: string) => `/store/v1/collections/things/documents${rest}`;
const DOCUMENT = (id: string) => `/store/v1/collections/things/documents/${id}`;

async function made(uri: string, text: string): Promise<void> {
  const { status } = await short.put(uri, text, { 'If-None-Match': '*' });
  if (status !== 201) throw new Error(`${uri}: ${status}`);
}

/** Everything that a client can see of an answer but its moment. */
function seen(answer: Answer): unknown {
  return { status: answer.status, fields: fieldsOf(answer), text: answer.bytes.toString('base64') };
}

const PATHS = [
  ...[
    'small',
    'large',
    'a.b_c~d-e',
    'deleted',
    'never',
    '.',
    '..',
    '%73mall',
    'a%2Fb',
    'a b',
    'x'.repeat(129),
  ].map(DOCUMENT),
  ...[
    '',
    '?',
    '?limit=2',
    '?limit=0',
    '?filter[n]=1&sort=-$id',
    '?fields=n',
    '?x=1',
    '/',
    '?filter[n=%ff',
  ].map(LIST),
  DOCUMENT('small?'),
  DOCUMENT('small?a=1'),
  DOCUMENT('small/'),
  '/store/v1/collections/gone/documents/small',
  '/store/v1/collections/nowhere/documents/small',
  '/store/v1/collections/Things/documents/small',
  '/store/v1/collections//documents/small',
  '/v1/collections/things/documents/small',
];
const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'HEAD', 'OPTIONS', 'POST'];

/** Fields that change an answer; `tag` stands for one of the document's own. */
function fields(chance: Chance, tag: string): NonNullable<Sending['headers']> {
  const weak = `W/${tag}`;
  const choices: Readonly<Record<string, readonly string[]>> = {
    'If-None-Match': [tag, weak, `"x", ${tag}`, '*', '"other"', tag.replace(/"$/, '-gzip"'), 'malformed', ''],
    'If-Match': [tag, weak, '*', '"other"', 'malformed', ''],
    'If-Modified-Since': ['Fri, 01 Jan 2100 00:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'never'],
    'If-Unmodified-Since': ['Fri, 01 Jan 2100 00:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    Accept: ['text/html', 'application/json', 'text/csv', 'text/html;q=0.5, application/json;q=0.4', '*/*'],
    'Accept-Encoding': ['gzip', 'br', 'identity;q=0', 'gzip;q=0, *;q=0'],
    Origin: ['https://app.example', 'https://evil.example'],
    Prefer: ['return=minimal', 'wait=0'],
    'Cache-Control': ['no-cache'],
    'Idempotency-Key': ['a b', 'key'],
    Expect: ['200-ok'],
  };
  const chosen = chance.shuffle(Object.keys(choices)).slice(0, chance.below(4));
  return Object.fromEntries(chosen.map((name) => [name, chance.pick(choices[name] ?? [])]));
}

it(`the shortcut and the route answer 600 requests alike (seed ${SEED})`, async () => {
  const chance = new Chance();
  const tags = await Promise.all(['small', 'large'].map(async (id) => (await long.get(DOCUMENT(id))).etag));
  const statuses = new Set<number>();
  for (let turn = 0; turn < 600; turn += 1) {
    const method = chance.pick(METHODS);
    const path = chance.pick(chance.below(2) === 0 ? PATHS : PATHS.slice(0, 2));
    const headers = fields(chance, chance.pick(tags));
    const [one, other] = await Promise.all([
      short.send(method, path, { headers }),
      long.send(method, path, { headers }),
    ]);
    expect([method, path, headers, seen(one)]).toEqual([method, path, headers, seen(other)]);
    statuses.add(one.status);
  }
  // Otherwise the requests were not of many kinds.
  for (const status of [200, 304, 400, 404, 406, 410, 412]) expect([...statuses]).toContain(status);
  expect(failures).toEqual([]);
});

it(`with access control they answer 200 requests of anybody alike (seed ${SEED})`, async () => {
  const chance = new Chance();
  const guards = await guardedBy({ reader: 'read:things', stranger: 'admin:others', owner: 'admin:*' });
  const ways = await Promise.all([true, false].map((shortcuts) => serve(shortcuts, { AUTH: 'token' })));
  const callers = [{}, { Authorization: 'Bearer x' }, ...guards.tokens];
  const { etag } = await long.get(DOCUMENT('small'));
  const statuses = new Set<number>();
  for (let turn = 0; turn < 200; turn += 1) {
    const method = chance.pick([...METHODS, 'PUT', 'PATCH', 'DELETE', 'DELETE']);
    const path = chance.pick(chance.below(2) === 0 ? PATHS : PATHS.slice(0, 2));
    const sent = { ...fields(chance, etag), 'If-Match': chance.pick(['"0.old"', 'malformed']) };
    const headers = { ...(method === 'GET' || method === 'HEAD' ? {} : sent), ...chance.pick(callers) };
    const [one, other] = (await Promise.all(ways.map((way) => way.send(method, path, { headers })))).map(
      seen,
    );
    expect([method, path, headers, one]).toEqual([method, path, headers, other]);
    statuses.add((one as { status: number }).status);
  }
  await guards.close();
  for (const status of [200, 401, 403, 404, 405]) expect([...statuses]).toContain(status);
  expect(failures).toEqual([]);
});

/** The fields of bearers with these scopes. */
async function guardedBy(scopes: Readonly<Record<string, string>>) {
  const opened = await openTokens({ kind: 'sqlite', file: join(folder, 'etagere.db') });
  const tokens: { Authorization: string }[] = [];
  for (const [name, text] of Object.entries(scopes)) {
    const { text: secret, hash } = mintToken();
    await opened.tokens.create({ name, hash, scopes: text, createdAt: 0 as Milliseconds, expiresAt: null });
    tokens.push({ Authorization: `Bearer ${secret}` });
  }
  return { tokens, close: () => opened.close() };
}

it('what a read throws is answered alike: nothing is left hanging', async () => {
  const broken = { read: () => Promise.reject(new Error('broken')) };
  Object.assign(storage.documents, broken);
  // A name for both: each of them would make one, under which the failure is logged.
  const named = { 'X-Request-Id': 'twin' };
  const [one, other] = await Promise.all([
    short.get(DOCUMENT('small'), named),
    long.get(DOCUMENT('small'), named),
  ]);
  // The method of the class is there again.
  Reflect.deleteProperty(storage.documents, 'read');
  expect(one.status).toBe(500);
  expect(seen(one)).toEqual(seen(other));
  expect(failures.splice(0)).toHaveLength(2);
});

// Writes change what they are judged by, so each way has a service of its own, and both get the same requests.
it(`300 writes come to the same on both ways (seed ${SEED})`, async () => {
  const chance = new Chance();
  const ways = await Promise.all([true, false].map(async (shortcuts) => startWay(shortcuts)));
  const kinds = new Set<string>();
  for (let turn = 0; turn < 300; turn += 1) {
    const write = SURE[turn] ?? randomWrite(chance);
    const answers = await Promise.all(ways.map((way) => way.send(write)));
    const [one, other] = answers.map(nameless);
    expect([write, one]).toEqual([write, other]);
    kinds.add(`${write.method} ${answers[0]?.status}`);
  }
  await Promise.all(ways.map((way) => way.stop()));
  for (const kind of ['PUT 201', 'PUT 204', 'PUT 412', 'PUT 428', 'PATCH 200', 'DELETE 204', 'POST 201'])
    expect([...kinds]).toContain(kind);
});

interface RandomWrite {
  readonly method: string;
  readonly id: string;
  readonly guard: 'none' | 'own' | 'old' | 'new' | 'any';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SURE_HEADERS = { 'Content-Type': 'application/json' };
const SURE_ID = { id: 'sure', headers: SURE_HEADERS };
/** One of each kind, whatever chance brings. */
const SURE: readonly RandomWrite[] = [
  { ...SURE_ID, method: 'PUT', guard: 'new', body: '{"n":1}' },
  { ...SURE_ID, method: 'PUT', guard: 'own', body: '{"n":2}' },
  { ...SURE_ID, method: 'PUT', guard: 'old', body: '{"n":3}' },
  { ...SURE_ID, method: 'PUT', guard: 'none', body: '{"n":3}' },
  { ...SURE_ID, method: 'PATCH', guard: 'own', body: '{"n":4}' },
  { ...SURE_ID, method: 'DELETE', guard: 'own', body: '' },
  { ...SURE_ID, method: 'POST', guard: 'none', body: '{"n":1}' },
];

const GOOD = ['{"n":1}', '{"n":2}', '{"n":null}'];

function randomWrite(chance: Chance): RandomWrite {
  const method = chance.pick(['PUT', 'PUT', 'PUT', 'PATCH', 'PATCH', 'DELETE', 'POST']);
  const type = chance.pick(['application/json', 'application/json', 'application/json', 'text/plain']);
  return {
    method,
    id: chance.pick(['a', 'a', 'b', 'b', 'c', '.', 'x?y']),
    guard: chance.pick(['none', 'own', 'own', 'own', 'old', 'new', 'any']),
    headers: {
      'Content-Type': type,
      ...(chance.below(4) === 0 && { Prefer: chance.pick(['return=minimal', 'return=representation']) }),
      ...(chance.below(6) === 0 && { 'Idempotency-Key': `key-${chance.below(20)}` }),
    },
    body: chance.pick([...GOOD, ...GOOD, '{', '[]', '{"n":1e999}', '{"n":1,"n":2}']),
  };
}

/** One way, over a store of its own; remembers the tags that it gave out. */
async function startWay(shortcuts: boolean) {
  const own = await openSqlite({ file: join(folder, `way-${String(shortcuts)}.db`), mode: 'serve' });
  const log = new Log('error', (line) => failures.push(line));
  const app = await createApp(readConfig({ PORT: '0' }), own, log, { shortcuts });
  const server: Server = app.getHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await client.makeCollection('things');
  const list = '/v1/collections/things/documents';
  const tags = new Map<string, string>();
  const guards = (id: string): Readonly<Record<RandomWrite['guard'], Readonly<Record<string, string>>>> => ({
    none: {},
    own: { 'If-Match': tags.get(id) ?? '"none"' },
    old: { 'If-Match': '"0.old"' },
    new: { 'If-None-Match': '*' },
    any: { 'If-Match': '*' },
  });
  return {
    async send({ method, id, guard, headers, body }: RandomWrite): Promise<Answer> {
      const uri = method === 'POST' ? list : `${list}/${id}`;
      const fieldsOfGuard = method === 'POST' ? {} : guards(id)[guard];
      const answer = await client.send(method, uri, { body, headers: { ...headers, ...fieldsOfGuard } });
      const { etag } = answer.headers;
      if (etag !== undefined && method !== 'POST') tags.set(id, etag);
      return answer;
    },
    async stop(): Promise<void> {
      client.close();
      await app.close();
      await own.close();
    },
  };
}

/** An answer without what differs from one store to the other: times, in tags too, and ids that are made. */
function nameless(answer: Answer): unknown {
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  const plain = (text: string) =>
    text
      .replace(uuid, '<id>')
      .replace(/(\d+)\.[0-9a-z]{8}/g, '$1.<time>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
  const told = fieldsOf(answer).filter((line) => !line.startsWith('last-modified'));
  return { status: answer.status, fields: told.map(plain), text: plain(answer.text) };
}
