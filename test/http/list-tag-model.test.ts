import { Chance, SEED } from '../races/chance.js';
import { create, type Place, told, useService } from './support.js';

// The tag of a filtered list changes if and only if the set of matching documents does; and it is of one snapshot with
// the body that comes with it.

const bench = useService();

type Doc = Readonly<Record<string, unknown>>;

/** Filters, each with what it means. */
const FILTERS: readonly (readonly [query: string, matches: (doc: Doc) => boolean])[] = [
  ['', () => true],
  ['filter[n]=1', ({ n }) => n === 1],
  ['filter[n][gte]=1&filter[s]=a', ({ n, s }) => typeof n === 'number' && n >= 1 && s === 'a'],
  ['filter[s][in]=a,"1"', ({ s }) => s === 'a' || s === '1'],
  ['filter[s][exists]=false', (doc) => !('s' in doc)],
  ['filter[n][ne]=0', ({ n }) => typeof n === 'number' && n !== 0],
  ['filter[none]=1', () => false],
];

const VALUES: readonly Doc[] = [
  { n: 0 },
  { n: 1 },
  { n: 2, s: 'a' },
  { n: 1, s: 'a' },
  { s: '1' },
  { s: 'b', n: '1' },
  {},
];

/** The documents as they should be: each with a number that no other state of any document has. */
class Model {
  readonly #documents = new Map<
    string,
    { readonly state: number; readonly doc: Doc; readonly text: string }
  >();
  #states = 0;

  has(id: string): boolean {
    return this.#documents.has(id);
  }

  put(id: string, doc: Doc): void {
    const text = JSON.stringify(doc);
    // The same bytes again are no change.
    if (this.#documents.get(id)?.text === text) return;
    this.#documents.set(id, { state: ++this.#states, doc, text });
  }

  remove(id: string): void {
    this.#documents.delete(id);
  }

  clear(): void {
    this.#documents.clear();
  }

  /** The matching documents in their states. */
  set(matches: (doc: Doc) => boolean): string {
    const members = [...this.#documents].filter(([, { doc }]) => matches(doc));
    return members
      .map(([id, { state }]) => `${id} ${state}`)
      .toSorted()
      .join();
  }
}

/** One random change, made to the service and to the model alike; some of them change nothing. */
async function change(place: Place, model: Model, chance: Chance): Promise<void> {
  const { client } = bench;
  const id = chance.pick(['a', 'b', 'c', 'd', 'e']);
  const uri = place.document(id);
  const doc = chance.pick(VALUES);
  const any = { 'If-Match': '*' };
  const kind = chance.below(20);
  if (kind === 0) {
    await client.delete(`${place.uri}?recursive=true`, any);
    await create(client, place.uri, '{}');
    model.clear();
  } else if (kind === 1) {
    await client.put(place.uri, chance.pick(['{}', '{"indexes":["n"]}', '{"indexes":["s","n"]}']), any);
  } else if (kind < 7) {
    await client.delete(uri, any);
    model.remove(id);
  } else if (kind < 9) {
    await client.put(uri, '{"n":1', any);
    await client.put(uri, '{"n":1}', { 'If-Match': '"old"' });
  } else {
    await client.put(uri, JSON.stringify(doc), model.has(id) ? any : { 'If-None-Match': '*' });
    model.put(id, doc);
  }
}

describe('contract 3: the exact tag of a filtered list', () => {
  it(`R4: over 120 writes each of ${FILTERS.length} lists has a new tag if and only if its set is new (seed ${SEED})`, async () => {
    const { client } = bench;
    const place = await bench.collection();
    const model = new Model();
    const chance = new Chance();
    const tagOf = new Map<string, string>();
    const setOf = new Map<string, string>();
    const last = new Map<string, { readonly tag: string; readonly set: string }>();
    for (let step = 0; step < 120; step++) {
      await change(place, model, chance);
      for (const [query, matches] of FILTERS) {
        const set = model.set(matches);
        const before = last.get(query);
        const again = await client.get(`${place.list}?${query}`, {
          'If-None-Match': before?.tag ?? '"none"',
        });
        expect([query, again.status]).toEqual([query, before?.set === set ? 304 : 200]);
        const { etag } = again;
        // For all time, not from one write to the next only.
        expect(tagOf.get(`${query} ${set}`) ?? etag).toBe(etag);
        expect(setOf.get(`${query} ${etag}`) ?? set).toBe(set);
        tagOf.set(`${query} ${set}`, etag);
        setOf.set(`${query} ${etag}`, set);
        last.set(query, { tag: etag, set });
      }
    }
    expect(setOf.size).toBeGreaterThan(60);
  }, 30_000);

  interface Listed {
    readonly items: readonly {
      readonly id: string;
      readonly revision: number;
      readonly data: { n: number };
    }[];
    readonly total: number;
  }

  it('R4, R45: beside three writers no tag of a filtered list comes with two bodies, and no body with a foreign item', async () => {
    const { client } = bench;
    const place = await bench.collection('{"preconditions":"optional"}');
    const over = new AbortController();
    const write = async (seed: number) => {
      const chance = new Chance(SEED + seed);
      for (let step = 0; step < 100; step++) {
        const uri = place.document(`d${chance.below(12)}`);
        await (chance.below(4) === 0 ? client.delete(uri) : client.put(uri, `{"n":${chance.below(3)}}`));
      }
    };
    const bodies = new Map<string, string>();
    const faults: string[] = [];
    let reads = 0;
    const read = async (query: string) => {
      for (let tag = '"none"'; !over.signal.aborted;) {
        const answer = await client.get(`${place.list}?${query}`, { 'If-None-Match': tag });
        reads++;
        if (answer.status === 304) continue;
        tag = answer.etag;
        const { items, total } = answer.json<Listed>();
        // "<highest sequence>.<count>.…": the tag itself says how many there are.
        if (items.length !== total || tag.split('.')[1] !== String(total)) faults.push(`${tag}: ${total}`);
        if (items.some(({ data }) => data.n !== 1)) faults.push(`${tag}: ${answer.text}`);
        if ((bodies.get(query + tag) ?? answer.text) !== answer.text) faults.push(`${tag} had another body`);
        bodies.set(query + tag, answer.text);
      }
    };
    const readers = ['filter[n]=1', 'filter[n]=1&sort=-$updatedAt', 'filter[n][in]=1'].map(read);
    await Promise.all([1, 2, 3].map(write));
    over.abort();
    await Promise.all(readers);
    expect(faults).toEqual([]);
    expect(bodies.size).toBeGreaterThan(15);
    expect(reads).toBeGreaterThan(bodies.size);
    expect(told(await client.get(place.list))).toBe('200');
  }, 30_000);
});
