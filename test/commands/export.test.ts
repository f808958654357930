import { readFile } from 'node:fs/promises';
import { type Bench, benches } from './bench.js';

const newBench = benches();

/** The items of an export, one a line. */
function itemsOf(text: string): Record<string, unknown>[] {
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Imports what `bench` exports into a database of its own. */
async function roundTrip(bench: Bench): Promise<Bench> {
  const other = newBench('elsewhere');
  const { code, said } = await other.import(await bench.export(), '--items');
  expect([code, ...said.filter((line) => line.includes('record'))]).toEqual([0]);
  return other;
}

describe('an export', () => {
  it('has one line for each live document, with the shape of an item, in order of id', async () => {
    const bench = newBench();
    await bench.import('[{"id":"b","n":1.0},{"id":"a"},{"id":"gone"}]', '--id', 'id');
    await bench.remove('gone');
    const text = await bench.export();
    expect(itemsOf(text)).toEqual([
      {
        id: 'a',
        revision: 1,
        etag: expect.stringMatching(/^"1\.[0-9a-z]+"$/),
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        updatedAt: expect.any(String),
        data: { id: 'a' },
      },
      expect.objectContaining({ id: 'b', data: { id: 'b', n: 1 } }),
    ]);
    expect(text).toContain('"data":{"id":"b","n":1.0}}\n');
  });

  it('of an empty collection is empty', async () => {
    const bench = newBench();
    await bench.import('');
    expect(await bench.export()).toBe('');
  });

  it('of a collection that is not there is refused, and leaves an earlier export as it was', async () => {
    const bench = newBench();
    await bench.import('');
    const file = await bench.file('earlier', 'precious');
    await expect(bench.run('export', ['--collection', 'mistyped', file])).rejects.toThrow(
      'there is no collection "mistyped"',
    );
    expect(await readFile(file, 'utf8')).toBe('precious');
  });

  it('to a file that cannot be made ends with one line that names it: exit code 1', async () => {
    const bench = newBench();
    await bench.import('');
    const file = bench.path('no-such-folder/output');
    const ran = await bench.run('export', ['--collection', bench.collection, file]);
    expect(ran).toEqual({ code: 1, said: [expect.stringContaining(file)] });
  });
});

describe('an export and its import with --items', () => {
  it('give the same documents byte for byte in another database', async () => {
    const bench = newBench();
    const texts = {
      a: '{"n":[1.0,1e2,-0,9007199254740992]}',
      b: '{"t":"\\u00e9\\/\\n é😀","data":{"id":"x"}, "z" :\t[ ] }',
      c: '{"__proto__":{"data":1},"id":7}',
      d: '{}',
      e: `{"t":"${'},{\\"data\\":'.repeat(20_000)}"}`,
    };
    const items = Object.entries(texts).map(([id, text]) => `{"data":${text},"id":"${id}"}`);
    expect((await bench.import(items.join('\n'), '--items')).code).toBe(0);
    expect(await bench.texts()).toEqual(texts);
    expect(await (await roundTrip(bench)).texts()).toEqual(texts);
  });

  it('give the same documents when there are more than a page of them', async () => {
    const bench = newBench();
    const records = Array.from({ length: 501 }, (_, n) => `{"id":"${n}","n":${n}.0}`);
    await bench.import(records.join('\n'), '--id', 'id');
    const texts = await bench.texts();
    expect(Object.keys(texts)).toHaveLength(501);
    expect(await (await roundTrip(bench)).texts()).toEqual(texts);
  });

  it('turn line ends between tokens into spaces, and change nothing else', async () => {
    const bench = newBench();
    await bench.import('[{\r\n  "id": "a",\n  "t": "1\\n2"\n}]', '--id', 'id');
    expect(await (await roundTrip(bench)).texts()).toEqual({ a: '{    "id": "a",   "t": "1\\n2" }' });
  });
});
