import type { CollectionName, Revision, Sequence } from '../../src/store/index.js';
import { startClocked } from './history-bench.js';
import { create, observe, remove, replace, told, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const bench = useService({ BODY_LIMIT: '2KiB' });

const content = (base: string, edited: string) => `{"base":${JSON.stringify(base)},"data":${edited}}`;

/** A document of two revisions, its URI and both tags. */
async function prepare(): Promise<{ uri: string; base: string; tag: string; merge: string }> {
  const uri = (await bench.collection()).document('a');
  const base = await create(bench.client, uri, '{"a":1,"b":1}');
  const tag = await replace(bench.client, uri, '{"a":2,"b":1}', base);
  return { uri, base, tag, merge: `${uri}/merge` };
}

/** Sends a merge that must change nothing; resolves with its result and what it points at. */
async function refused(body: (tags: { base: string; tag: string }) => string, headers = {}) {
  const { client } = bench;
  const prepared = await prepare();
  const before = await observe(client, prepared.uri, `${prepared.uri}/revisions`);
  const answer = await client.post(prepared.merge, body(prepared), headers);
  expect(await observe(client, prepared.uri, `${prepared.uri}/revisions`)).toEqual(before);
  return { answer, result: told(answer), pointer: answer.json()['pointer'] };
}

describe('content that is no merge', () => {
  it.each([
    ['no JSON', '{', '400 malformed-json', undefined],
    ['a member twice', '{"base":"\\"1.a\\"","base":"\\"1.a\\"","data":{}}', '400 malformed-json', '/base'],
    ['a member twice in data', '{"base":"\\"1.a\\"","data":{"x":1,"x":1}}', '400 malformed-json', '/data/x'],
    ['no object', '[]', '422 unprocessable', ''],
    ['no base', '{"data":{}}', '400 malformed-merge', '/base'],
    ['a base that is no string', '{"base":7,"data":{}}', '400 malformed-merge', '/base'],
    ['a base without its quotes', '{"base":"1.a","data":{}}', '400 malformed-merge', '/base'],
    ['the base *', '{"base":"*","data":{}}', '400 malformed-merge', '/base'],
    ['two tags as base', '{"base":"\\"1.a\\", \\"2.b\\"","data":{}}', '400 malformed-merge', '/base'],
    ['another member', '{"base":"\\"1.a\\"","data":{},"x/y":1}', '400 malformed-merge', '/x~1y'],
    [
      'a member __proto__',
      '{"base":"\\"1.a\\"","__proto__":{"data":{}}}',
      '400 malformed-merge',
      '/__proto__',
    ],
    ['no data', '{"base":"\\"1.a\\""}', '400 malformed-merge', '/data'],
    ['data that is an array', '{"base":"\\"1.a\\"","data":[]}', '422 unprocessable', '/data'],
    ['data that is null', '{"base":"\\"1.a\\"","data":null}', '422 unprocessable', '/data'],
    [
      'a number that no double holds',
      '{"base":"\\"1.a\\"","data":{"x":1e400}}',
      '422 unprocessable',
      '/data/x',
    ],
  ])('%s', async (_, body, result, pointer) => {
    expect(await refused(() => body)).toMatchObject({ result, pointer });
  });

  it('129 levels in data: 422', async () => {
    const deep = `${'{"a":'.repeat(128)}{}${'}'.repeat(128)}`;
    expect((await refused(({ base }) => content(base, deep))).result).toBe('422 unprocessable');
  });

  it('another type, too many bytes, a parameter: 415, 413, 400', async () => {
    const valid = ({ base }: { base: string }) => content(base, '{}');
    const { answer, result } = await refused(valid, { 'Content-Type': 'application/merge-patch+json' });
    expect([result, answer.headers['accept']]).toEqual(['415 unsupported-media-type', 'application/json']);
    const long = ({ base }: { base: string }) => content(base, `{"x":"${'x'.repeat(3100)}"}`);
    expect((await refused(long)).result).toBe('413 content-too-large');
    const { merge, base } = await prepare();
    expect(told(await bench.client.post(`${merge}?x=1`, content(base, '{}')))).toBe('400 invalid-parameter');
    expect(told(await bench.client.post(merge, content(base, '{}'), { Accept: 'text/html' }))).toBe(
      '406 not-acceptable',
    );
  });

  it('a result that is larger than a document may be: 422, although each side was not', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const base = await create(client, uri, '{}');
    await replace(client, uri, `{"a":"${'a'.repeat(1500)}"}`, base);
    const answer = await client.post(`${uri}/merge`, content(base, `{"b":"${'b'.repeat(1500)}"}`));
    expect([told(answer), answer.json()['fault']]).toEqual(['422 unprocessable', 'too-large']);
  });
});

describe('a base that is none', () => {
  it('R20: a weak one is 400', async () => {
    const weak = await refused(({ base }) => content(`W/${base}`, '{}'));
    expect(weak).toMatchObject({ result: '400 malformed-merge', pointer: '/base' });
  });

  it.each([
    ['of another service', () => '"abc"'],
    ['empty', () => '""'],
    ['of a revision to come', (base: string) => base.replace('"1.', '"3.')],
    ['R4: of a revision under the time of another', (_: string, tag: string) => tag.replace('"2.', '"1.')],
    ['R4: of the current revision under another time', (base: string) => base.replace('"1.', '"2.')],
    ['of a variant that does not exist', (base: string) => base.replace(/"$/, '-xml"')],
  ])('%s: never issued, 422', async (_, tagOf) => {
    const result = await refused(({ base, tag }) => content(tagOf(base, tag), '{}'));
    expect(result).toMatchObject({ result: '422 unknown-base', pointer: '/base' });
  });

  it('the revision that deleted it had no tag: 422', async () => {
    const { client } = bench;
    const { uri, merge } = await prepare();
    await remove(client, uri);
    const tag = await create(client, uri, '{}');
    const { items } = (await client.get(`${uri}/revisions`)).json<{ items: { updatedAt: string }[] }>();
    const time = Date.parse(items[1]?.updatedAt ?? '').toString(36);
    expect(told(await client.post(merge, content(`"3.${time}"`, '{}')))).toBe('422 unknown-base');
    expect((await client.get(uri)).etag).toBe(tag);
  });

  it('one that is no longer kept: 410, and says what to do instead', async () => {
    const service = await startClocked();
    try {
      const { client } = service;
      await client.makeCollection('notes');
      const uri = '/v1/collections/notes/documents/a';
      const base = await create(client, uri, '{"a":1}');
      service.clock += 1000;
      await replace(client, uri, '{"a":1,"b":1}', base);
      const prune = () =>
        service.storage.history.prune({
          collection: 'notes' as CollectionName,
          settings: 1 as Revision,
          retention: { kind: 'revisions', count: 1 },
          after: 0 as Sequence,
          spare: 0,
          rows: 200,
        });
      service.clock += 1000;
      // Between the look at the revision and that at its text it is pruned: that is told too, and is no failure.
      service.meanwhile = prune;
      for (let time = 0; time < 2; time++) {
        const answer = await client.post(`${uri}/merge`, content(base, '{"a":2}'));
        expect(told(answer)).toBe('410 revision-pruned');
        expect(answer.json()).toMatchObject({ oldest: 2, newest: 2 });
        expect(answer.json()['detail']).toContain('GET the document');
      }
    } finally {
      await service.stop();
    }
  });
});

describe('a target that is not there', () => {
  it.each([
    ['a collection that never was', '404 collection-not-found'],
    ['a document that never was', '404 document-not-found'],
    ['a deleted document', '410 gone'],
    ['a deleted collection', '410 gone'],
  ])('%s: %s, whatever the content', async (name, result) => {
    const { client } = bench;
    const place = bench.place();
    if (!name.endsWith('collection that never was')) await client.makeCollection(place.name);
    if (name === 'a deleted document') {
      await create(client, place.document('a'));
      await remove(client, place.document('a'));
    }
    if (name === 'a deleted collection') await remove(client, place.uri);
    expect(told(await client.post(`${place.document('a')}/merge`, '{'))).toBe(result);
  });

  it('a name that is none: 400', async () => {
    expect(told(await bench.client.post('/v1/collections/A/documents/a/merge', '{}'))).toBe(
      '400 invalid-name',
    );
  });
});

describe('the resource', () => {
  it('R86: OPTIONS says POST and JSON; other methods are 405', async () => {
    const { client } = bench;
    const { merge } = await prepare();
    const options = await client.send('OPTIONS', merge);
    expect([options.status, options.headers.allow, options.headers['accept-post']]).toEqual([
      204,
      'OPTIONS, POST',
      'application/json',
    ]);
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await client.send(method, merge);
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, 'OPTIONS, POST']);
    }
  });

  it.each([
    ['If-Match', '*', '200'],
    ['If-Match', 'current', '200'],
    ['If-Match', 'base', '412 precondition-failed'],
    ['If-Match', '', '412 precondition-failed'],
    ['If-Match', 'unquoted', '400 malformed-precondition'],
    ['If-None-Match', '*', '412 precondition-failed'],
    ['If-None-Match', 'current', '412 precondition-failed'],
    ['If-None-Match', 'base', '200'],
    ['If-None-Match', 'unquoted', '400 malformed-precondition'],
  ])('9110 13: %s: %s is judged against the document: %s', async (field, value, result) => {
    const { client } = bench;
    const { base, tag, merge } = await prepare();
    const sent = value === 'current' ? tag : value === 'base' ? base : value;
    const answer = await client.post(merge, content(base, '{"a":1,"b":2}'), { [field]: sent });
    expect(told(answer)).toBe(result);
    expect(result.startsWith('412') ? answer.etag : tag).toBe(tag);
  });

  it('R35: the content is not asked for when the preconditions fail', async () => {
    const { base, merge } = await prepare();
    const wire = await Wire.open(bench.url);
    const fields = ['Content-Type: application/json', 'Content-Length: 20', 'Expect: 100-continue'];
    await wire.ask(`POST ${merge}`, ...fields, `If-Match: ${base}`);
    expect(slugOf(await wire.answer())).toBe('precondition-failed');
    wire.close();
  });
});

describe('WEAK_IF_MATCH=accept', () => {
  const weakened = useService({ WEAK_IF_MATCH: 'accept' });

  it('R20: takes a weak base, as a proxy has weakened it', async () => {
    const { client } = weakened;
    const uri = (await weakened.collection()).document('a');
    const base = await create(client, uri, '{"a":1}');
    expect(told(await client.post(`${uri}/merge`, content(`W/${base}`, '{"a":2}')))).toBe('200');
  });
});
