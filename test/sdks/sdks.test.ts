import { type Exchange, watchExchanges } from '../support/exchanges.js';
import { useService } from '../http/support.js';
import { ID } from './drivers/sight.js';
import { everyGenerator, type Generator, GENERATORS, withoutJava } from './generators.js';
import { Workshop } from './workshop.js';

// Clients that common generators make from the documents of the running service: compiled, and used against it.
// `npm run test:sdks` has all generators; otherwise it is those of the development dependencies.

const bench = useService();

const COUNTRIES = '/v1/collections/countries';
const DOCUMENT = `${COUNTRIES}/documents/${ID}`;
const SCHEMA = {
  title: 'A country',
  type: 'object',
  required: ['name', 'population'],
  properties: {
    name: { type: 'string' },
    population: { type: 'integer', minimum: 0 },
    capital: { type: ['string', 'null'] },
    neighbours: { type: 'array', items: { $ref: '#/$defs/code' } },
    place: { type: 'object', properties: { latitude: { type: 'number' } } },
    remarks: {},
  },
  additionalProperties: false,
  $defs: { code: { enum: ['XAT', 'XLM'] } },
};
const ATLANTIS = { name: 'Atlantis', population: 1000, capital: null };

/** The generators of this run that can run here. */
const present = GENERATORS.filter(({ java }) => !java || withoutJava === '');

let workshop: Workshop;
let watch: ReturnType<typeof watchExchanges>;

beforeAll(async () => {
  const { client, url } = bench;
  await client.makeCollection('countries', JSON.stringify({ schema: SCHEMA }));
  workshop = await Workshop.open();
  for (const generator of present) {
    const file = generator.dialect === '3.0' ? 'openapi-3.0.json' : 'openapi.json';
    const typed = await client.get(`${COUNTRIES}/${file}`);
    await workshop.generate(generator, generator.name, typed.text, url);
    const general = await client.get(`/${file}`);
    await workshop.generate(generator, generalPlace(generator), general.text, url);
  }
  await workshop.compile();
  watch = watchExchanges(url);
}, 300_000);

afterAll(async () => {
  watch?.stop();
  await workshop?.close();
});

/** Where the client from the general document is. */
function generalPlace({ name }: Generator): string {
  return `${name}-general`;
}

/** The tags that the document has had since it was made for this story, the newest first. */
async function tagsOfHistory(): Promise<readonly (string | null)[]> {
  const { items } = (await bench.client.get(`${DOCUMENT}/revisions?limit=3`)).json<{
    readonly items: readonly { readonly etag: string | null; readonly operation: string }[];
  }>();
  expect(items.map(({ operation }) => operation)).toEqual(['replace', 'patch', 'create']);
  return items.map(({ etag }) => etag);
}

/** What was asked and answered, without what the test itself asks. */
async function played(generator: Generator): Promise<{
  readonly sight: Awaited<ReturnType<Workshop['drive']>>;
  readonly asked: readonly Exchange[];
}> {
  await bench.client.delete(DOCUMENT, { 'If-Match': '*' });
  await bench.client.put(DOCUMENT, JSON.stringify(ATLANTIS), { 'If-None-Match': '*' });
  watch.seen.length = 0;
  const sight = await workshop.drive(generator, bench.url);
  return { sight, asked: [...watch.seen] };
}

it('all seven generators are tried by test:sdks, three of them by npm test', () => {
  expect(GENERATORS).toHaveLength(everyGenerator ? 7 : 3);
});

for (const generator of GENERATORS) {
  const without = generator.java ? withoutJava : '';
  const wanted = without === '' ? describe : describe.skip;
  if (without !== '') process.stderr.write(`test/sdks: ${generator.name}: ${without}\n`);

  wanted(`an SDK made by ${generator.name}${without && ` (${without})`}`, () => {
    it('of a collection: compiles under strict, and knows the model and what must be sent', () => {
      expect(workshop.faultsIn(generator.name)).toEqual([]);
    });

    it('of the whole service: compiles under strict', () => {
      expect(workshop.faultsIn(generalPlace(generator))).toEqual([]);
    });

    it('read → 304 → update → 412 → retry: both changes are kept', async () => {
      const { sight, asked } = await played(generator);
      expect(asked.map(({ method, status }) => `${method} ${status}`)).toEqual([
        'GET 200',
        'GET 304',
        'PATCH 200',
        'PUT 412',
        'GET 200',
        'PUT 204',
      ]);
      const [third, second, first] = await tagsOfHistory();
      expect(asked.map(({ ifNoneMatch, ifMatch }) => [ifNoneMatch, ifMatch])).toEqual([
        [undefined, undefined],
        [first, undefined],
        [undefined, first],
        [undefined, first],
        [undefined, undefined],
        [undefined, second],
      ]);
      expect(asked[2]?.contentType).toBe(generator.patchType);
      expect(sight).toEqual({
        read: first,
        unchanged: generator.refusals,
        updated: second,
        refused: { manner: generator.refusals, field: 'If-Match', current: second },
        kept: third,
      });
      const now = await bench.client.get(DOCUMENT);
      expect([now.etag, now.json()]).toEqual([
        third,
        { ...ATLANTIS, population: 1001, capital: 'Poseidonis' },
      ]);
    });
  });
}
