import { Chance, SEED } from '../races/chance.js';
import { create, type Place, told, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const bench = useService();

interface Item {
  readonly id: string;
  readonly revision: number;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Page {
  readonly items: readonly Item[];
  readonly total: number;
  readonly next: string | null;
}

const DOCUMENTS = {
  a: { title: 'Emma', year: 100, name: 'żółw' },
  b: { title: '', year: '1e2', name: 'z\u0307' },
  c: { title: 'x,y', year: [1, 100], name: '\uFFFD' },
  d: { title: 'say "hi"', year: -1.5, name: 'ż' },
  e: { title: '"', year: 0, name: 'Ż' },
};

let place: Place;

beforeAll(async () => {
  place = await bench.collection();
  for (const [id, document] of Object.entries(DOCUMENTS))
    await create(bench.client, place.document(id), JSON.stringify(document));
});

async function idsOf(uri: string): Promise<string> {
  const answer = await bench.client.get(uri);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer
    .json<Page>()
    .items.map(({ id }) => id)
    .join('');
}

/** A query with its names and values percent-encoded. */
function encoded(query: string): string {
  return new URLSearchParams(query.replaceAll('+', '%2B')).toString();
}

describe('contract 4: odd values in filters', () => {
  it.each([
    ['filter[title]=', 'abcde', 'an input of a form that was left empty'],
    ['filter[title]=""', 'b', 'the empty string'],
    ['filter[title]="Emma"', 'a', 'a string in quotes'],
    [String.raw`filter[title]="\u0045mma"`, 'a', 'escapes in quotes'],
    ['filter[year]=1e2', 'ac', 'a number spelt otherwise'],
    ['filter[year]=1E+2', 'ac', 'with a plus'],
    ['filter[year]=100.0', 'ac', 'with decimals'],
    ['filter[year]=-0', 'e', 'minus zero is zero'],
    ['filter[year]=-1.50', 'd', 'below zero'],
    ['filter[year]="1e2"', 'b', 'a string that looks like a number'],
    ['filter[year]=0100', '', 'no number of JSON, so a string'],
    ['filter[year][in]="1e2",-15e-1', 'bd', 'both in a list'],
    ['filter[title][in]="x,y",Emma', 'ac', 'a comma in quotes'],
    [String.raw`filter[title][in]="say \"hi\"",","`, 'd', 'quotes in quotes'],
    ['filter[title][in]=a,,b', 'b', 'an empty member is the empty string'],
    [String.raw`filter[title][in]="\"",Emma`, 'ae', 'a lone quote, escaped'],
    ['filter[title][prefix]=""', 'abcde', 'every string begins with nothing'],
    ['filter[name]=żółw', 'a', 'letters beyond ASCII'],
    ['filter[name]=ż', 'd', 'no normalisation'],
    ['filter[name]=z\u0307', 'b', 'of either form'],
    ['filter[name][gt]=ż', 'ac', 'by code point'],
    ['filter[name]=\uFFFD', 'c', 'the replacement character itself'],
  ])('R3: %s finds %j: %s', async (query, ids) => {
    expect(await idsOf(`${place.list}?${encoded(query)}`)).toBe(ids);
  });

  it.each([
    ['filter[title]="Emma","other":1', 'filter[title]'],
    ['filter[title]="Emma', 'filter[title]'],
    ['filter[title]="Emma"x', 'filter[title]'],
    ['filter[title][prefix]="E', 'filter[title][prefix]'],
    ['filter[title][in]=a"', 'filter[title][in]'],
    ['filter[title][in]="a",b"c', 'filter[title][in]'],
    [String.raw`filter[title]="\ud800"`, 'filter[title]'],
    ['filter[year]=1e999', 'filter[year]'],
    ['filter[year][in]=1,9007199254740993', 'filter[year][in]'],
    ['filter[year][exists]=TRUE', 'filter[year][exists]'],
    ['filter[$updatedAt][gt]=2026-02-30', 'filter[$updatedAt][gt]'],
    ['filter[$updatedAt][gt]=2026-02-29T00:00:00Z', 'filter[$updatedAt][gt]'],
    ['filter[$updatedAt][gt]=2026-01-01T24:00:00Z', 'filter[$updatedAt][gt]'],
    ['filter[$revision]=1.0', 'filter[$revision]'],
    [`filter[year][in]=${'1,'.repeat(100)}1`, 'filter[year][in]'],
    ['Filter[title]=a', 'Filter[title]'],
    ['filter[title]x=a', 'filter[title]x'],
    ['filter[]=a', 'filter[]'],
    ['filter[title]=a&filter[title]=b', 'filter[title]'],
    ['sort=', 'sort'],
    ['sort=-', 'sort'],
    ['limit=', 'limit'],
    ['limit=+5', 'limit'],
    ['limit=1e1', 'limit'],
  ])('R41: %s: 400 that names %s', async (query, parameter) => {
    const answer = await bench.client.get(`${place.list}?${encoded(query)}`);
    expect(told(answer)).toBe('400 invalid-parameter');
    expect(answer.json()['parameter']).toBe(parameter);
  });

  it.each(['filter[title]=%ff', 'filter[title]=%', 'filter[title]=%e2%82', 'filter[title]=%zz', 'limit=5&%c3=1'])(
    'R41: %s is no percent-encoded UTF-8: 400',
    async (query) => {
      const answer = await bench.client.get(`${place.list}?${query}`);
      expect(told(answer)).toBe('400 invalid-parameter');
      expect(answer.json<{ detail: string }>().detail).toContain('percent-encoded');
    },
  );

  it('R54: bytes beyond ASCII that were not encoded are refused, never taken for other letters: 400', async () => {
    const wire = await Wire.open(bench.url);
    await wire.ask(`GET ${place.list}?filter[name]=żółw`);
    const refused = await wire.answer();
    expect([refused.status, slugOf(refused)]).toEqual([400, 'bad-request']);
    wire.close();
  });
});

describe('contract 4: fields of a list', () => {
  it.each([
    ['title', { title: 'Emma' }],
    ['title,title', { title: 'Emma' }],
    ['none', {}],
    ['title.length', {}],
    ['year,name', { year: 100, name: 'żółw' }],
  ])('R5: fields=%s shows %j under the tag of the whole list', async (fields, data) => {
    const answer = await bench.client.get(`${place.list}?fields=${fields}`);
    expect(answer.json<Page>().items[0]?.data).toEqual(data);
    expect(answer.etag).toBe((await bench.client.get(place.list)).etag);
    expect(answer.bytes.length).not.toBe((await bench.client.get(place.list)).bytes.length);
  });
});

describe('contract 4: cursors', () => {
  it('R41: a cursor is of one filter and one sort, of any limit and any fields: 200, 400', async () => {
    const { client } = bench;
    const first = await client.get(`${place.list}?limit=1&sort=title&filter[title][exists]=true`);
    const cursor = new URL(first.json<Page>().next ?? '', bench.url).searchParams.get('cursor') ?? '';
    const ask = async (query: string, position = cursor) =>
      told(await client.get(`${place.list}?${query}&cursor=${position}`));
    const own = 'sort=title&filter[title][exists]=true';
    expect(await ask(own)).toBe('200');
    expect(await ask(`${own}&limit=3&fields=title`)).toBe('200');
    const refusals = [
      await ask('sort=-title&filter[title][exists]=true'),
      await ask('sort=title'),
      await ask('sort=title&filter[title][exists]=false'),
      await ask('sort=title,$id&filter[title][exists]=true'),
      await ask(own, `${cursor}A`),
      await ask(own, cursor.slice(0, -2)),
      await ask(own, ''),
      await ask(own, `${cursor}&cursor=${cursor}`),
      // Made by hand, of a revision that never was.
      await ask(own, Buffer.from(Buffer.from(cursor, 'base64url').toString().replace(',1]', ',99]')).toString('base64url')),
    ];
    expect(refusals).toEqual(refusals.map(() => '400 invalid-parameter'));
  });

  it('R89: equal sort keys are in order of id, in both directions, page after page', async () => {
    const { client } = bench;
    const own = await bench.collection();
    const ids = Array.from({ length: 20 }, (_, n) => `d${String(n).padStart(2, '0')}`);
    await Promise.all(
      new Chance()
        .shuffle(ids)
        .map((id) => create(client, own.document(id), `{"k":${Number(id.slice(1)) % 2}}`)),
    );
    const even = ids.filter((_, n) => n % 2 === 0);
    const odd = ids.filter((_, n) => n % 2 === 1);
    for (const [sort, order] of [
      ['k', [...even, ...odd]],
      ['-k', [...odd, ...even]],
      ['k,-$id', [...even.toReversed(), ...odd.toReversed()]],
    ] as const) {
      const seen: string[] = [];
      for (let uri: string | null = `${own.list}?sort=${sort}&limit=3`; uri !== null;) {
        const { items, next }: Page = (await client.get(uri)).json<Page>();
        seen.push(...items.map(({ id }) => id));
        uri = next;
      }
      expect([sort, seen]).toEqual([sort, order]);
    }
  });

  it.each([['{}'], ['{"indexes":["k","on"]}']])(
    `R89: settings %s: a filtered, sorted walk beside a writer meets each that stays once (seed ${SEED})`,
    async (settings) => {
      const { client } = bench;
      const own = await bench.collection(settings);
      const stays = Array.from({ length: 60 }, (_, n) => `s${n}`);
      const body = (id: string) => `{"on":true,"k":${Number(id.slice(1)) % 7}}`;
      await Promise.all(stays.map((id) => create(client, own.document(id), body(id))));
      const chance = new Chance();
      let walking = true;
      const writer = async () => {
        for (let n = 0; walking; n++) {
          const id = `w${n}`;
          await create(client, own.document(id), `{"on":${chance.below(3) > 0},"k":${chance.below(7)}}`);
          if (chance.below(2) === 0) await client.delete(own.document(id), { 'If-Match': '*' });
          // A change that leaves key and filter alone, of one that the walk must meet.
          const stay = chance.pick(stays);
          await client.patch(own.document(stay), `{"seen":${n}}`, { 'If-Match': '*' });
        }
      };
      const writing = writer();
      const seen: string[] = [];
      let pages = 0;
      for (let uri: string | null = `${own.list}?filter[on]=true&sort=-k&limit=4`; uri !== null; pages++) {
        const answer = await client.get(uri);
        const { items, next }: Page = answer.json<Page>();
        expect(answer.headers.link).toBe(next === null ? undefined : `<${next}>; rel="next"`);
        seen.push(...items.map(({ id }) => id));
        uri = next;
      }
      walking = false;
      await writing;
      const met = seen.filter((id) => id.startsWith('s'));
      const wanted = stays.toSorted(
        (a, b) =>
          (Number(b.slice(1)) % 7) - (Number(a.slice(1)) % 7) || (a < b ? -1 : 1),
      );
      expect(met).toEqual(wanted);
      expect(new Set(seen).size).toBe(seen.length);
      expect(pages).toBeGreaterThan(14);
    },
  );
});
