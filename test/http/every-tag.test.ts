import { Chance, SEED } from '../races/chance.js';
import type { Answer } from '../support/client.js';
import { create, observe, type Place, told, useService } from './support.js';

// Every ETag that the service sends, of every resource and variant, over a walk of writes.

const bench = useService();

/** 9110 8.8.3 without W/, and without the backslash that old recipients unescape. */
const STRONG = /^"[\x21\x23-\x5B\x5D-\x7E]+"$/;

const JSON_TYPES = ['application/json', 'text/html'];
const LIST_TYPES = [...JSON_TYPES, 'application/x-ndjson', 'text/csv'];
const CODINGS = ['identity', 'gzip', 'br'];

/** A URI with everything that can choose among its representations. */
interface Resource {
  readonly uri: string;
  readonly types: readonly string[];
}

function resources({ uri, list, document }: Place): readonly Resource[] {
  const documents = ['a', 'b', 'c'].map(document);
  return [
    { uri: '/v1/collections', types: JSON_TYPES },
    { uri, types: JSON_TYPES },
    ...['', '?filter[n]=1', '?filter[n][gte]=1&sort=-n&limit=1', '?fields=n'].map((query) => ({
      uri: `${list}${query}`,
      types: LIST_TYPES,
    })),
    ...documents.map((one) => ({ uri: one, types: JSON_TYPES })),
    ...documents.map((one) => ({ uri: `${one}/revisions`, types: JSON_TYPES })),
    { uri: `${document('a')}/revisions/1`, types: ['application/json'] },
  ];
}

/** What was ever sent under a tag of one URI. */
class Sent {
  readonly #bytes = new Map<string, string>();
  readonly #last = new Map<string, { readonly etag: string; readonly bytes: string }>();
  readonly faults: string[] = [];

  get size(): number {
    return this.#bytes.size;
  }

  /** Notes an answer of 200 to a GET of `uri` as `variant`; `touched` says whether a write came before it. */
  note(uri: string, variant: string, answer: Answer, touched: boolean): void {
    const etag = answer.headers.etag ?? '';
    const bytes = answer.bytes.toString('base64');
    const said = `${uri} as ${variant}: ${etag}`;
    if (!STRONG.test(etag)) this.faults.push(`${said} is not strong`);
    if ((this.#bytes.get(`${uri} ${etag}`) ?? bytes) !== bytes) this.faults.push(`${said} had other bytes`);
    const last = this.#last.get(`${uri} ${variant}`);
    if (last !== undefined && last.bytes !== bytes && last.etag === etag) this.faults.push(`${said} stayed`);
    if (last !== undefined && !touched && last.etag !== etag) this.faults.push(`${said} changed by itself`);
    this.#bytes.set(`${uri} ${etag}`, bytes);
    this.#last.set(`${uri} ${variant}`, { etag, bytes });
  }
}

/** GET of every variant of every resource; what is not there has no tag. */
async function readAll(place: Place, sent: Sent, touched: boolean): Promise<void> {
  const { client } = bench;
  const reads = resources(place).flatMap(({ uri, types }) =>
    types.flatMap((type) =>
      CODINGS.map(async (coding) => {
        const headers = { Accept: type, 'Accept-Encoding': coding };
        const answer = await client.get(uri, headers);
        if (answer.status === 200) return sent.note(uri, `${type} ${coding}`, answer, touched);
        if (answer.headers.etag !== undefined) sent.faults.push(`${uri}: ${answer.status} has a tag`);
      }),
    ),
  );
  await Promise.all(reads);
}

const BODIES = ['{"n":1}', '{"n":1 }', '{"n":2}', `{"n":1,"text":"${'many words '.repeat(150)}"}`];

/** One write of the walk. */
async function write(place: Place, chance: Chance): Promise<Answer> {
  const { client } = bench;
  const uri = place.document(chance.pick(['a', 'b', 'c']));
  const body = chance.pick(BODIES);
  const any = { 'If-Match': '*' };
  const kinds = ['put', 'put', 'create', 'create', 'patch', 'delete', 'purge', 'settings', 'refill'] as const;
  switch (chance.pick(kinds)) {
    case 'put':
      return client.put(uri, body, any);
    case 'create':
      return client.put(uri, body, { 'If-None-Match': '*' });
    case 'patch':
      return client.patch(uri, '{"n":3}', any);
    case 'delete':
      return client.delete(uri, any);
    case 'purge':
      return client.delete(`${uri}?purge=true`, any);
    case 'settings':
      return client.put(place.uri, chance.pick(['{}', '{"indexes":["n"]}', '{ }']), any);
    case 'refill':
      await client.delete(`${place.uri}?recursive=true`, any);
      return client.put(place.uri, '{}', { 'If-None-Match': '*' });
  }
}

describe('9110 8.8.1 and 8.8.3 every ETag of every resource and variant', () => {
  it(`R1, R2, R4, R5, R6: is strong, of safe characters, and never names two contents, over 40 writes (seed ${SEED})`, async () => {
    const place = await bench.collection();
    const sent = new Sent();
    const chance = new Chance();
    await readAll(place, sent, false);
    for (let step = 0; step < 40; step++) {
      const answer = await write(place, chance);
      const { etag } = answer.headers;
      if (etag !== undefined && !STRONG.test(etag)) sent.faults.push(`${answer.status} has ${etag}`);
      await readAll(place, sent, true);
    }
    await readAll(place, sent, false);
    expect(sent.faults).toEqual([]);
    expect(sent.size).toBeGreaterThan(150);
  }, 30_000);

  it('R3: 200, 304, 412, 201, 204 of a document carry its tag, HEAD as GET; 404, 410 and 428 have none', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    const made = await client.put(uri, '{}', { 'If-None-Match': '*' });
    const current = made.etag;
    const answers = [
      await client.get(uri),
      await client.head(uri),
      await client.get(uri, { 'If-None-Match': current }),
      await client.head(uri, { 'If-None-Match': current }),
      await client.get(uri, { 'If-Match': '"x"' }),
      await client.put(uri, '{}', { 'If-Match': '"x"' }),
      await client.delete(uri, { 'If-Match': '"x"' }),
      await client.put(uri, '{}', { 'If-Match': current }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 304, 304, 412, 412, 412, 204]);
    expect(answers.map(({ etag }) => etag)).toEqual(answers.map(() => current));
    const none = [
      await client.put(uri, '{}'),
      await client.delete(uri, { 'If-Match': '*' }),
      await client.get(uri),
    ];
    none.push(await client.get(place.document('b')));
    expect(none.map(({ status, headers }) => [status, headers.etag])).toEqual(
      [428, 204, 410, 404].map((status) => [status, undefined]),
    );
  });

  it('R4: the tags of 100 lives of one document with the same bytes are 100 tags', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    const tags: string[] = [];
    for (let life = 0; life < 100; life++) {
      tags.push(await create(client, uri, '{"same":true}'));
      await client.delete(uri, { 'If-Match': '*' });
    }
    expect(new Set(tags).size).toBe(100);
    await create(client, uri, '{"same":true}');
    expect(told(await client.get(uri, { 'If-None-Match': tags.join(', ') }))).toBe('200');
    const before = await observe(client, uri, place.list);
    const outdated = { 'If-Match': tags.join(', ') };
    expect(told(await client.put(uri, '{"n":1}', outdated))).toBe('412 precondition-failed');
    expect(await observe(client, uri, place.list)).toEqual(before);
  });

  it('R7: the empty tag is read like any other, and is nobody’s: 200, 412', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri);
    expect(told(await client.get(uri, { 'If-None-Match': '""' }))).toBe('200');
    expect(told(await client.put(uri, '{}', { 'If-Match': '""' }))).toBe('412 precondition-failed');
    expect(told(await client.put(uri, '{}', { 'If-Match': `"", ${tag}` }))).toBe('204');
  });
});
