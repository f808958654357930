import type { Client } from '../support/client.js';
import { type Cell, fieldsFor, TABLE, type Tags, VALUES, type Word } from './precondition-table.js';
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

const bench = useService();

const SLUGS: Readonly<Record<number, string>> = {
  400: 'malformed-precondition',
  410: 'gone',
  412: 'precondition-failed',
  428: 'precondition-required',
};

/** Tags that the resource never had: of revisions and times that it could have had. */
const NEVER: Tags = { current: '"2.mf3k2a1x"', old: '"1.mf3k2a1w"' };

/** Brings the resource at `uri` into a state: two revisions, then perhaps a tombstone. */
async function bring(client: Client, uri: string, state: string, bodies: readonly string[]): Promise<Tags> {
  if (state === 'never') return NEVER;
  const old = await create(client, uri, bodies[0]);
  const current = await replace(client, uri, bodies[1], old);
  if (state === 'live') return { current, old };
  await remove(client, uri);
  const { deletedAt, revision } = (await client.get(uri)).json<{ deletedAt: string; revision: number }>();
  return { current: `"${revision}.${Date.parse(deletedAt).toString(36)}"`, old: current };
}

/** Sends the request of a cell. */
function ask(client: Client, uri: string, { method, field, word }: Cell, tags: Tags, body: string) {
  const headers = fieldsFor(field, word, tags);
  if (method === 'PUT') return client.put(uri, body, headers);
  if (method === 'PATCH') return client.patch(uri, body, headers);
  return client.send(method, uri, { headers });
}

/** What `told` says of the answer to a cell. */
function wanted({ method, status }: Cell, missing: string): string {
  const slug = status === 404 ? missing : SLUGS[status];
  return method === 'HEAD' || slug === undefined ? String(status) : `${status} ${slug}`;
}

/** The ETag that must come with an answer from 300 on: that of the state which refused, if there is one. */
function wantedTag({ status, state }: Cell, { current }: Tags): string | undefined {
  return status === 304 || (status === 412 && state === 'live') ? current : undefined;
}

/** Sends the request of a cell to `uri`; says what came, and whether anything changed that GET of `around` shows. */
async function run(cell: Cell, uri: string, around: readonly string[], bodies: readonly string[]) {
  const { client } = bench;
  const tags = await bring(client, uri, cell.state, bodies);
  const before = await observe(client, uri, ...around);
  const answer = await ask(client, uri, cell, tags, bodies[2] ?? '');
  const after = await observe(client, uri, ...around);
  return {
    answer: told(answer),
    tag: answer.status < 300 ? undefined : answer.headers.etag,
    wantedTag: wantedTag(cell, tags),
    changed: JSON.stringify(after) !== JSON.stringify(before),
  };
}

/** What `run` must say. */
function expected(
  cell: Cell,
  missing: string,
  { wantedTag: tag }: { readonly wantedTag: string | undefined },
) {
  // R23: a refused method is not performed at all.
  const changed = cell.status < 300 && cell.method !== 'GET' && cell.method !== 'HEAD';
  return { answer: wanted(cell, missing), tag, wantedTag: tag, changed };
}

describe('9110 13.1 every tag field on a document', () => {
  it.each(TABLE)('%s', async (_, cells) => {
    const checks = cells.map(async (cell) => {
      const place = await bench.collection();
      await create(bench.client, place.document('neighbour'));
      const result = await run(cell, place.document('a'), [place.list], ['{"n":1}', '{"n":2}', '{"n":3}']);
      expect({ ...cell, ...result }).toEqual({ ...cell, ...expected(cell, 'document-not-found', result) });
    });
    await Promise.all(checks);
  });
});

describe('9110 13.1 every tag field on a collection', () => {
  const SETTINGS = ['{}', '{"preconditions":"optional"}', '{"preconditions":"required"}'];

  it.each(TABLE)('%s', async (_, cells) => {
    const checks = cells.map(async (cell) => {
      const place = bench.place();
      const result = await run(cell, place.uri, [place.list], SETTINGS);
      expect({ ...cell, ...result }).toEqual({ ...cell, ...expected(cell, 'collection-not-found', result) });
    });
    await Promise.all(checks);
  });
});

/** What `method` comes to below `place` with every value of either field. */
async function refusals(place: Place, method: string): Promise<ReadonlySet<string>> {
  const uri = method === 'POST' ? place.list : place.document('a');
  const body = method.startsWith('P') ? { body: '{}' } : {};
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const words: readonly Word[] = ['none', ...(Object.keys(VALUES) as (keyof typeof VALUES)[])];
  const fields = words.flatMap((word) => [
    fieldsFor('If-Match', word, NEVER),
    fieldsFor('If-None-Match', word, NEVER),
  ]);
  const answers = await Promise.all(
    fields.map((headers) =>
      bench.client.send(method, uri, { headers: { 'Content-Type': type, ...headers }, ...body }),
    ),
  );
  return new Set(answers.map(told));
}

describe('9110 13.2.1 below a collection that is not there', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'POST'])(
    'R41: %s: 404 whatever the preconditions, and 410 once it was deleted',
    async (method) => {
      const place = bench.place();
      const slug = (text: string) => (method === 'HEAD' ? '' : ` ${text}`);
      expect(await refusals(place, method)).toEqual(new Set([`404${slug('collection-not-found')}`]));
      await create(bench.client, place.uri, '{}');
      await remove(bench.client, place.uri);
      expect(await refusals(place, method)).toEqual(new Set([`410${slug('gone')}`]));
    },
  );
});

describe('6585 3 and 9110 15.5.13: what a refusal tells', () => {
  it('R52: 428 says how to create what is absent, and how to change what is there', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const absent = (await client.put(uri, '{}')).json<ProblemBody>();
    expect(absent.detail).toContain('"If-None-Match: *"');
    await create(client, uri);
    for (const answer of [
      await client.put(uri, '{}'),
      await client.patch(uri, '{}'),
      await client.delete(uri),
    ])
      expect(answer.json<ProblemBody>().detail).toContain('If-Match');
  });

  it('R51: 412 tells the current revision, tag and time', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const old = await create(client, uri);
    const tag = await replace(client, uri);
    const answer = await client.put(uri, '{}', { 'If-Match': old });
    const { current } = answer.json<{ current: { updatedAt: string } }>();
    expect(current).toEqual({ revision: 2, etag: tag, updatedAt: current.updatedAt });
    expect(`"2.${Date.parse(current.updatedAt).toString(36)}"`).toBe(tag);
  });

  it('R51: 412 for an absent target has null as current, and no ETag', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const answer = await client.put(uri, '{}', { 'If-Match': '*' });
    expect(answer.json<ProblemBody>()).toMatchObject({ status: 412, field: 'If-Match', current: null });
    expect(answer.headers.etag).toBeUndefined();
  });

  it('R16: 400 names the field that cannot be read', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    for (const field of ['If-Match', 'If-None-Match']) {
      const problem = (await client.put(uri, '{}', { [field]: 'unquoted' })).json<ProblemBody>();
      expect(problem['field']).toBe(field);
      expect(problem.detail).toContain(field);
    }
  });
});
