// Contract 5: a document that breaks the schema of its collection is 422 on every way to write it.
import { create, observe, type ProblemBody, told, useService } from './support.js';

const bench = useService({ BODY_LIMIT: '64KiB' });

const SCHEMA = {
  type: 'object',
  required: ['title'],
  properties: { title: { type: 'string', minLength: 1 }, year: { type: 'integer' } },
  additionalProperties: false,
};
const SETTINGS = JSON.stringify({ schema: SCHEMA, preconditions: 'optional' });
const BOOK = '{ "title": "Emma", "year": 1815.0 }';
const ANY = { 'If-Match': '*' };
const JSON_PATCH = { ...ANY, 'Content-Type': 'application/json-patch+json' };

describe('a document that breaks the schema of its collection', () => {
  const errors = [{ pointer: '/year', message: 'must be of type integer, and is a string' }];

  it.each<[string, 'PUT' | 'POST' | 'PATCH', string, Record<string, string>]>([
    ['PUT that creates', 'PUT', '{"title":"x","year":"1815"}', { 'If-None-Match': '*' }],
    ['PUT that replaces', 'PUT', '{"title":"x","year":"1815"}', ANY],
    ['PUT without a precondition, where that is allowed', 'PUT', '{"title":"x","year":"1815"}', {}],
    ['POST', 'POST', '{"title":"x","year":"1815"}', {}],
    ['merge patch', 'PATCH', '{"year":"1815"}', { ...ANY, 'Content-Type': 'application/merge-patch+json' }],
    ['merge patch called JSON', 'PATCH', '{"year":"1815"}', ANY],
    ['JSON Patch', 'PATCH', '[{"op":"add","path":"/year","value":"1815"}]', JSON_PATCH],
  ])('%s: 422 with the places, and nothing is stored', async (name, method, body, headers) => {
    const place = await bench.collection(SETTINGS);
    const uri = place.document('a');
    if (name !== 'PUT that creates') await create(bench.client, uri, BOOK);
    const before = await observe(bench.client, uri, place.list);
    const answer = await bench.client.send(method, method === 'POST' ? place.list : uri, {
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
    expect(told(answer)).toBe('422 schema-violation');
    expect(answer.json()).toMatchObject({
      errors,
      detail: expect.stringContaining('/year must be of type integer'),
    });
    expect(await observe(bench.client, uri, place.list)).toEqual(before);
  });

  it('is told every place, and the pointer of the whole is empty', async () => {
    const place = await bench.collection(SETTINGS);
    const answer = await bench.client.post(place.list, '{"year":1.5,"a~/b":1}');
    expect(answer.json().errors).toEqual([
      { pointer: '', message: 'must have the member "title"' },
      { pointer: '/year', message: 'must be of type integer, and is a number' },
      { pointer: '/a~0~1b', message: 'is not allowed by the schema' },
    ]);
    expect(answer.json().detail).toContain('the document must have the member "title"');
  });

  it('merge: what each side may do alone can break the schema together, and is 422', async () => {
    const schema = { maxProperties: 2 };
    const place = await bench.collection(JSON.stringify({ schema }));
    const uri = place.document('a');
    const base = await create(bench.client, uri, '{"title":"x"}');
    await bench.client.put(uri, '{"title":"x","theirs":1}', { 'If-Match': base });
    const before = await observe(bench.client, uri, place.list);
    const merge = { base, data: { title: 'x', yours: 1 } };
    const answer = await bench.client.post(`${uri}/merge`, JSON.stringify(merge));
    expect(told(answer)).toBe('422 schema-violation');
    expect(await observe(bench.client, uri, place.list)).toEqual(before);
  });

  it('batch: the operation that breaks it fails, and with it the others', async () => {
    const place = await bench.collection(SETTINGS);
    const operation = (id: string, body: unknown) => ({ method: 'PUT', path: place.document(id), body });
    const operations = [operation('a', { title: 'x' }), operation('b', { title: 'x', year: '1815' })];
    const answer = await bench.client.post('/v1/batch', JSON.stringify({ operations }));
    expect(told(answer)).toBe('422 schema-violation');
    expect(answer.json()).toMatchObject({ pointer: '/operations/1', results: [{ status: 424 }, { errors }] });
    expect((await bench.client.get(place.list)).json()).toMatchObject({ total: 0 });
  });

  it('is judged after the patch, not by what the patch itself looks like', async () => {
    const place = await bench.collection(SETTINGS);
    const tag = await create(bench.client, place.document('a'), BOOK);
    const answer = await bench.client.patch(place.document('a'), '{"year":null}', { 'If-Match': tag });
    expect([answer.status, answer.text]).toEqual([200, '{"title":"Emma"}']);
    expect(told(await bench.client.patch(place.document('a'), '{"title":null}', ANY))).toBe(
      '422 schema-violation',
    );
  });
});

describe('a document that is valid', () => {
  it('is stored byte for byte: no default is filled in and nothing is converted', async () => {
    const schema = { properties: { n: { type: 'integer', default: 5 } }, default: {} };
    const place = await bench.collection(JSON.stringify({ schema }));
    await create(bench.client, place.document('a'), '{ "m" : 1.0 }');
    expect((await bench.client.get(place.document('a'))).text).toBe('{ "m" : 1.0 }');
  });

  it('can be written again unchanged, with the same tag', async () => {
    const place = await bench.collection(SETTINGS);
    const tag = await create(bench.client, place.document('a'), BOOK);
    const again = await bench.client.put(place.document('a'), BOOK, { 'If-Match': tag });
    expect([again.status, again.etag]).toEqual([204, tag]);
    const patched = await bench.client.patch(place.document('a'), '{"year":1815}', { 'If-Match': tag });
    expect([patched.status, patched.etag, patched.text]).toEqual([200, tag, BOOK]);
  });

  it('can be deleted, and its tombstone is no document', async () => {
    const place = await bench.collection(SETTINGS);
    const tag = await create(bench.client, place.document('a'), BOOK);
    expect((await bench.client.delete(place.document('a'), { 'If-Match': tag })).status).toBe(204);
    expect((await bench.client.patch(place.uri, '{"schema":{"required":["isbn"]}}', ANY)).status).toBe(200);
  });
});

describe('the order of refusal', () => {
  it.each([
    ['a false precondition', '{}', { 'If-Match': '"9.x"' }, '412 precondition-failed'],
    ['content over the limit', `{"a":"${'x'.repeat(70_000)}"}`, ANY, '413 content-too-large'],
    ['malformed JSON', '{"year":}', ANY, '400 malformed-json'],
    ['what is no object', '[]', ANY, '422 unprocessable'],
    ['a number that no double holds', '{"year":1e999}', ANY, '422 unprocessable'],
    ['only the schema', '{}', ANY, '422 schema-violation'],
  ])('%s is told before the schema', async (_, body, headers, result) => {
    const place = await bench.collection(SETTINGS);
    await create(bench.client, place.document('a'), BOOK);
    expect(told(await bench.client.put(place.document('a'), body, headers))).toBe(result);
  });

  it('a patch that does not fit is told before what it would lead to', async () => {
    const place = await bench.collection(SETTINGS);
    await create(bench.client, place.document('a'), BOOK);
    const patch = '[{"op":"remove","path":"/title"},{"op":"test","path":"/year","value":1}]';
    const answer = await bench.client.send('PATCH', place.document('a'), {
      body: patch,
      headers: JSON_PATCH,
    });
    expect(told(answer)).toBe('409 patch-conflict');
  });
});

describe('the setting schema', () => {
  it.each([
    ['true', '/schema', /must be a JSON Schema that is an object, or null/],
    ['"x"', '/schema', /must be a JSON Schema that is an object, or null/],
    ['[]', '/schema', /must be a JSON Schema that is an object, or null/],
    ['{"properties":{"a/b":{"typo":1}}}', '/schema/properties/a~1b/typo', /is no keyword/],
    ['{"$ref":"https://example.org/x"}', '/schema/$ref', /nothing is fetched/],
    ['{"pattern":"(?!a)"}', '/schema/pattern', /linear time/],
    ['{"$ref":"#"}', '/schema', /never ends/],
  ])('%s is 422 with the place in the settings', async (schema, pointer, message) => {
    const place = await bench.collection();
    for (const answer of [
      await bench.client.put(place.uri, `{"schema":${schema}}`, ANY),
      await bench.client.patch(place.uri, `[{"op":"add","path":"/schema","value":${schema}}]`, JSON_PATCH),
      await bench.client.put(bench.place().uri, `{"schema":${schema}}`, { 'If-None-Match': '*' }),
    ]) {
      expect(told(answer)).toBe('422 invalid-settings');
      expect(answer.json().errors).toEqual([{ pointer, message: expect.stringMatching(message) }]);
    }
  });

  it('is told beside the faults of other settings', async () => {
    const answer = await bench.client.put(bench.place().uri, '{"schema":1,"history":1}', {
      'If-None-Match': '*',
    });
    expect(answer.json<ProblemBody & { errors: object[] }>().errors).toHaveLength(2);
  });

  it('is null for none', async () => {
    const place = await bench.collection('{"schema":null}');
    await create(bench.client, place.document('a'), '{"anything":1}');
    expect(
      (await bench.client.put(place.uri, '{"schema":null,"preconditions":"optional"}', ANY)).status,
    ).toBe(204);
  });

  it('holds from the write on after it was changed, and no longer after it was removed', async () => {
    const place = await bench.collection();
    const { client } = bench;
    expect((await client.patch(place.uri, `{"schema":${JSON.stringify(SCHEMA)}}`, ANY)).status).toBe(200);
    expect(told(await client.post(place.list, '{"other":1}'))).toBe('422 schema-violation');
    expect(
      (await client.patch(place.uri, '{"schema":{"additionalProperties":true,"required":null}}', ANY)).status,
    ).toBe(200);
    expect((await client.post(place.list, '{"other":1}')).status).toBe(201);
    expect((await client.patch(place.uri, '{"schema":null}', ANY)).status).toBe(200);
    expect((await client.post(place.list, '{"title":1}')).status).toBe(201);
  });
});

describe('a schema that documents of the collection break', () => {
  it.each([
    ['PUT', (schema: object) => JSON.stringify({ schema })],
    ['PATCH', (schema: object) => JSON.stringify({ schema })],
  ])('%s: 409 with some of them and how many were looked at; nothing is changed', async (method, body) => {
    const place = await bench.collection();
    for (let n = 0; n < 8; n++)
      await create(bench.client, place.document(`d${n}`), `{"n":${n % 3 === 0 ? '"x"' : n}}`);
    const before = await observe(bench.client, place.uri, place.list);
    const answer = await bench.client.send(method, place.uri, {
      body: body({ properties: { n: { type: 'integer' } } }),
      headers: { ...ANY, 'Content-Type': 'application/json' },
    });
    expect(told(answer)).toBe('409 schema-conflict');
    const errors = [{ pointer: '/n', message: 'must be of type integer, and is a string' }];
    expect(answer.json()).toMatchObject({
      documents: ['d0', 'd3', 'd6'].map((id) => ({ id, errors })),
      examined: 8,
      detail: expect.stringContaining('Of the 8 documents'),
    });
    expect(await observe(bench.client, place.uri, place.list)).toEqual(before);
    expect((await bench.client.post(place.list, '{"n":"still free"}')).status).toBe(201);
  });

  it('lists 10 documents at most, with 3 faults of each, and looks no further then', async () => {
    const place = await bench.collection();
    for (let n = 0; n < 15; n++)
      await create(bench.client, place.document(`d${n}`), '{"a":1,"b":1,"c":1,"d":1}');
    const answer = await bench.client.patch(place.uri, '{"schema":{"additionalProperties":false}}', ANY);
    const { documents, examined } = answer.json<{ documents: { errors: object[] }[]; examined: number }>();
    expect([documents.length, documents.map(({ errors }) => errors.length), examined]).toEqual([
      10,
      Array.from({ length: 10 }, () => 3),
      10,
    ]);
  });

  it('is taken when they are changed or deleted, and their old revisions do not count', async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('a'), '{"n":"x"}');
    await create(bench.client, place.document('b'), '{"n":"x"}');
    const put = () => bench.client.patch(place.uri, '{"schema":{"properties":{"n":{"type":"null"}}}}', ANY);
    expect(told(await put())).toBe('409 schema-conflict');
    await bench.client.put(place.document('a'), '{"n":null}', ANY);
    await bench.client.delete(place.document('b'), ANY);
    expect((await put()).status).toBe(200);
    expect((await bench.client.get(`${place.document('a')}/revisions/1`)).text).toBe('{"n":"x"}');
  });

  it('is looked for only when the schema changes as a JSON value', async () => {
    const place = await bench.collection('{"schema":{"minProperties":1,"maxProperties":3}}');
    await create(bench.client, place.document('a'), '{"n":1}');
    const same = '{ "schema": { "maxProperties": 3.0, "minProperties": 1 }, "indexes": ["n"] }';
    expect((await bench.client.put(place.uri, same, ANY)).status).toBe(204);
  });

  it('is found among more documents than one page holds', async () => {
    const place = await bench.collection();
    const ids = Array.from({ length: 450 }, (_, n) => `d${n}`);
    await Promise.all(ids.map((id) => create(bench.client, place.document(id), '{"n":1}')));
    await create(bench.client, place.document('last'), '{"n":"x"}');
    const schema = '{"schema":{"properties":{"n":{"type":"integer"}}}}';
    const answer = await bench.client.patch(place.uri, schema, ANY);
    expect(answer.json()).toMatchObject({ documents: [{ id: 'last' }], examined: 451 });
    await bench.client.delete(place.document('last'), ANY);
    expect((await bench.client.patch(place.uri, schema, ANY)).status).toBe(200);
  });

  it('does not hinder a deleted collection that is made again', async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('a'), '{"n":1}');
    await bench.client.delete(`${place.uri}?recursive=true`, ANY);
    const made = await bench.client.put(place.uri, '{"schema":{"properties":{"n":false}}}', {
      'If-None-Match': '*',
    });
    expect(made.status).toBe(201);
    expect(told(await bench.client.put(place.document('a'), '{"n":1}', { 'If-None-Match': '*' }))).toBe(
      '422 schema-violation',
    );
  });
});
