import type { Collection } from '../../src/client/index.js';
import { useService } from '../http/support.js';
import { type Exchange, watchExchanges } from '../support/exchanges.js';
import { all, Etagere, isOutdated, problemOf } from './client.js';

interface Book {
  readonly title: string;
  readonly copies?: number;
}

const service = useService();
let exchanges: { readonly seen: Exchange[]; stop(): void };
let books: Collection<Book>;
let another: Collection<Book>;

beforeAll(() => {
  exchanges = watchExchanges(service.url);
});
afterAll(() => exchanges.stop());
beforeEach(async () => {
  const { name } = await service.collection();
  books = new Etagere(service.url).collection(name);
  another = new Etagere(service.url).collection(name);
  exchanges.seen.length = 0;
});

/** A change during whose first call somebody else makes theirs. */
const overtaken = (theirs: Partial<Book>, mine: Partial<Book>) => {
  let calls = 0;
  return async (book: Book) => {
    calls += 1;
    if (calls === 1) await another.update('emma', (now) => ({ ...now, ...theirs }));
    return { ...book, ...mine, calls };
  };
};

const statuses = () => exchanges.seen.map(({ method, status }) => `${method} ${status}`);

describe('reading with the client', () => {
  it('transfers a document once, and asks each time', async () => {
    await another.create({ title: 'Emma' }, 'emma');
    const [first, second] = [await books.get('emma'), await books.get('emma')];
    expect([first.data, second.data]).toEqual([{ title: 'Emma' }, { title: 'Emma' }]);
    expect(second.etag).toBe(first.etag);
    expect(second.data).not.toBe(first.data);
    expect(statuses()).toEqual(['PUT 201', 'GET 200', 'GET 304']);
    await another.replace(await another.get('emma'), { title: 'Emma', copies: 2 });
    expect((await books.get('emma')).data).toEqual({ title: 'Emma', copies: 2 });
  });

  it('keeps as many documents as it is told, the ones used last', async () => {
    const small = new Etagere(service.url, { cacheSize: 2 }).collection<Book>(books.name);
    for (const id of ['a', 'b', 'c']) await books.create({ title: id }, id);
    for (const id of ['a', 'b', 'a', 'c', 'a', 'b']) await small.get(id);
    expect(statuses().slice(3)).toEqual(['GET 200', 'GET 200', 'GET 304', 'GET 200', 'GET 304', 'GET 200']);
  });

  it('find says undefined for what never was and for what was deleted, and nothing but those', async () => {
    const held = await books.create({ title: 'Emma' }, 'emma');
    await books.remove(held);
    expect(await books.find('emma')).toBeUndefined();
    expect(await books.find('persuasion')).toBeUndefined();
    const missing = new Etagere(service.url).collection('missing');
    expect(await problemOf(missing.find('emma'))).toMatchObject({
      status: 404,
      type: 'collection-not-found',
    });
    expect(await problemOf(books.get('emma'))).toMatchObject({ status: 410, type: 'gone' });
  });

  it('lists page by page, filters and sorts, and texts that look like numbers stay texts', async () => {
    for (const [id, title, copies] of [
      ['a', '1984', 3],
      ['b', 'Emma, and "more"', 1],
      ['c', 'Persuasion', 2],
    ] as const) {
      await books.create({ title, copies }, id);
    }
    const ids = async (...options: Parameters<typeof books.list>) =>
      (await all(books.list(...options))).map(({ id }) => id).join('');
    expect(await ids({ pageSize: 1 })).toBe('abc');
    expect(await ids({ filter: { title: '1984' } })).toBe('a');
    expect(await ids({ filter: { title: { in: ['Emma, and "more"', '1984'] } }, sort: '-title' })).toBe('ba');
    expect(await ids({ filter: { copies: { gte: 2 }, title: { prefix: 'P' } } })).toBe('c');
    expect(await ids({ filter: { $id: { gt: 'a' }, $revision: 1 }, sort: ['copies', '$id'] })).toBe('bc');
    expect(
      await ids({ filter: { $createdAt: { gt: '2026-01-01T00:00:00Z' }, other: { exists: false } } }),
    ).toBe('abc');
    const [first] = await all(books.list({ pageSize: 200 }));
    if (first === undefined) throw new Error('the list is empty');
    expect((await books.replace(first, { title: 'Nineteen Eighty-Four' })).etag).toMatch(/^"2\./);
  });
});

describe('writing with the client', () => {
  it('creates under a given id, or one that the service makes, and never over something', async () => {
    const made = await books.create({ title: 'Emma' });
    expect((await another.get(made.id)).etag).toBe(made.etag);
    await books.create({ title: 'Emma' }, 'a.b~c');
    expect(await problemOf(another.create({ title: 'Emma 2' }, 'a.b~c'))).toMatchObject({ status: 412 });
    expect((await another.get('a.b~c')).data).toEqual({ title: 'Emma' });
  });

  it('a handle replaces, patches and removes what it holds, and nothing newer', async () => {
    const first = await books.create({ title: 'Emma', copies: 1 }, 'emma');
    const second = await books.patch(first, { copies: 2 });
    expect(second.data).toEqual({ title: 'Emma', copies: 2 });
    const writes = [
      books.replace(first, { title: 'lost' }),
      books.patch(first, { copies: 9 }),
      books.remove(first),
    ];
    for (const write of writes) expect(isOutdated(await problemOf(write))).toBe(true);
    const third = await books.replace(second, { title: 'Emma' });
    expect(JSON.parse(JSON.stringify(third))).toEqual({
      id: 'emma',
      etag: third.etag,
      data: { title: 'Emma' },
    });
    await books.remove(books.held(JSON.parse(JSON.stringify(third)) as typeof third));
    expect(await books.find('emma')).toBeUndefined();
  });

  it('what it wrote is read back without a transfer', async () => {
    const held = await books.create({ title: 'Emma' }, 'emma');
    expect((await books.get('emma')).data).toEqual(held.data);
    expect(statuses()).toEqual(['PUT 201', 'GET 304']);
  });

  it('update goes round when somebody is faster, with what that one wrote', async () => {
    await books.create({ title: 'Emma', copies: 1 }, 'emma');
    const seen: unknown[] = [];
    const held = await books.update('emma', async (book) => {
      seen.push(book.copies);
      if (seen.length === 1) await another.update('emma', (theirs) => ({ ...theirs, copies: 5 }));
      return { ...book, copies: (book.copies ?? 0) + 1 };
    });
    expect([seen, held.data.copies]).toEqual([[1, 5], 6]);
  });

  it('update makes an absent document only of a given initial value, and ends after its attempts', async () => {
    expect(await problemOf(books.update('emma', (book) => book))).toMatchObject({ status: 404 });
    const held = await books.update('emma', (book) => ({ ...book, copies: 1 }), {
      initial: { title: 'Emma' },
    });
    expect(held.data).toEqual({ title: 'Emma', copies: 1 });
    let calls = 0;
    const late = books.update(
      'emma',
      async (book) => {
        calls += 1;
        await another.update('emma', (theirs) => ({ ...theirs, copies: calls * 10 }));
        return { ...book, copies: -1 };
      },
      { attempts: 3 },
    );
    expect(isOutdated(await problemOf(late))).toBe(true);
    expect([calls, (await another.get('emma')).data.copies]).toEqual([3, 30]);
  });

  it('update with merge keeps both changes in one call, and calls again when they conflict', async () => {
    await books.create({ title: 'Emma', copies: 1 }, 'emma');
    const joined = await books.update('emma', overtaken({ copies: 7 }, { title: 'EMMA' }), { merge: true });
    expect(joined.data).toEqual({ title: 'EMMA', copies: 7, calls: 1 });
    const again = await books.update('emma', overtaken({ title: 'Theirs' }, { title: 'Mine' }), {
      merge: true,
    });
    expect(again.data).toEqual({ title: 'Mine', copies: 7, calls: 2 });
  });

  it('merge says whether others are in it, and where it conflicts', async () => {
    const held = await books.create({ title: 'Emma', copies: 1 }, 'emma');
    await another.update('emma', (book) => ({ ...book, copies: 2 }));
    const { held: joined, merged } = await books.merge(held, { title: 'EMMA', copies: 1 });
    expect([joined.data, merged]).toEqual([{ title: 'EMMA', copies: 2 }, true]);
    const { details, status } = await problemOf(books.merge(held, { title: 'other', copies: 1 }));
    expect([status, details['conflicts']]).toEqual([409, [expect.objectContaining({ pointer: '/title' })]]);
  });

  it('a handle can be had from reads only: other objects do not compile', async () => {
    const held = await books.create({ title: 'Emma' }, 'emma');
    const copied = { id: held.id, etag: held.etag, data: held.data, toJSON: () => held.toJSON() };
    const byHand = { id: 'emma', etag: '*', data: { title: 'Emma' } };
    const forbidden = [
      // @ts-expect-error A copy of a handle is none.
      () => books.replace(copied, { title: 'x' }),
      // @ts-expect-error Nor is an object of the same shape.
      () => books.remove(byHand),
      // @ts-expect-error An id is not enough.
      () => books.patch('emma', { title: 'x' }),
      // @ts-expect-error Nothing is replaced without a handle.
      () => books.replace({ title: 'x' }),
    ];
    expect(forbidden).toHaveLength(4);
  });
});
