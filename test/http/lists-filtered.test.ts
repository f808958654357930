import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

interface List {
  readonly items: readonly { readonly id: string; readonly data: Readonly<Record<string, unknown>> }[];
  readonly total: number;
  readonly next: string | null;
}

const LIST = '/v1/collections/books/documents';
const BOOKS = {
  a: { title: 'Emma', year: 1815, author: { name: 'Ann' }, tags: ['novel', 'x,y'], lent: null },
  b: { title: 'Dune', year: 1965, author: { name: 'Bob' }, tags: ['novel', 'desert'] },
  c: { title: 'Atlas', year: '1965', author: { name: 'Annie' }, tags: [] },
  d: { title: 'ärger', year: true },
};

describe('contract 4: filters, sorts and fields of a list', () => {
  let service: TestService;
  let client: Client;

  beforeAll(async () => {
    service = await startService();
    client = new Client(service.url);
    await client.makeCollection('books');
    for (const [id, book] of Object.entries(BOOKS)) {
      await client.put(`${LIST}/${id}`, JSON.stringify(book), { 'If-None-Match': '*' });
    }
  });

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  async function idsOf(query: string): Promise<string> {
    const answer = await client.get(`${LIST}?${query}`);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer
      .json<List>()
      .items.map(({ id }) => id)
      .join('');
  }

  it.each([
    ['filter[title]=Emma', 'a'],
    ['filter[year]=1965', 'b'],
    ['filter[year]="1965"', 'c'],
    ['filter[year]=true', 'd'],
    ['filter[lent]=null', 'a'],
    ['filter[lent][exists]=false', 'bcd'],
    ['filter[year][gte]=1815', 'ab'],
    ['filter[year][lt]=1965', 'a'],
    ['filter[year][ne]=1965', 'a'],
    ['filter[author.name][prefix]=Ann', 'ac'],
    ['filter[tags]=novel', 'ab'],
    ['filter[tags][in]=desert,"x,y"', 'ab'],
    ['filter[$id][in]=a,d', 'ad'],
    ['filter[$revision]=1', 'abcd'],
    ['filter[$createdAt][gt]=2001-01-01T00:00:00Z', 'abcd'],
    ['filter[title][exists]=true&filter[year][gt]=1900', 'b'],
    ['filter[__proto__][exists]=true', ''],
    ['filter[title]=', 'abcd'],
    ['sort=year', 'dabc'],
    ['sort=-title', 'dabc'],
    ['sort=-lent,$id', 'abcd'],
    ['sort=-$id', 'dcba'],
  ])('%s gives %s', async (query, ids) => {
    expect(await idsOf(query)).toBe(ids);
  });

  it.each([
    ['filter[title][like]=x', 'filter[title][like]'],
    ['filter[$nothing]=1', 'filter[$nothing]'],
    ['filter[a..b]=1', 'filter[a..b]'],
    ['filter[lent][exists]=1', 'filter[lent][exists]'],
    ['filter[$updatedAt][gt]=yesterday', 'filter[$updatedAt][gt]'],
    ['filter[year]=9007199254740993', 'filter[year]'],
    ['filter=1', 'filter'],
    ['sort=a,,b', 'sort'],
    ['fields=$id', 'fields'],
    ['sort=title&sort=year', 'sort'],
    ['sort=title&cursor=AAAA', 'cursor'],
  ])('%s: 400 that names %s', async (query, parameter) => {
    const answer = await client.get(`${LIST}?${query}`);
    expect([answer.status, answer.json()['parameter']]).toEqual([400, parameter]);
  });

  it('fields shows only what was asked for, nested as in the document', async () => {
    const [first] = (await client.get(`${LIST}?fields=title,author.name&limit=1`)).json<List>().items;
    expect(first?.data).toEqual({ title: 'Emma', author: { name: 'Ann' } });
  });

  it('next leads through a sorted, filtered list; a cursor of another sort is 400', async () => {
    const query = 'filter[title][exists]=true&sort=-title&limit=3';
    const first = await client.get(`${LIST}?${query}`);
    const { next, total } = first.json<List>();
    expect([total, first.headers['link']]).toEqual([4, `<${next}>; rel="next"`]);
    const second = (await client.get(next ?? '')).json<List>();
    expect([second.items.map(({ id }) => id), second.next]).toEqual([['c'], null]);
    expect((await client.get((next ?? '').replace('-title', 'title'))).status).toBe(400);
  });

  it('a write that the filter does not touch keeps its 304 alive; one that enters the set ends it', async () => {
    const target = `${LIST}?filter[title]=Emma`;
    const { etag } = await client.get(target);
    await client.put(`${LIST}/e`, '{"title":"Other"}', { 'If-None-Match': '*' });
    expect((await client.get(target, { 'If-None-Match': etag })).status).toBe(304);
    await client.put(`${LIST}/f`, '{"title":"Emma"}', { 'If-None-Match': '*' });
    expect((await client.get(target, { 'If-None-Match': etag })).status).toBe(200);
    for (const id of ['e', 'f']) await client.delete(`${LIST}/${id}`, { 'If-Match': '*' });
  });

  it.each([
    [['title', 'title'], '/indexes'],
    ['title', '/indexes'],
    [['$createdAt'], '/indexes'],
  ])('the setting "indexes": %j is 422', async (indexes, pointer) => {
    const answer = await client.put('/v1/collections/other', JSON.stringify({ indexes }), {
      'If-None-Match': '*',
    });
    expect([answer.status, answer.json<{ errors: { pointer: string }[] }>().errors[0]?.pointer]).toEqual([
      422,
      pointer,
    ]);
  });
});
