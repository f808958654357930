import { Chance, SEED } from '../races/chance.js';
import { create, told, useService } from './support.js';

const bench = useService();

interface Item {
  readonly id: string;
}

interface Page {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** A document that the filter of the walk finds. */
function bodyOf(id: string): string {
  return `{"on":true,"k":${Number(id.slice(1)) % 7}}`;
}

describe('contract 4: cursors', () => {
  it('a cursor is of one filter and one sort, of any limit and any fields: 200, 400', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const id of ['a', 'b', 'c']) await create(client, place.document(id), `{"title":"${id}"}`);
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
      await ask(
        own,
        Buffer.from(Buffer.from(cursor, 'base64url').toString().replace(',1]', ',99]')).toString('base64url'),
      ),
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
      await Promise.all(stays.map((id) => create(client, own.document(id), bodyOf(id))));
      const chance = new Chance();
      const over = new AbortController();
      const writer = async () => {
        for (let n = 0; !over.signal.aborted; n++) {
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
      over.abort();
      await writing;
      const met = seen.filter((id) => id.startsWith('s'));
      const wanted = stays.toSorted(
        (a, b) => (Number(b.slice(1)) % 7) - (Number(a.slice(1)) % 7) || (a < b ? -1 : 1),
      );
      expect(met).toEqual(wanted);
      expect(new Set(seen).size).toBe(seen.length);
      expect(pages).toBeGreaterThan(14);
    },
  );
});
