import type { HeaderName } from '../../src/openapi/description/headers.js';
import type { JsonRecord, Operation } from '../../src/openapi/description/model.js';
import type { Answer, Client } from '../support/client.js';
import { exchangeOf } from '../support/evidence.js';
import { CLAIMS, DESCRIBED } from './described.js';
import { type FaultyService, startFaulty } from './faulty-service.js';
import { type GuardedServices, startGuarded } from './guarded-services.js';
import { makeJudge } from './judge.mjs';
import { FIRST_WITH_KEY, refusedWith } from './refusals.js';
import { EMMA, prepare, type Request, situations, variations } from './requests.js';

// Every operation is driven over the real server to every answer that it documents. What comes must be documented, and
// what is documented must come: status, field, media type and type of problem.

const LIMITS = { BODY_LIMIT: '2KiB', BATCH_LIMIT: '4KiB', ATTACHMENT_LIMIT: '2KiB' };

let service: FaultyService;
let guarded: GuardedServices;
const { HEADERS, OPERATIONS, refusalAnswers } = DESCRIBED;
const judges = CLAIMS.map(makeJudge);

beforeAll(async () => {
  [service, guarded] = await Promise.all([startFaulty(LIMITS), startGuarded(OPERATIONS.length)]);
  await prepare(service);
  await send(FIRST_WITH_KEY);
});

afterAll(() => Promise.all([service.stop(), guarded.stop()]));

/** Sends the request, and returns what both documents have against the exchange. */
async function send(
  { method, target, headers, body }: Request,
  client = service.client,
): Promise<{ answer: Answer; faults: string[] }> {
  const answer = await client.send(method, target, { headers, ...(body !== undefined && { body }) });
  const exchange = exchangeOf({ method, target, headers, body }, answer);
  const faults = judges.flatMap((judge) => judge(exchange));
  return { answer, faults: faults.map((fault) => `${method} ${target} ${answer.status}: ${fault}`) };
}

/** What an answer is, in the words in which {@link documentedOf} lists what is documented. */
function seenIn({ status, headers, text }: Answer): string[] {
  const type = headers['content-type']?.split(';', 1)[0];
  const problem = type === 'application/problem+json';
  const slug = problem ? ((JSON.parse(text) as { type: string }).type.split('/').at(-1) ?? '') : undefined;
  return [
    `${status}`,
    ...Object.keys(headers).map((name) => `${status} ${name}`),
    ...(slug === undefined ? [`${status} as ${type}`] : [`${status} because ${slug}`]),
  ];
}

/** Everything that is documented of an operation. */
function documentedOf(operation: Operation): string[] {
  const { answers } = operation;
  const refusals = refusalAnswers(operation, { examples: true });
  return [
    ...[answers, refusals].flat().map(({ status }) => `${status}`),
    ...[answers, refusals].flat().flatMap(fieldsOf),
    ...answers.flatMap(({ status, content = [] }) => content.map(({ type }) => `${status} as ${type}`)),
    ...refusals.flatMap(({ status, content }) => slugsIn(content).map((slug) => `${status} because ${slug}`)),
  ];
}

function fieldsOf({ status, headers }: { readonly status: number; readonly headers: readonly HeaderName[] }) {
  return headers.map((name) => `${status} ${HEADERS[name].field.toLowerCase()}`);
}

function slugsIn(content: JsonRecord): string[] {
  const types = Object.values(content) as { readonly examples: object }[];
  return types.flatMap(({ examples }) => Object.keys(examples));
}

/** The answers to everything that the document says one can do with the operation. */
async function drive(operation: Operation): Promise<{ seen: Set<string>; faults: string[] }> {
  const seen = new Set<string>();
  const faults: string[] = [];
  const look = async (request: Request, client?: Client) => {
    const result = await send(request, client);
    for (const word of seenIn(result.answer)) seen.add(word);
    faults.push(...result.faults);
    return result.answer;
  };
  const types = operation.answers.flatMap(({ content = [] }) => content.map(({ type }) => type));
  const makes = situations(service)[operation.id] ?? [];
  for (const make of makes) {
    const first = await look(await make());
    if (first.status >= 400) throw new Error(`${operation.id} should succeed: ${first.text}`);
    for (const variation of variations(await make(), { types })) await look(variation);
    if (operation.method !== 'get') await driveWrite(make, look);
  }
  // Some are answered when most are not: the judge knows which.
  for (const slug of [...operation.refusals, 'overloaded']) {
    // Only a precondition says more of what is there than of what is not.
    const bases = await Promise.all(
      (slug === 'precondition-failed' ? makes : makes.slice(0, 1)).map((make) => make()),
    );
    for (const { request, fault } of bases.flatMap((base) => refusedWith(slug, base, operation.id))) {
      const ready = await withBase(request);
      service.fault = fault;
      await look(ready).finally(() => (service.fault = undefined));
    }
  }
  const [make] = makes;
  if (make === undefined) throw new Error(`nobody knows how ${operation.id} succeeds`);
  const attempts = guarded.attempts(await make());
  await Promise.all(attempts.map(({ request, client }) => look(request, client)));
  return { seen, faults };
}

let keys = 0;

/** With each preference, and each of these twice under one key. */
async function driveWrite(make: () => Promise<Request>, look: (request: Request) => Promise<Answer>) {
  for (const preference of [{}, { Prefer: 'return=minimal' }, { Prefer: 'return=representation' }]) {
    const request = await make();
    const key = { 'Idempotency-Key': `key-${(keys += 1)}` };
    const named = { ...request, headers: { ...request.headers, ...preference, ...key } };
    await look(named);
    await look(named);
  }
}

/** A base that is the tag of what is merged, by the time it is sent; another edit of the same place came in between. */
async function withBase(request: Request): Promise<Request> {
  if (request.target.includes('CREATED')) {
    const { items } = (await service.client.get('/v1/collections/short/documents')).json<{
      items: { createdAt: string }[];
    }>();
    return { ...request, target: request.target.replace('CREATED', items[0]?.createdAt ?? '') };
  }
  if (request.body?.includes('BASE') !== true) return request;
  const document = request.target.replace(/\/merge$/, '');
  const { etag } = await service.client.get(document);
  if (document === EMMA) {
    await service.client.patch(EMMA, JSON.stringify({ title: `Theirs ${(keys += 1)}` }), { 'If-Match': '*' });
  }
  return { ...request, body: request.body.replace('BASE', etag.replaceAll('"', String.raw`\"`)) };
}

describe('the OpenAPI documents tell the truth', () => {
  it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
    '%s: everything that it documents happens, and nothing else',
    async (_, operation) => {
      const { seen, faults } = await drive(operation);
      expect([...new Set(faults)]).toEqual([]);
      const documented = new Set(documentedOf(operation));
      // Of a field that only some of its answers have, one is enough; */* is whatever was stored.
      const never = [...documented].filter((claim) => !seen.has(claim) && !claim.endsWith('*/*'));
      expect(never).toEqual([]);
    },
  );
});
