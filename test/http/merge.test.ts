import { gzipSync } from 'node:zlib';
import { create, observe, remove, replace, told, useService } from './support.js';

const bench = useService();

/** A merge of `edited` that started from `base`. */
const content = (base: string, edited: string) => `{"base":${JSON.stringify(base)},"data":${edited}}`;

interface Item {
  readonly id: string;
  readonly revision: number;
  readonly etag: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly data: unknown;
  readonly merged: boolean;
}

describe('a merge that goes together', () => {
  it('is 200 with the item, committed as the next revision, and keeps what both changed', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"mine":1,"theirs":1,"text":"a\\nb\\nc\\n"}');
    await replace(client, uri, '{"mine":1,"theirs":2,"text":"A\\nb\\nc\\n","added":0}', base);
    const answer = await client.post(
      `${uri}/merge`,
      content(base, '{"mine":3,"theirs":1,"text":"a\\nb\\nc\\nd\\n"}'),
    );
    expect(answer.status).toBe(200);
    const item = answer.json<Item>();
    const text = '{"mine":3,"theirs":2,"text":"A\\nb\\nc\\nd\\n","added":0}';
    expect(item).toEqual({
      id: 'a',
      revision: 3,
      etag: answer.etag,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      data: JSON.parse(text),
      merged: true,
    });
    expect(Object.keys(item)).toEqual(['id', 'revision', 'etag', 'createdAt', 'updatedAt', 'data', 'merged']);
    // What is sent is no representation of the document, so it must not be said to be one.
    expect(answer.headers).not.toHaveProperty('content-location');
    const now = await client.get(uri);
    expect([now.text, now.etag, now.headers['last-modified']]).toEqual([
      text,
      answer.etag,
      answer.headers['last-modified'],
    ]);
    const { items } = (await client.get(`${uri}/revisions`)).json<{ items: { operation: string }[] }>();
    expect(items.map(({ operation }) => operation)).toEqual(['merge', 'replace', 'create']);
    const list = (await client.get(uri.slice(0, -2))).json<{ items: Item[] }>();
    expect(list.items.map((listed) => Object.assign(listed, { merged: true }))).toEqual([item]);
  });

  it('with a base that nobody has changed is the edit itself: merged is false', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"a":1,"b":2}');
    const answer = await client.post(`${uri}/merge`, content(base, '{ "c":3, "a":[1.0] }'));
    expect([answer.status, answer.json<Item>().merged, answer.json<Item>().revision]).toEqual([
      200,
      false,
      2,
    ]);
    expect((await client.get(uri)).text).toBe('{"c":3,"a":[1]}');
  });

  it.each([
    ['an edit that changes nothing', '{"a":1,"b":1}', true],
    ['what others have done alike', '{"a":2,"b":1}', true],
  ])('of %s makes no revision: the stored bytes and the tag stay', async (_, edited, merged) => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"a":1,"b":1}');
    const tag = await replace(client, uri, '{ "a": 2.0, "b": 1 }', base);
    const before = await observe(client, uri, `${uri}/revisions`);
    const answer = await client.post(`${uri}/merge`, content(base, edited));
    expect([answer.status, answer.etag, answer.json<Item>().merged]).toEqual([200, tag, merged]);
    expect(answer.text).toContain('"data":{ "a": 2.0, "b": 1 }');
    expect(await observe(client, uri, `${uri}/revisions`)).toEqual(before);
  });

  it('sent once more, after its answer was lost, changes nothing more', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"a":1,"b":1}');
    await replace(client, uri, '{"a":2,"b":1}', base);
    const once = await client.post(`${uri}/merge`, content(base, '{"a":1,"b":2}'));
    const twice = await client.post(`${uri}/merge`, content(base, '{"a":1,"b":2}'));
    expect([twice.status, twice.text]).toEqual([200, once.text]);
  });

  it.each(['-gzip', '-br', '-html1', '-html1-gzip'])(
    'takes the tag of the variant %s as base',
    async (suffix) => {
      const { client } = bench;
      const uri = (await bench.collection()).document('a');
      const base = await create(client, uri, '{"a":1,"b":1}');
      await replace(client, uri, '{"a":2,"b":1}', base);
      const variant = base.replace(/"$/, `${suffix}"`);
      const answer = await client.post(`${uri}/merge`, content(variant, '{"a":1,"b":2}'));
      expect([answer.status, answer.json<Item>().data]).toEqual([200, { a: 2, b: 2 }]);
    },
  );

  it('R71: return=minimal gets 204 with the new tag, return=representation the item', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"a":1}');
    const minimal = await client.post(`${uri}/merge`, content(base, '{"a":2}'), { Prefer: 'return=minimal' });
    expect([minimal.status, minimal.text, minimal.headers['preference-applied']]).toEqual([
      204,
      '',
      'return=minimal',
    ]);
    expect((await client.get(uri)).etag).toBe(minimal.etag);
    const full = await client.post(`${uri}/merge`, content(minimal.etag, '{"a":3}'), {
      Prefer: 'return=representation',
    });
    expect([full.status, full.json<Item>().data, full.headers['preference-applied']]).toEqual([
      200,
      { a: 3 },
      'return=representation',
    ]);
  });

  it('keeps members called __proto__ and toJSON', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"toJSON":1}');
    await replace(client, uri, '{"toJSON":1,"__proto__":{"x":1}}', base);
    await client.post(`${uri}/merge`, content(base, '{"toJSON":{"constructor":2}}'));
    expect((await client.get(uri)).text).toBe('{"toJSON":{"constructor":2},"__proto__":{"x":1}}');
  });

  it('may come with a content coding, and may start before a deletion', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"a":1,"b":1}');
    await remove(client, uri);
    await create(client, uri, '{"a":1,"b":2}');
    const answer = await client.post(`${uri}/merge`, gzipSync(content(base, '{"a":3,"b":1}')), {
      'Content-Encoding': 'gzip',
    });
    expect([answer.status, answer.json<Item>().data, answer.json<Item>().revision]).toEqual([
      200,
      { a: 3, b: 2 },
      4,
    ]);
  });

  it('takes every document that can be stored: one of BODY_LIMIT bytes and 128 levels too', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{}');
    const deep = `${'{"a":'.repeat(127)}{}${'}'.repeat(127)}`;
    const start = `{"deep":${deep.slice(5, -1)},"fill":"`;
    const full = `${start}${'x'.repeat(1024 * 1024 - start.length - 2)}"}`;
    expect(full).toHaveLength(1024 * 1024);
    const answer = await client.post(`${uri}/merge`, content(base, full));
    expect([answer.status, (await client.get(uri)).text === full]).toEqual([200, true]);
  });
});

describe('a merge that does not go together', () => {
  it('is 409 with all that is needed to resolve it, and changes nothing', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"a":1,"b":1,"c":{"x":1},"gone":1}');
    const tag = await replace(client, uri, '{"a":2,"b":2,"c":{"x":2}}', base);
    const before = await observe(client, uri, `${uri}/revisions`);
    const answer = await client.post(
      `${uri}/merge`,
      content(base, '{"a":3,"b":1,"c":{"x":1},"gone":3,"new":3}'),
    );
    expect([told(answer), answer.etag]).toEqual(['409 merge-conflict', tag]);
    expect(answer.json()).toMatchObject({
      current: {
        revision: 2,
        etag: tag,
        updatedAt: expect.any(String),
        data: { a: 2, b: 2, c: { x: 2 } },
      },
      base: { a: 1, b: 1, c: { x: 1 }, gone: 1 },
      merged: { a: 2, b: 2, c: { x: 2 }, new: 3 },
    });
    expect(answer.json()['conflicts']).toEqual([
      { pointer: '/a', base: 1, current: 2, yours: 3 },
      { pointer: '/gone', base: 1, yours: 3 },
    ]);
    expect(await observe(client, uri, `${uri}/revisions`)).toEqual(before);

    const { current, merged } = answer.json<{ current: { etag: string }; merged: object }>();
    const resolved = JSON.stringify({ ...merged, a: 23 });
    const second = await client.post(`${uri}/merge`, content(current.etag, resolved));
    expect([second.status, second.json<Item>().data]).toEqual([200, { a: 23, b: 2, c: { x: 2 }, new: 3 }]);
  });

  it('the conflicts of a 412 are the same places, when the writer changed them all', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{"a":1,"o":{"x":[1],"y":"s"},"k~/":1,"same":1}');
    await replace(client, uri, '{"a":2,"o":{"x":[2],"y":"s"},"same":1.0,"n":1}', base);
    const mine = '{"a":3,"o":{"x":[3],"y":"s"},"k~/":3,"same":1,"n":3}';
    const refused = await client.put(uri, mine, { 'If-Match': base, Prefer: 'return=representation' });
    const merge = await client.post(`${uri}/merge`, content(base, mine));
    const pointers = merge
      .json<{ conflicts: { pointer: string }[] }>()
      .conflicts.map(({ pointer }) => pointer);
    expect(refused.json<{ conflicts: string[] }>().conflicts.toSorted()).toEqual(pointers.toSorted());
    expect(pointers).toHaveLength(4);
  });
});
