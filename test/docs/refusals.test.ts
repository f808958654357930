import { slugOf, Wire, type WireAnswer } from '../http/wire.js';
import { mintToken } from '../../src/access/index.js';
import { openTokens } from '../../src/storage/index.js';
import type { Milliseconds } from '../../src/store/index.js';
import { PROBLEMS } from '../../src/http/problems.js';
import { observe } from '../http/support.js';
import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { readPage, sectionOf, tableOf } from './markdown.js';
import { GUARDED, LIMITS, PLACES, REQUESTS, STRICT, USED_KEY } from './refusal-requests.js';

// Every row of README's table of refusals is asked of the real service, on a bare connection.

const { rows } = tableOf(sectionOf(readPage('README.md'), 'What is accepted, what is refused, and why'));
const listed = rows.map(([request = '', answer = '', reason = '']) => ({
  request,
  answer: answer.replaceAll('`', ''),
  reason,
}));

const TIMEOUT = 'header section or content that stops coming';
const CROWD = 'a connection more than `CONNECTION_LIMIT`';
const guardedRows = listed.filter(({ request }) => Object.hasOwn(GUARDED, request));
const plainRows = listed.filter(({ request }) => Object.hasOwn(REQUESTS, request));

/** Refusals that need more than a request: a failure of the service, long work in the background, a large collection. */
const ELSEWHERE = [
  'internal',
  'contention',
  'store-busy',
  'store-unavailable',
  'not-ready',
  'overloaded',
  'store-full',
  'outcome-unknown',
  'revision-pruned',
  'index-required',
  // An issuer that is away: test/access/jwt.test.ts.
  'keys-unavailable',
  // A conflict needs two who edit.
  'merge-conflict',
  // One result among those of a batch.
  'failed-dependency',
];

let service: TestService;
let client: Client;

beforeAll(async () => {
  service = await startService(LIMITS);
  client = new Client(service.url);
  await client.makeCollection('things');
  await client.makeCollection('strict', STRICT);
  await client.post(PLACES.list, '{}', { 'Idempotency-Key': USED_KEY });
  await client.put(PLACES.live, '{"n":1}', { 'If-None-Match': '*' });
  await client.send('PUT', PLACES.picture, { body: 'bytes', headers: { 'If-None-Match': '*' } });
  const { etag } = await client.put(PLACES.gone, '{}', { 'If-None-Match': '*' });
  await client.delete(PLACES.gone, { 'If-Match': etag });
});

afterAll(async () => {
  client.close();
  await service.stop();
});

/** Status and type of an answer, as the table writes them. Throws when a refusal gives nobody a way on. */
function told(answer: WireAnswer): string {
  if (answer.status < 400) return String(answer.status);
  const slug = slugOf(answer);
  const { title, detail } = JSON.parse(answer.body) as { title: string; detail: string };
  if (title === '' || detail.length < 20) throw new Error(`${slug} says too little: ${answer.body}`);
  return `${answer.status} ${slug}`;
}

/** Sends bytes on a connection of their own; resolves with the final answer to them. */
async function send(url: string, bytes: Buffer): Promise<string> {
  const wire = await Wire.open(url);
  await wire.write(bytes);
  let answer = await wire.answer();
  while (answer.status < 200) answer = await wire.answer();
  wire.close();
  return told(answer);
}

/** What a refused request must not change. */
function seen(): Promise<unknown> {
  return observe(client, '/v1/collections', PLACES.list, PLACES.live);
}

describe("README's table of what is accepted and refused", () => {
  it('has a row for every kind of request that this test knows, and no other: equal', () => {
    const known = [...Object.keys(REQUESTS), ...Object.keys(GUARDED), TIMEOUT, CROWD];
    expect(listed.map(({ request }) => request).toSorted()).toEqual(known.toSorted());
    expect(listed.filter(({ reason }) => reason === '')).toEqual([]);
  });

  it('shows every type of problem that a request alone can bring about: equal', () => {
    const shown = new Set(listed.flatMap(({ answer }) => answer.split(' ')[1] ?? []));
    expect([...shown, ...ELSEWHERE].toSorted()).toEqual(Object.keys(PROBLEMS).toSorted());
  });

  it.each(plainRows)('$request: $answer', async ({ request, answer }) => {
    for (const bytes of REQUESTS[request] ?? []) {
      const before = await seen();
      const text = bytes.toString('latin1').slice(0, 300);
      const result = await send(service.url, bytes);
      const changed = JSON.stringify(await seen()) !== JSON.stringify(before);
      expect([text, result, changed]).toEqual([text, answer, answer === '201']);
    }
    expect(service.failures).toEqual([]);
  });

  it('what needs access control to be refused: each as its row says', async () => {
    const guarded = await startService({ AUTH: 'token', RATE_LIMIT: '2/60' });
    const opened = await openTokens({ kind: 'sqlite', file: `${guarded.folder}/etagere.db` });
    for (const { request, answer } of guardedRows) {
      for (const make of GUARDED[request] ?? []) {
        const { text, hash } = mintToken();
        const token = {
          name: hash,
          hash,
          scopes: 'read:things',
          createdAt: 0 as Milliseconds,
          expiresAt: null,
        };
        await opened.tokens.create(token);
        // Of several the last one counts.
        const results: string[] = [];
        for (const bytes of make(text)) results.push(await send(guarded.url, bytes));
        expect([request, results.at(-1)]).toEqual([request, answer]);
      }
    }
    expect(guardedRows.length).toBe(5);
    await opened.close();
    await guarded.stop();
  });

  it(`${TIMEOUT}; ${CROWD}`, async () => {
    const answers = new Map(listed.map(({ request, answer }) => [request, answer]));
    const narrow = await startService({ HEADER_TIMEOUT: '1', IDLE_TIMEOUT: '1', CONNECTION_LIMIT: '2' });
    const put = `PUT /v1/collections/a HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\nContent-Type: application/json`;
    const slow = [`${put}\r\n`, `${put}\r\nContent-Length: 2\r\n\r\n{`];
    const wires = await Promise.all(slow.map(() => Wire.open(narrow.url)));
    const over = await Wire.open(narrow.url);
    expect(told(await over.answer())).toBe(answers.get(CROWD));
    over.close();
    for (const [index, wire] of wires.entries()) await wire.write(slow[index] ?? '');
    const refusals = await Promise.all(wires.map((wire) => wire.answer()));
    expect(refusals.map(told)).toEqual(wires.map(() => answers.get(TIMEOUT)));
    for (const wire of wires) wire.close();
    await narrow.stop();
  });
});
