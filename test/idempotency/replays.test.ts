import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import type { Answer, Sending } from '../support/client.js';
import { create, observe, told, useService } from '../http/support.js';

const bench = useService();

type Headers = NonNullable<Sending['headers']>;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const MERGE_PATCH = { 'Content-Type': 'application/merge-patch+json' };

let keys = 0;
function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** Everything of an answer that a replay must repeat. */
function essence({ status, headers, text }: Answer) {
  const { etag, location } = headers;
  return { status, etag, location, text, type: headers['content-type'], at: headers['content-location'] };
}

interface Write {
  readonly method: string;
  readonly uri: string;
  readonly headers: Headers;
  readonly body?: string | Buffer;
}

/** Every kind of write, each on resources of its own. */
async function writes(): Promise<readonly (Write & { readonly name: string; readonly status: number })[]> {
  const place = await bench.collection();
  const { client } = bench;
  const tag = async (id: string) => ({ 'If-Match': await create(client, place.document(id)) });
  const settings = (await client.get(place.uri)).etag;
  const other = await bench.collection();
  const otherSettings = { 'If-Match': (await client.get(other.uri)).etag };
  return [
    {
      name: 'PUT that creates',
      status: 201,
      method: 'PUT',
      uri: place.document('new'),
      headers: { ...JSON_TYPE, 'If-None-Match': '*' },
      body: '{"a":1}',
    },
    {
      name: 'PUT that replaces',
      status: 204,
      method: 'PUT',
      uri: place.document('a'),
      headers: { ...JSON_TYPE, ...(await tag('a')) },
      body: '{"a":2}',
    },
    {
      name: 'PUT that wants to see it',
      status: 200,
      method: 'PUT',
      uri: place.document('b'),
      headers: { ...JSON_TYPE, ...(await tag('b')), Prefer: 'return=representation' },
      body: '{ "a":2}',
    },
    {
      name: 'PUT of what is there',
      status: 204,
      method: 'PUT',
      uri: place.document('c'),
      headers: { ...JSON_TYPE, ...(await tag('c')) },
      body: '{"n":1}',
    },
    {
      name: 'PATCH',
      status: 200,
      method: 'PATCH',
      uri: place.document('d'),
      headers: { ...MERGE_PATCH, ...(await tag('d')) },
      body: '{"n":5}',
    },
    {
      name: 'PATCH without effect',
      status: 200,
      method: 'PATCH',
      uri: place.document('e'),
      headers: { ...MERGE_PATCH, ...(await tag('e')) },
      body: '{"n":1}',
    },
    { name: 'DELETE', status: 204, method: 'DELETE', uri: place.document('f'), headers: await tag('f') },
    {
      name: 'POST',
      status: 201,
      method: 'POST',
      uri: place.list,
      headers: JSON_TYPE,
      body: '{"posted":true}',
    },
    {
      name: 'PUT of a new collection',
      status: 201,
      method: 'PUT',
      uri: bench.place().uri,
      headers: { ...JSON_TYPE, 'If-None-Match': '*' },
      body: '{}',
    },
    {
      name: 'PUT of the settings that stand',
      status: 204,
      method: 'PUT',
      uri: place.uri,
      headers: { ...JSON_TYPE, 'If-Match': settings },
      body: '{}',
    },
    {
      name: 'PATCH of settings',
      status: 200,
      method: 'PATCH',
      uri: other.uri,
      headers: { ...MERGE_PATCH, ...otherSettings },
      body: '{"indexes":["a"]}',
    },
    {
      name: 'DELETE of a collection',
      status: 204,
      method: 'DELETE',
      uri: (await bench.collection()).uri,
      headers: { 'If-Match': '*' },
    },
  ];
}

function send({ method, uri, headers, body }: Write, key: string): Promise<Answer> {
  return bench.client.send(method, uri, {
    headers: { ...headers, 'Idempotency-Key': key },
    ...(body !== undefined && { body }),
  });
}

it('R87: every kind of write is performed once under one key, and its repeat gets the same answer', async () => {
  for (const write of await writes()) {
    const key = newKey();
    const first = await send(write, key);
    expect([write.name, first.status, first.headers['idempotency-replayed']]).toEqual([
      write.name,
      write.status,
      undefined,
    ]);
    const before = await observe(bench.client, write.uri);
    const again = await send(write, key);
    expect([write.name, essence(again)]).toEqual([write.name, essence(first)]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await observe(bench.client, write.uri)).toEqual(before);
  }
});

it('R87: a repeat is answered as then, although its If-Match is outdated and others have changed the document since', async () => {
  const place = await bench.collection();
  const uri = place.document('a');
  const tag = await create(bench.client, uri);
  const write = { method: 'PATCH', uri, headers: { ...MERGE_PATCH, 'If-Match': tag }, body: '{"n":2}' };
  const key = newKey();
  const first = await send(write, key);
  await bench.client.put(uri, '{"n":3}', { 'If-Match': '*' });
  await bench.client.delete(uri, { 'If-Match': '*' });
  expect(essence(await send(write, key))).toEqual(essence(first));
  // The same without the key is a conflict, as ever.
  expect(told(await bench.client.patch(uri, '{"n":2}', { 'If-Match': tag }))).toBe('410 gone');
});

it('R87: the same key with another method, target, type, precondition or content is 422 and changes nothing', async () => {
  const place = await bench.collection();
  const uri = place.document('a');
  const tag = await create(bench.client, uri);
  const write = { method: 'PATCH', uri, headers: { ...MERGE_PATCH, 'If-Match': tag }, body: '{"n":2}' };
  const key = newKey();
  expect((await send(write, key)).status).toBe(200);
  const before = await observe(bench.client, uri, place.list);
  const others: readonly Write[] = [
    { ...write, method: 'PUT' },
    { ...write, uri: place.document('b') },
    { ...write, headers: { ...write.headers, 'Content-Type': 'application/json-patch+json' } },
    { ...write, headers: { ...write.headers, 'If-Match': '*' } },
    { ...write, headers: { ...write.headers, 'If-None-Match': '"x"' } },
    { ...write, body: '{"n":3}' },
    { ...write, body: '{"n":2} ' },
    { ...write, headers: { ...write.headers, 'Content-Encoding': 'gzip' }, body: gzipSync(write.body) },
  ];
  for (const other of others) {
    const answer = await send(other, key);
    expect([answer.status, told(answer)]).toEqual([422, '422 idempotency-key-reused']);
  }
  expect(await observe(bench.client, uri, place.list)).toEqual(before);
});

it('R87: a refusal is not remembered: the corrected request may use its key', async () => {
  const place = await bench.collection();
  const uri = place.document('a');
  await create(bench.client, uri);
  const key = { 'Idempotency-Key': newKey() };
  expect(told(await bench.client.put(uri, '{"n":2}', { ...key, 'If-Match': '"1.old"' }))).toMatch(/^412/);
  expect(told(await bench.client.put(uri, '{"n":', { ...key, 'If-Match': '*' }))).toMatch(/^400/);
  expect(told(await bench.client.put(uri, '{"n":2}', key))).toMatch(/^428/);
  const answer = await bench.client.put(uri, '{"n":2}', { ...key, 'If-Match': '*' });
  expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([204, undefined]);
});

it('R87: of 32 twins sent at once one is performed, and all get its answer', async () => {
  const place = await bench.collection();
  const uri = place.document('a');
  const tag = await create(bench.client, uri);
  const kinds: readonly Write[] = [
    { method: 'POST', uri: place.list, headers: JSON_TYPE, body: '{"twin":true}' },
    { method: 'PATCH', uri, headers: { ...MERGE_PATCH, 'If-Match': tag }, body: '{"n":2}' },
    { method: 'PUT', uri: place.document('b'), headers: { ...JSON_TYPE, 'If-None-Match': '*' }, body: '{}' },
    { method: 'DELETE', uri: place.document('b'), headers: { 'If-Match': '*' } },
  ];
  for (const write of kinds) {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 32 }, () => send(write, key)));
    expect(new Set(answers.map((answer) => JSON.stringify(essence(answer)))).size).toBe(1);
    expect(answers[0]?.status).toBeLessThan(300);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
  }
  const { items } = (await bench.client.get(place.list)).json<{ items: { revision: number }[] }>();
  expect(items.map(({ revision }) => revision).toSorted((a, b) => a - b)).toEqual([1, 2]);
});

it.each([
  ['empty', ''],
  ['with a space', 'a b'],
  ['of 256 characters', 'k'.repeat(256)],
  ['beyond ASCII', 'k\xe4y'],
  ['on two lines', ['a', 'b']],
])('R87: a key %s is 400 on every write, and nothing is done', async (_, key) => {
  const place = await bench.collection();
  const uri = place.document('a');
  await create(bench.client, uri);
  const before = await observe(bench.client, uri, place.uri, place.list);
  const headers = { 'Idempotency-Key': key, 'If-Match': '*' };
  const answers = [
    await bench.client.put(uri, '{}', headers),
    await bench.client.patch(uri, '{"n":2}', headers),
    await bench.client.delete(uri, headers),
    await bench.client.post(place.list, '{}', { 'Idempotency-Key': key }),
    await bench.client.put(place.uri, '{"indexes":["n"]}', headers),
    await bench.client.patch(place.uri, '{"indexes":["n"]}', headers),
    await bench.client.delete(`${place.uri}?recursive=true`, headers),
  ];
  expect(answers.map(told)).toEqual(Array.from({ length: 7 }, () => '400 malformed-idempotency-key'));
  expect(await observe(bench.client, uri, place.uri, place.list)).toEqual(before);
});

it('R87: a key of 255 characters is taken, and a read takes no notice of one', async () => {
  const place = await bench.collection();
  const uri = place.document('a');
  const key = 'k'.repeat(255);
  const made = await bench.client.put(uri, '{}', { 'Idempotency-Key': key, 'If-None-Match': '*' });
  expect(made.status).toBe(201);
  expect((await bench.client.get(uri, { 'Idempotency-Key': key })).status).toBe(200);
  expect((await bench.client.get(uri, { 'Idempotency-Key': 'a b' })).status).toBe(200);
});

it('R87: a known key answers before the path and the state are looked at: 422 even where the collection is missing', async () => {
  const place = await bench.collection();
  const key = { 'Idempotency-Key': newKey() };
  expect((await bench.client.post(place.list, '{}', key)).status).toBe(201);
  const nowhere = await bench.client.put('/v1/collections/nowhere/documents/a', '{}', key);
  expect(told(nowhere)).toBe('422 idempotency-key-reused');
});
