// A batch against its model: the same operations as requests of their own, on a collection that is the twin of the other.
import fc from 'fast-check';
import type { Answer } from '../support/client.js';
import { type FailedBatch, resultsOf, sendBatch, type Written } from './batch-support.js';
import {
  create,
  observe,
  type Place,
  type ProblemBody,
  remove,
  replace,
  told,
  useService,
} from './support.js';

const bench = useService({ BODY_LIMIT: '200B' });

const IDS = ['live', 'older', 'gone', 'never', 'other'] as const;

/** One operation, in words that mean the same in both twins. */
interface Drawn {
  readonly id: (typeof IDS)[number];
  readonly method: 'PUT' | 'PATCH' | 'DELETE' | 'POST';
  readonly guard: 'none' | 'current' | 'old' | 'any' | 'absent' | 'weak' | 'unreadable' | 'empty';
  readonly type: string | undefined;
  readonly body: string | undefined;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  id: fc.constantFrom(...IDS),
  method: fc.constantFrom('PUT', 'PUT', 'PATCH', 'DELETE', 'POST'),
  // Mostly right, so that whole batches are performed too.
  guard: fc.oneof(
    { weight: 6, arbitrary: fc.constant('current' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('none', 'old', 'any', 'absent', 'weak', 'unreadable', 'empty'),
    },
  ),
  type: fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'application/json-patch+json',
        'application/json',
        'text/plain',
        'application/json; charset=latin1',
      ),
    },
  ),
  body: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('{"n":1}', '{"n":2}', '{"n":null,"m":[]}', '{}') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '[]',
        'null',
        '[{"op":"test","path":"/n","value":9}]',
        '[{"op":"add","path":"/k","value":1}]',
        `{"large":"${'x'.repeat(300)}"}`,
        undefined,
      ),
    },
  ),
});

/** The documents of each id in its state, and the tags that a guard may name. */
async function twin(): Promise<{ readonly place: Place; readonly tags: Readonly<Record<string, string>> }> {
  const { client } = bench;
  const place = await bench.collection();
  const tags: Record<string, string> = {};
  for (const id of ['live', 'older', 'gone', 'other']) {
    tags[`old ${id}`] = await create(client, place.document(id), '{"n":1}');
  }
  for (const id of ['live', 'other']) tags[id] = tags[`old ${id}`] ?? '';
  tags['older'] = await replace(client, place.document('older'), '{"n":1,"k":true}');
  await remove(client, place.document('gone'));
  return { place, tags };
}

type Guard = Readonly<Partial<Record<'ifMatch' | 'ifNoneMatch', string>>>;

function guardOf({ id, method, guard }: Drawn, tags: Readonly<Record<string, string>>): Guard {
  const tag = method === 'POST' ? undefined : tags[id];
  switch (guard) {
    case 'none':
      return {};
    case 'current':
      // What a careful client sends in that state.
      if (method === 'POST') return {};
      return tag === undefined ? { ifNoneMatch: '*' } : { ifMatch: tag };
    case 'old':
      return { ifMatch: tags[`old ${id}`] ?? '"1.k3"' };
    case 'any':
      return { ifMatch: '*' };
    case 'absent':
      return { ifNoneMatch: '*' };
    case 'weak':
      return { ifMatch: `W/${tag ?? '"1.k3"'}` };
    case 'unreadable':
      return { ifMatch: 'x' };
    case 'empty':
      return { ifMatch: '' };
    default:
      return guard satisfies never;
  }
}

function asOperation(one: Drawn, place: Place, tags: Readonly<Record<string, string>>): Written {
  const bodiless = one.method === 'DELETE';
  return {
    method: one.method,
    path: one.method === 'POST' ? place.list : place.document(one.id),
    ...guardOf(one, tags),
    ...(!bodiless && one.type !== undefined && { contentType: one.type }),
    ...(!bodiless && one.body !== undefined && { body: JSON.parse(one.body) }),
  };
}

function asRequest(one: Drawn, place: Place, tags: Readonly<Record<string, string>>): Promise<Answer> {
  const { ifMatch, ifNoneMatch } = guardOf(one, tags);
  const type = one.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return bench.client.send(one.method, one.method === 'POST' ? place.list : place.document(one.id), {
    headers: {
      Prefer: 'return=minimal',
      ...(one.method !== 'DELETE' && { 'Content-Type': one.type ?? type }),
      ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
      ...(ifNoneMatch !== undefined && { 'If-None-Match': ifNoneMatch }),
    },
    ...(one.method !== 'DELETE' && { body: one.body ?? '' }),
  });
}

/** Without what differs between twins: names, times and ids that the service made. */
async function stateOf(place: Place): Promise<unknown> {
  const list = (await bench.client.get(place.list)).json<{ items: { id: string; revision: number }[] }>();
  const items = list.items.map((item) => {
    const { id, revision, data } = item as { id: string; revision: number; data?: unknown };
    return JSON.stringify([IDS.some((known) => known === id) ? id : 'made', revision, data]);
  });
  const { etag = '' } = (await bench.client.get(place.list)).headers;
  const gone = await Promise.all(IDS.map((id) => bench.client.get(place.document(id))));
  return {
    items: items.toSorted(),
    counts: etag.split('.').slice(0, 2),
    gone: gone.map(({ status, text }) =>
      status === 410 ? (JSON.parse(text) as { revision: number }).revision : status,
    ),
  };
}

/** A failed batch: its own status and type, then what it says of each operation, without the names of the twin. */
function toldOf(answer: Answer, place: Place): readonly string[] {
  const results = answer.json<FailedBatch>().results.map((problem) => sayOf(problem, place));
  return [told(answer), ...results];
}

/** The same, made of the answers to single requests. */
function expectedOf(alone: readonly Answer[], place: Place): readonly string[] {
  const first = alone.find(({ status }) => status >= 400);
  const results = alone.map((answer) =>
    answer.status < 300 ? 'innocent' : sayOf(answer.json<ProblemBody>(), place),
  );
  return [first === undefined ? '200' : told(first), ...results];
}

function sayOf({ type, title, status, detail }: ProblemBody, { name }: Place): string {
  if (status === 424) return 'innocent';
  return JSON.stringify([type, title, status, detail.replaceAll(name, '')]);
}

it('answers each operation as a request of its own, and leaves what all of them leave or nothing', async () => {
  let performed = 0;
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(drawn, {
        minLength: 1,
        maxLength: 6,
        selector: (one) => (one.method === 'POST' ? Symbol('any number of them') : one.id),
      }),
      async (operations) => {
        const [mine, model] = await Promise.all([twin(), twin()]);
        const { client } = bench;
        const before = await observe(client, mine.place.list, ...IDS.map(mine.place.document));
        const answer = await sendBatch(
          client,
          operations.map((one) => asOperation(one, mine.place, mine.tags)),
        );
        const alone: Answer[] = [];
        for (const one of operations) alone.push(await asRequest(one, model.place, model.tags));

        const succeeds = alone.every(({ status }) => status < 300);
        if (succeeds) performed += 1;
        else failed += 1;
        const answered = succeeds
          ? resultsOf(answer).map(({ status }) => status)
          : toldOf(answer, mine.place);
        const expected = succeeds ? alone.map(({ status }) => status) : expectedOf(alone, model.place);
        expect(answered).toEqual(expected);
        const state = await observe(client, mine.place.list, ...IDS.map(mine.place.document));
        // The model has performed what could be, so that it shows nothing of a batch that failed.
        expect(succeeds ? await stateOf(mine.place) : state).toEqual(
          succeeds ? await stateOf(model.place) : before,
        );
      },
    ),
    { numRuns: 25 },
  );
  // Otherwise only one half of it was put to the test.
  expect(Math.min(performed, failed)).toBeGreaterThan(0);
}, 30_000);
