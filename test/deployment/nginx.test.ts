// Issue 7: the configuration that is shipped, in front of the service as it is deployed.
import { Buffer } from 'node:buffer';
import { type Answer, Client } from '../support/client.js';
import { digestOf } from '../http/attachment-place.js';
import { EventReader } from '../http/event-stream.js';
import { create, fieldsOf, type Place, placeNamed, replace, told } from '../http/support.js';
import { Wire } from '../http/wire.js';
import { withoutPostgresql } from '../support/postgresql.js';
import { withoutNginx } from './nginx-process.js';
import { POSTGRESQL, SQLITE, startTopology, type Topology } from './topology.js';

if (withoutNginx !== '') process.stderr.write(`test/deployment/nginx: ${withoutNginx}\n`);
const withNginx = withoutNginx === '' ? describe : describe.skip;

const GZIP = { 'Accept-Encoding': 'gzip' };
const LARGE = JSON.stringify({ n: 1, text: 'as long as what the service compresses itself. '.repeat(60) });

// What is between two neighbours on the way, and what nginx says of itself.
const HOP = /^(?:connection|keep-alive|transfer-encoding|server): /;

/** What is meant for the client. */
function endToEnd(answer: Answer): string[] {
  return fieldsOf(answer).filter((field) => !HOP.test(field));
}

const stores = withoutPostgresql === '' ? [SQLITE, POSTGRESQL] : [SQLITE];

withNginx.each(stores)(`nginx before $name${withoutNginx && ` (${withoutNginx})`}`, (store) => {
  let topology: Topology;
  let client: Client;
  let direct: Client;
  let place: Place;
  let places = 0;

  beforeAll(async () => {
    topology = await startTopology(store);
    client = new Client(topology.nginx.url);
    direct = new Client(topology.replicas[0] ?? '');
  });

  beforeEach(async () => {
    places += 1;
    place = placeNamed(`c${places}`);
    await client.makeCollection(place.name);
  });

  afterAll(async () => {
    client?.close();
    direct?.close();
    await topology?.stop();
    // It is meant to complain of one thing only.
    const complaints = topology?.nginx.complaints.filter((line) => !line.includes('too large body')) ?? [];
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });

  it.each([
    ['a small document', () => place.document('small'), {}],
    ['a document that the service compresses', () => place.document('large'), {}],
    ['a list', () => place.list, {}],
    ['a list as CSV', () => place.list, { Accept: 'text/csv' }],
    ['a page', () => place.document('small'), { Accept: 'text/html' }],
    ['the changes', () => `${place.uri}/changes`, {}],
  ])(
    'R5: %s, to a client that takes gzip: tag, fields and bytes are those of the service',
    async (...row) => {
      const [, uriOf, accept] = row;
      await create(client, place.document('small'));
      await create(client, place.document('large'), LARGE);
      const headers = { ...GZIP, ...accept };
      const [through, straight] = [await client.get(uriOf(), headers), await direct.get(uriOf(), headers)];
      expect([through.status, through.etag]).toEqual([200, straight.etag]);
      expect(through.etag).toMatch(/^"/);
      expect(through.bytes.equals(straight.bytes)).toBe(true);
      expect(endToEnd(through)).toEqual(endToEnd(straight));
      const [again, cached] = [
        await client.get(uriOf(), { ...headers, 'If-None-Match': through.etag }),
        await direct.get(uriOf(), { ...headers, 'If-None-Match': through.etag }),
      ];
      expect([again.status, cached.status]).toEqual([304, 304]);
      expect(endToEnd(again)).toEqual(endToEnd(cached));
    },
  );

  it('R20: the tag that nginx served guards a write: 204; then it is outdated: 412; without one: 428', async () => {
    const uri = place.document('a');
    await create(client, uri, LARGE);
    const { etag } = await client.get(uri, GZIP);
    expect(etag).toMatch(/-gzip"$/);
    const written = await client.put(uri, '{"n":2}', { 'If-Match': etag });
    expect(written.status).toBe(204);
    const late = await client.put(uri, '{"n":3}', { 'If-Match': etag });
    expect(told(late)).toBe('412 precondition-failed');
    expect(late.json()).toMatchObject({ current: { revision: 2, etag: written.etag } });
    expect(late.etag).toBe(written.etag);
    expect(told(await client.put(uri, '{"n":4}'))).toBe('428 precondition-required');
    expect(told(await client.delete(uri, { 'If-Match': written.etag }))).toBe('204');
    expect(told(await client.get(uri))).toBe('410 gone');
  });

  it('R38: what was written through nginx is never answered with an earlier state: 200 each time', async () => {
    const uri = place.document('a');
    let tag = await create(client, uri);
    for (let n = 2; n < 20; n++) {
      const seen = tag;
      tag = await replace(client, uri, `{"n":${n}}`, seen);
      const answer = await client.get(uri, { 'If-None-Match': seen });
      expect([answer.status, answer.etag, answer.text]).toEqual([200, tag, `{"n":${n}}`]);
    }
  });

  it('an event arrives while its stream goes on: nginx holds nothing back', async () => {
    const reader = await EventReader.open(`${topology.nginx.url}${place.uri}/changes`, GZIP);
    try {
      for (const id of ['a', 'b', 'c']) {
        await create(client, place.document(id));
        await reader.until(() => reader.events.some(({ data }) => data.id === id));
      }
      expect(reader.headers['content-encoding']).toBeUndefined();
    } finally {
      reader.cut();
    }
  }, 20_000);

  it('a reader waits through nginx: 200 when there is a change, 304 when its time is over', async () => {
    const [changed, quiet] = [place.document('changed'), place.document('quiet')];
    const wait = async (uri: string, tag: string, preference: string) => {
      const begun = performance.now();
      const answer = await client.get(uri, { 'If-None-Match': tag, Prefer: preference });
      expect(answer.headers['preference-applied']).toBe('wait');
      return { status: answer.status, text: answer.text, milliseconds: performance.now() - begun };
    };
    const over = wait(quiet, await create(client, quiet), 'wait=1');
    const tag = await create(client, changed);
    const woken = wait(changed, tag, 'wait=50');
    await replace(client, changed, '{"n":"new"}', tag);
    expect(await woken).toMatchObject({ status: 200, text: '{"n":"new"}' });
    const late = await over;
    expect(late.status).toBe(304);
    expect(late.milliseconds).toBeGreaterThanOrEqual(1000);
  }, 20_000);

  describe('with attachments', () => {
    it('R79: an attachment of 20 MiB goes up and down whole, and in parts: 201, 200, 206, 416', async () => {
      await create(client, place.document('d'));
      // Of every byte some, and nothing that repeats in a power of two.
      const bytes = Buffer.alloc(20 * 1024 ** 2, Buffer.from(Array.from({ length: 251 }, (_, n) => n)));
      // What a proxy that decodes and encodes anew would change.
      const uri = `${place.document('d')}/attachments/${encodeURIComponent('à 100%2e; a+b?.bin')}`;
      const headers = {
        'Content-Type': 'application/octet-stream',
        'If-None-Match': '*',
        'Repr-Digest': digestOf(bytes),
      };
      const stored = await client.send('PUT', uri, { body: bytes, headers });
      expect([stored.status, stored.headers.location]).toEqual([201, uri]);
      const whole = await client.get(uri, GZIP);
      expect([whole.status, whole.etag, whole.bytes.equals(bytes)]).toEqual([200, stored.etag, true]);
      const range = { Range: 'bytes=10000000-10000099' };
      const part = await client.get(uri, { ...range, 'If-Range': stored.etag });
      expect(part.headers['content-range']).toBe(`bytes 10000000-10000099/${bytes.length}`);
      expect([part.status, part.bytes.equals(bytes.subarray(10_000_000, 10_000_100))]).toEqual([206, true]);
      const outdated = await client.get(uri, { ...range, 'If-Range': '"0.0"' });
      expect([outdated.status, outdated.bytes.length]).toEqual([200, bytes.length]);
      expect(told(await client.get(uri, { Range: 'bytes=99999999-' }))).toBe('416 range-not-satisfiable');
    });
  });

  it('more than nginx takes: 413 as a problem, of nginx itself', async () => {
    await create(client, place.document('d'));
    const wire = await Wire.open(topology.nginx.url);
    await wire.ask(
      `PUT ${place.document('d')}/attachments/large`,
      'If-None-Match: *',
      'Content-Length: 67108865',
    );
    const { status, fields, body } = await wire.answer();
    wire.close();
    expect([status, fields.get('content-type'), fields.get('cache-control')]).toEqual([
      413,
      'application/problem+json',
      'no-store',
    ]);
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status: 413 });
  });
});
