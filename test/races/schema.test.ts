// A schema and the documents it is about change at the same time: whatever the order, no live document breaks the
// schema in force.
import { compileSchema, type JsonObject } from '../../src/json/index.js';
import { type Place, useService } from '../http/support.js';

const WRITERS = 16;
const ANY = { 'If-Match': '*' };

const bench = useService();

const OLD = { required: ['n'] };
const NEW = { required: ['n'], properties: { n: { type: 'integer' } } };

/** Every live document of a collection, by id. */
async function documents(place: Place): Promise<Map<string, string>> {
  const answer = await bench.client.get(`${place.list}?limit=200`, { Accept: 'application/json' });
  const { items, next } = answer.json<{ items: { id: string; data: object }[]; next: string | null }>();
  expect(next).toBeNull();
  return new Map(items.map(({ id, data }) => [id, JSON.stringify(data)]));
}

async function brokenDocuments(place: Place): Promise<string[]> {
  const { schema } = (await bench.client.get(place.uri)).json<{ schema: JsonObject }>();
  const compiled = compileSchema(schema);
  if (compiled.kind === 'invalid') throw new Error(JSON.stringify(compiled.errors));
  return [...(await documents(place))].flatMap(([id, text]) =>
    compiled.schema.check(text).length > 0 ? [`${id}: ${text}`] : [],
  );
}

/** Writers that go on until `done`, each on documents of its own; resolves with how many of their writes stand. */
async function write(place: Place, done: () => boolean, body: (writer: number, round: number) => string) {
  const writer = async (number: number): Promise<number> => {
    let stored = 0;
    for (let round = 0; !done(); round++) {
      const uri = place.document(`w${number}-${round % 4}`);
      const answer = await bench.client.put(uri, body(number, round), ANY);
      if (answer.status === 412) await bench.client.put(uri, body(number, round), { 'If-None-Match': '*' });
      else if (answer.status < 300) stored++;
      else throw new Error(`${answer.status} ${answer.text}`);
    }
    return stored;
  };
  return Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
}

describe(`a change of the schema among ${WRITERS} writers`, () => {
  it('who write what the new schema admits: it is taken although the writes never pause', async () => {
    const place = await bench.collection(JSON.stringify({ schema: OLD }));
    let done = false;
    const written = write(
      place,
      () => done,
      (_, round) => `{"n":${round}}`,
    );
    const statuses: number[] = [];
    try {
      for (let change = 0; change < 20; change++) {
        const schema = change % 2 === 0 ? NEW : OLD;
        statuses.push((await bench.client.put(place.uri, JSON.stringify({ schema }), ANY)).status);
      }
    } finally {
      done = true;
    }
    expect(Math.min(...(await written))).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([204]));
    expect(await brokenDocuments(place)).toEqual([]);
  });

  it('who write what it does not admit at the same moment: whoever comes later is told', async () => {
    for (let round = 0; round < 40; round++) {
      const place = await bench.collection(JSON.stringify({ schema: OLD }));
      const create = (number: number) =>
        bench.client.put(place.document(`w${number}`), '{"n":"x"}', { 'If-None-Match': '*' });
      const before = Array.from({ length: round % WRITERS }, (_, number) => create(number));
      const change = bench.client.put(place.uri, JSON.stringify({ schema: NEW }), ANY);
      const after = Array.from({ length: WRITERS - before.length }, (_, number) =>
        create(before.length + number),
      );
      const writes = await Promise.all([...before, ...after]);
      const { status } = await change;
      const stored = writes.filter((answer) => answer.status === 201).length;
      // All or none: a document that is stored keeps the schema out, and the schema keeps documents out.
      expect([status, stored]).toEqual(status === 409 ? [409, WRITERS] : [204, 0]);
      expect((await documents(place)).size).toBe(stored);
      expect(await brokenDocuments(place)).toEqual([]);
    }
  });
});
