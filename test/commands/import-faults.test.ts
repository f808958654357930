import { Buffer } from 'node:buffer';
import { benches } from './bench.js';

const newBench = benches();
const ID = ['--id', 'id'];

describe('a bad record among good ones', () => {
  it.each([
    ['JSON that breaks off', '{"id":"b","n":}', /^record 2: .*column/i],
    [
      'a number that a double would change',
      '{"id":"b","n":9007199254740993}',
      /^record 2: .*9007199254740993/,
    ],
    ['a member name twice', '{"id":"b","id":"c"}', /^record 2: .*repeated/],
    ['a lone surrogate', '{"id":"b","t":"\\ud800"}', /^record 2: .*surrogate/],
    [
      'more than 128 levels',
      `{"id":"b","t":${'['.repeat(128)}${']'.repeat(128)}}`,
      /^record 2: .*128 levels/,
    ],
    ['an array', '["b"]', /^record 2: .*must be an object/],
    ['a number', '7', /^record 2: .*must be an object/],
    ['no id', '{"n":1}', /^record 2 has no usable id: .*1 to 128/],
    ['an empty id', '{"id":""}', /^record 2 has no usable id/],
    ['an illegal id', '{"id":"a/b"}', /^record 2 has no usable id/],
    ['an id of two dots', '{"id":".."}', /^record 2 has no usable id/],
    ['an id too long', `{"id":"${'x'.repeat(129)}"}`, /^record 2 has no usable id/],
    ['an id that is true', '{"id":true}', /^record 2 has no usable id/],
    ['an id that is null', '{"id":null}', /^record 2 has no usable id/],
    ['an id that is an object', '{"id":{"id":"b"}}', /^record 2 has no usable id/],
    ['a number without a legal text', '{"id":1e30}', /^record 2 has no usable id/],
  ])('%s is reported by its number, the others are in: exit code 1', async (_, record, report) => {
    const texts = { a: '{"id":"a"}', z: '{"id":"z"}' };
    for (const text of [`[${texts.a},${record},${texts.z}]`, `${texts.a}\n${record}\n${texts.z}\n`]) {
      const bench = newBench();
      const { code, said } = await bench.import(text, ...ID);
      expect(said).toEqual([expect.stringMatching(report), '2 created, 0 replaced, 0 skipped, 1 refused']);
      expect(code).toBe(1);
      expect(await bench.texts()).toEqual(texts);
    }
  });

  it.each([
    ['larger than a document may be', 2000],
    ['much larger than a document may be', 1_000_000],
  ])('one %s is reported by its number, the others are in: exit code 1', async (_, size) => {
    const bench = newBench();
    const records = ['{"id":"a"}', `{"id":"b","t":"${'x'.repeat(size)}"}`, '{"id":"z"}'];
    const file = await bench.file('input', `[${records.join(',\n')}]`);
    const rest = ['--collection', bench.collection, ...ID, file];
    const { code, said } = await bench.run('import', rest, { BODY_LIMIT: '1KiB' });
    expect(said).toEqual([
      expect.stringMatching(/^record 2.*1024/),
      '2 created, 0 replaced, 0 skipped, 1 refused',
    ]);
    expect(code).toBe(1);
    expect(Object.keys(await bench.texts())).toEqual(['a', 'z']);
  });

  it('one that is not UTF-8 is reported by its number', async () => {
    const bench = newBench();
    const record = Buffer.concat([Buffer.from('{"id":"a","t":"'), Buffer.of(0xe9), Buffer.from('"}')]);
    const { code, said } = await bench.import(Buffer.concat([record, Buffer.from('\n{"id":"z"}')]), ...ID);
    expect([code, said[0]]).toEqual([1, expect.stringMatching(/^record 1: .*not UTF-8/)]);
    expect(Object.keys(await bench.texts())).toEqual(['z']);
  });

  it('nothing between two commas is reported by its number', async () => {
    const bench = newBench();
    const { code, said } = await bench.import('[{"id":"a"}, ,{"id":"z"},]', ...ID);
    expect(said).toEqual([
      'record 2 is empty',
      'record 4 is empty',
      '2 created, 0 replaced, 0 skipped, 2 refused',
    ]);
    expect(code).toBe(1);
  });
});

describe('a file that is broken', () => {
  it.each([
    [
      'is cut off in a record',
      '[{"id":"a"},{"id":"b"},{"id":',
      /ends in the middle of the array, after record 2/,
    ],
    [
      'is cut off between records',
      '[{"id":"a"},{"id":"b"}',
      /ends in the middle of the array, after record 1/,
    ],
    ['goes on after its array', '[{"id":"a"},{"id":"b"}]\n[]', /something follows the closing bracket/],
    ['closes its array with a brace', '[{"id":"a"},{"id":"b"}}', /closing bracket/],
  ])('and %s: one line says so, the records before are in, exit code 1', async (_, text, report) => {
    const bench = newBench();
    const { code, said } = await bench.import(text, ...ID);
    const count = Object.keys(await bench.texts()).length;
    expect(said).toEqual([
      expect.stringMatching(report),
      `${count} created, 0 replaced, 0 skipped, 1 refused`,
    ]);
    expect(count).toBe(text.endsWith('"b"}') ? 1 : 2);
    expect(code).toBe(1);
  });

  it('and is cut off after many records: all of them are in before the sum is said', async () => {
    const bench = newBench();
    const records = Array.from({ length: 1000 }, (_, n) => `{"id":"r${n}"}`);
    const { code, said } = await bench.import(`[${records.join(',')}`, ...ID);
    expect(said.at(-1)).toBe('999 created, 0 replaced, 0 skipped, 1 refused');
    expect(Object.keys(await bench.texts())).toHaveLength(999);
    expect(code).toBe(1);
  });

  it('and begins with a byte order mark: one line says so, nothing is in, exit code 1', async () => {
    const bench = newBench();
    const { code, said } = await bench.import('\ufeff[\n{"id":"a"},\n{"id":"b"}\n]', ...ID);
    expect(said).toEqual([
      expect.stringContaining('byte order mark'),
      '0 created, 0 replaced, 0 skipped, 1 refused',
    ]);
    expect(code).toBe(1);
  });
});

describe('a bad item with --items', () => {
  it.each([
    ['not JSON behind its data', '{"id":"b","data":{},x}', /^record 2: /],
    ['not JSON at all', 'b,c', /^record 2: /],
    ['data twice', '{"id":"b","data":{},"data":{"n":1}}', /^record 2: .*repeated/],
    ['id twice', '{"id":"b","id":"c","data":{}}', /^record 2: .*repeated/],
    ['without data', '{"id":"b"}', /^record 2 is no item: it needs the members "id" and "data"$/],
    ['data that is no object', '{"id":"b","data":[]}', /^record 2: .*must be an object/],
    ['without id', '{"data":{"id":"b"}}', /^record 2 has no usable id/],
    ['an array', '["id","data"]', /^record 2: .*must be an object/],
  ])('%s is reported by its number, the others are in: exit code 1', async (_, item, report) => {
    const bench = newBench();
    const { code, said } = await bench.import(`${itemOf('a')}\n${item}\n${itemOf('z')}\n`, '--items');
    expect(said).toEqual([expect.stringMatching(report), '2 created, 0 replaced, 0 skipped, 1 refused']);
    expect(code).toBe(1);
    expect(await bench.texts()).toEqual({ a: '{"is":"a"}', z: '{"is":"z"}' });
  });
});

/** An item as export writes it. */
function itemOf(id: string): string {
  return `{"id":"${id}","data":{"is":"${id}"}}`;
}

describe('a record that breaks the schema of the collection', () => {
  const SETTINGS = '{"schema":{"properties":{"n":{"type":"integer"}}}}';

  it('is reported with the place in it, and the others are in: exit code 1', async () => {
    const bench = newBench();
    await bench.makeCollection(SETTINGS);
    const ran = await bench.import('[{"id":"a","n":1},{"id":"b","n":"x"},{"id":"c"}]', ...ID);
    expect(ran).toEqual({
      code: 1,
      said: [
        'record 2: it breaks the schema of the collection: /n must be of type integer, and is a string',
        '2 created, 0 replaced, 0 skipped, 1 refused',
      ],
    });
    expect(Object.keys(await bench.texts())).toEqual(['a', 'c']);
  });

  it('does not replace a document either', async () => {
    const bench = newBench();
    await bench.makeCollection(SETTINGS);
    await bench.import('[{"id":"a","n":1}]', ...ID);
    expect(await bench.import('[{"id":"a","n":1.5}]', ...ID, '--replace')).toMatchObject({ code: 1 });
    expect(await bench.documents()).toEqual({ a: { revision: 1, text: '{"id":"a","n":1}' } });
  });
});
