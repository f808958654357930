// reliability 3: lines of the checklist that belong to no single feature.
import { create, told, useService } from './support.js';
import { built } from '../support/built.js';
import { Wire } from './wire.js';

const bench = useService();

describe('properties of the service inside a body', () => {
  it('are data and nothing else: revision, tag, times and author stay those of the service', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const text =
      '{"id":"b","revision":99,"etag":"\\"99.a\\"","createdAt":"1970-01-01T00:00:00Z","updatedAt":null,"author":"admin","epoch":1,"owner":"x","deleted":true}';
    const tag = await create(client, place.document('a'), text);
    expect(tag).toMatch(/^"1\./);
    const patched = await client.patch(place.document('a'), '{"revision":7,"deleted":false}', {
      'If-Match': tag,
    });
    expect([told(patched), patched.etag]).toEqual(['200', expect.stringMatching(/^"2\./)]);
    const { items } = (await client.get(place.list)).json<{ items: Record<string, unknown>[] }>();
    expect(items).toEqual([
      {
        id: 'a',
        revision: 2,
        etag: patched.etag,
        createdAt: expect.stringMatching(/^20/),
        updatedAt: expect.stringMatching(/^20/),
        data: { ...(JSON.parse(text) as object), revision: 7, deleted: false },
      },
    ]);
  });

  it('are refused where they are settings: 422', async () => {
    const settings = '{"revision":99,"author":"admin"}';
    const answer = await bench.client.put(bench.place().uri, settings, { 'If-None-Match': '*' });
    expect(told(answer)).toBe('422 invalid-settings');
  });
});

/** What every object of the service inherits. */
async function inherited(): Promise<readonly string[]> {
  const { readConfig } = await built();
  const prototype = Object.getPrototypeOf(readConfig({})) as object;
  return [
    prototype,
    ...['constructor', 'toString'].map((name) => Reflect.get(prototype, name) as object),
  ].flatMap((object) => Reflect.ownKeys(object).map(String));
}

describe('names that mean something to JavaScript', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
    '%s in paths, queries, fields, documents, patches, batches and settings changes no object of the service',
    async (name) => {
      const before = await inherited();
      const { client } = bench;
      const place = await bench.collection();
      const hostile = `{"${name}":{"polluted":1,"prototype":{"polluted":1}}}`;
      const uri = place.document(name);
      await create(client, uri, hostile);
      const json = 'application/json-patch+json';
      const patch = (path: string) =>
        client.send('PATCH', uri, {
          body: `[{"op":"add","path":"${path}","value":1}]`,
          headers: { 'If-Match': '*', 'Content-Type': json },
        });
      const operation = { method: 'PUT', path: uri, ifMatch: '*', body: JSON.parse(hostile) as unknown };
      const answers = [
        await client.patch(uri, hostile, { 'If-Match': '*' }),
        await patch(`/${name}/polluted`),
        await patch(`/${name}/prototype/polluted`),
        await client.post('/v1/batch', JSON.stringify({ operations: [operation] })),
        await client.put(place.uri, `{"indexes":["${name}","${name}.polluted"]}`, { 'If-Match': '*' }),
        await client.get(`${place.list}?filter[${name}.polluted]=1&sort=${name}&fields=${name}`),
        await client.get(uri, { [name]: 'polluted', Prefer: `${name}=1`, 'X-Request-Id': name }),
      ];
      expect(answers.map(told)).toEqual(['200', '200', '200', '200', '204', '200', '200']);
      // What is no parameter or setting is not found in what objects inherit, either.
      expect(told(await client.get(`${place.list}?${name}=1`))).toBe('400 invalid-parameter');
      expect(told(await client.put(place.uri, `{"${name}":1}`, { 'If-Match': '*' }))).toBe(
        '422 invalid-settings',
      );
      expect(await inherited()).toEqual(before);
      expect((await client.get(uri)).text).toBe(JSON.stringify(JSON.parse(hostile)));
    },
  );
});

it('forms with files are no documents: 415; as an attachment their bytes are kept, and nothing in them is read', async () => {
  const { client } = bench;
  const place = await bench.collection();
  const form = '--x\r\nContent-Disposition: form-data; name=""; filename="../../etc/passwd"\r\n\r\n';
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x', 'If-None-Match': '*' };
  expect(told(await client.send('POST', place.list, { body: form, headers }))).toBe(
    '415 unsupported-media-type',
  );
  expect(told(await client.send('PUT', place.document('a'), { body: form, headers }))).toBe(
    '415 unsupported-media-type',
  );
  await create(client, place.document('a'));
  const uri = `${place.document('a')}/attachments/form`;
  expect(told(await client.send('PUT', uri, { body: form.repeat(10_000), headers }))).toBe('201');
  expect((await client.get(uri)).text).toBe(form.repeat(10_000));
});

it.each(['%0d%0aX-Injected:%20y', 'a%00', 'a%0a', '%c4%8d%c4%8a', 'é'.repeat(3)])(
  'response splitting: %s in names, queries and types gets into no field of an answer',
  async (hostile) => {
    const place = await bench.collection();
    await create(bench.client, place.document('a'));
    const path = encodeURI(decodeURI(hostile));
    const attachment = `${place.document('a')}/attachments/${path}`;
    for (const line of [
      `PUT ${place.document(path)}`,
      `PUT ${attachment}`,
      `GET ${attachment}`,
      `GET ${place.list}?filter[a]=${path}&limit=1`,
      `GET ${place.list}?cursor=${path}`,
      `GET /v1/${path}`,
    ]) {
      const wire = await Wire.open(bench.url);
      const fields = [
        'If-None-Match: *',
        'Content-Type: application/json',
        'Content-Length: 2',
        'Connection: close',
      ];
      await wire.write([`${line} HTTP/1.1`, 'Host: localhost', ...fields, '', '{}'].join('\r\n'));
      const [head = ''] = (await wire.closed()).split('\r\n\r\n');
      expect(head).toMatch(/^HTTP\/1\.1 \d{3} [\w ]+(?:\r\n[A-Z][\w-]+: [\x20-\x7e]*)+$/);
      expect(head).not.toContain('\r\nX-Injected');
    }
  },
);
