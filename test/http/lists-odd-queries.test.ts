import { create, type Place, told, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const bench = useService();

interface Item {
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Page {
  readonly items: readonly Item[];
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
  ])('%s finds %j: %s', async (query, ids) => {
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
  ])('%s: 400 that names %s', async (query, parameter) => {
    const answer = await bench.client.get(`${place.list}?${encoded(query)}`);
    expect(told(answer)).toBe('400 invalid-parameter');
    expect(answer.json()['parameter']).toBe(parameter);
  });

  it.each([
    'filter[title]=%ff',
    'filter[title]=%',
    'filter[title]=%e2%82',
    'filter[title]=%zz',
    'limit=5&%c3=1',
  ])('%s is no percent-encoded UTF-8: 400', async (query) => {
    const answer = await bench.client.get(`${place.list}?${query}`);
    expect(told(answer)).toBe('400 invalid-parameter');
    expect(answer.json<{ detail: string }>().detail).toContain('percent-encoded');
  });

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
  ])('R7: fields=%s shows %j: another URL, under the tag of the whole list', async (fields, data) => {
    const answer = await bench.client.get(`${place.list}?fields=${fields}`);
    expect(answer.json<Page>().items[0]?.data).toEqual(data);
    expect(answer.etag).toBe((await bench.client.get(place.list)).etag);
    expect(answer.bytes.length).not.toBe((await bench.client.get(place.list)).bytes.length);
  });
});
