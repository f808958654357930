import { benches } from './bench.js';

const newBench = benches();
const ID = ['--id', 'id'];

describe('the import of good records', () => {
  it.each([
    ['a JSON array', '[{"id":"a","n":1.0},{"id":"b"}]', ['{"id":"a","n":1.0}', '{"id":"b"}']],
    ['a pretty-printed array', '[\n  {\n    "id": "a"\n  }\n]\n', ['{\n    "id": "a"\n  }']],
    ['NDJSON', '{"id":"a"}\n{"id":"b"}\n', ['{"id":"a"}', '{"id":"b"}']],
    ['NDJSON without a final line end', '{"id":"a"}\n{"id":"b"}', ['{"id":"a"}', '{"id":"b"}']],
    ['NDJSON with CRLF', '{"id":"a"}\r\n{"id":"b"}\r\n', ['{"id":"a"}', '{"id":"b"}']],
    ['an empty array', '[]', []],
    ['an empty file', '', []],
  ])('%s becomes documents, byte for byte: exit code 0', async (_, text, documents) => {
    const bench = newBench();
    const ran = await bench.import(text, ...ID);
    expect(ran).toEqual({
      code: 0,
      said: [`${documents.length} created, 0 replaced, 0 skipped, 0 refused`],
    });
    expect(Object.values(await bench.texts())).toEqual(documents);
  });

  it.each([
    ['numbers as they are spelled', '{"id":"a","n":[1.0,1e2,-0,9007199254740992,0.1]}'],
    ['escapes as they are spelled', '{"id":"a","t":"\\u00e9\\/\\ud83d\\ude00 é😀"}'],
    ['the order of members', '{"z":1,"id":"a","__proto__":{"toJSON":1},"a":2}'],
    ['white space inside', '{ "id" :\t"a" ,\r\n "n" : [ ] }'],
  ])('keeps %s', async (_, text) => {
    const bench = newBench();
    await bench.import(`[ ${text} ]`, ...ID);
    expect(await bench.texts()).toEqual({ a: text });
  });

  it('makes ids when no member is named for them', async () => {
    const bench = newBench();
    expect((await bench.import('[{"id":"a"},{"id":"a"}]')).code).toBe(0);
    const documents = await bench.texts();
    expect(Object.values(documents)).toEqual(['{"id":"a"}', '{"id":"a"}']);
    for (const id of Object.keys(documents)) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it.each([
    ['a string', '"x-1"', 'x-1'],
    ['a number', '42', '42'],
    ['a number with a fraction', '1.50', '1.5'],
    ['a string with escapes', '"\\u0061"', 'a'],
  ])('takes %s as an id', async (_, value, id) => {
    const bench = newBench();
    await bench.import(`[{"id":${value}}]`, ...ID);
    expect(await bench.texts()).toEqual({ [id]: `{"id":${value}}` });
  });

  it('takes an id from a member however its name is spelled', async () => {
    const bench = newBench();
    await bench.import('[{"nested":{"id":"no"},"i\\u0064":"a"}]', ...ID);
    expect(Object.keys(await bench.texts())).toEqual(['a']);
  });

  it('takes a document of exactly the largest size, and white space around it does not count', async () => {
    const bench = newBench();
    const text = `{"id":"a","t":"${'x'.repeat(1024 - 17)}"}`;
    expect(text).toHaveLength(1024);
    const file = await bench.file('input', `[\n    ${text}\r\n]`);
    const rest = ['--collection', bench.collection, ...ID, file];
    expect((await bench.run('import', rest, { BODY_LIMIT: '1024' })).code).toBe(0);
    expect(await bench.texts()).toEqual({ a: text });
  });
});

describe('the import of items', () => {
  it('takes a document of exactly the largest size, however small that is: the frame does not count', async () => {
    const bench = newBench();
    const frame =
      '"revision":1,"createdAt":"2026-11-23T10:07:28.379Z","updatedAt":"2026-11-23T10:07:28.379Z"';
    const file = await bench.file('input', `{"id":"a",${frame},"data":{"n":1}}`);
    const rest = ['--collection', bench.collection, '--items', file];
    expect(await bench.run('import', rest, { BODY_LIMIT: '7' })).toMatchObject({ code: 0 });
    expect(await bench.texts()).toEqual({ a: '{"n":1}' });
  });
});

describe('the import into a collection', () => {
  it('makes it when it is absent', async () => {
    const bench = newBench();
    await bench.import('');
    expect(await bench.documents()).toEqual({});
  });

  it('leaves documents that exist alone and says how many: exit code 0', async () => {
    const bench = newBench();
    await bench.import('[{"id":"a","n":1}]', ...ID);
    const ran = await bench.import('[{"id":"a","n":2},{"id":"b","n":3}]', ...ID);
    expect(ran).toEqual({ code: 0, said: ['1 created, 0 replaced, 1 skipped, 0 refused'] });
    expect(await bench.documents()).toEqual({
      a: { revision: 1, text: '{"id":"a","n":1}' },
      b: { revision: 1, text: '{"id":"b","n":3}' },
    });
  });

  it('with --replace gives those that changed a new revision, and the others none', async () => {
    const bench = newBench();
    await bench.import('[{"id":"a","n":1},{"id":"b","n":1},{"id":"c","n":1}]', ...ID);
    const ran = await bench.import(
      '[{"id":"a","n":2},{"id":"b","n":1},{"id":"c","n":1.0},{"id":"d"}]',
      ...ID,
      '--replace',
    );
    expect(ran).toEqual({ code: 0, said: ['1 created, 2 replaced, 1 skipped, 0 refused'] });
    expect(await bench.documents()).toEqual({
      a: { revision: 2, text: '{"id":"a","n":2}' },
      b: { revision: 1, text: '{"id":"b","n":1}' },
      c: { revision: 2, text: '{"id":"c","n":1.0}' },
      d: { revision: 1, text: '{"id":"d"}' },
    });
  });

  it('creates a document anew that was deleted, and its revisions go on', async () => {
    const bench = newBench();
    await bench.import('[{"id":"a","n":1}]', ...ID);
    await bench.remove('a');
    expect((await bench.import('[{"id":"a","n":2}]', ...ID)).said).toEqual([
      '1 created, 0 replaced, 0 skipped, 0 refused',
    ]);
    expect(await bench.documents()).toEqual({ a: { revision: 3, text: '{"id":"a","n":2}' } });
  });
});

describe('an id that stands in the file more than once', () => {
  // More of them than records that are under way together.
  const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
  const text = numbers.map((n) => `{"id":"a","n":${n}}`).join('\n');

  it('is created by the first, and the others are skipped', async () => {
    const bench = newBench();
    const { code, said } = await bench.import(text, ...ID);
    expect([code, ...said]).toEqual([0, '1 created, 0 replaced, 99 skipped, 0 refused']);
    expect(await bench.documents()).toEqual({ a: { revision: 1, text: '{"id":"a","n":1}' } });
  });

  it('with --replace is replaced by each in turn: the last one holds', async () => {
    const bench = newBench();
    const { code, said } = await bench.import(text, ...ID, '--replace');
    expect([code, ...said]).toEqual([0, '1 created, 99 replaced, 0 skipped, 0 refused']);
    expect(await bench.documents()).toEqual({ a: { revision: 100, text: '{"id":"a","n":100}' } });
  });

  it('with --replace the last one holds, also when an earlier one takes longer to compare', async () => {
    const bench = newBench();
    await bench.import('{"id":"a","n":1}', ...ID);
    // The first has the size of what is stored, so its text must be read; the second has not.
    await bench.import('{"id":"a","n":2}\n{"id":"a","n":33}', ...ID, '--replace');
    expect(await bench.documents()).toEqual({ a: { revision: 3, text: '{"id":"a","n":33}' } });
  });
});
