// /metrics: what was asked, how it was answered, and how the store and the process are.
import { setImmediate as turn } from 'node:timers/promises';
import { Client } from '../support/client.js';
import { create, useService } from '../http/support.js';
import { Wire } from '../http/wire.js';
import { family, samples } from './metrics-text.js';

const bench = useService({ BASE_PATH: '/store' });
const REQUESTS = 'etagere_http_requests_total';

let client: Client;

beforeAll(async () => {
  client = new Client(`http://127.0.0.1:${new URL(bench.url).port}/store`);
  await client.makeCollection('books');
  await create(client, '/v1/collections/books/documents/emma');
});

afterAll(() => client.close());

/** How much each sample of `name` rises while `act` runs. */
async function risen(name: string, act: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = family(await samples(client), name);
  await act();
  const after = family(await samples(client), name);
  return Object.fromEntries(
    Object.entries(after)
      .map(([labels, value]) => [labels, value - (before[labels] ?? 0)] as const)
      .filter(([labels, value]) => value > 0 && !labels.includes('/metrics')),
  );
}

const EMMA = '/v1/collections/books/documents/emma';

it('counts answers by route, method and status: 200, 304, 412, 428, 404 of one document', async () => {
  const { etag } = await client.get(EMMA);
  const rose = await risen(REQUESTS, async () => {
    await client.get(EMMA);
    await client.get(EMMA, { 'If-None-Match': etag });
    await client.head(EMMA, { 'If-None-Match': etag });
    await client.put(EMMA, '{}', { 'If-Match': '"0.0"' });
    await client.put(EMMA, '{}');
    await client.get(`${EMMA}x`);
    await client.get('/v1/collections/books/documents');
  });
  const route = '/v1/collections/{collection}/documents';
  expect(rose).toEqual({
    [`{route="${route}/{id}",method="GET",status="200"}`]: 1,
    [`{route="${route}/{id}",method="GET",status="304"}`]: 1,
    [`{route="${route}/{id}",method="HEAD",status="304"}`]: 1,
    [`{route="${route}/{id}",method="GET",status="404"}`]: 1,
    [`{route="${route}/{id}",method="PUT",status="412"}`]: 1,
    [`{route="${route}/{id}",method="PUT",status="428"}`]: 1,
    [`{route="${route}",method="GET",status="200"}`]: 1,
  });
});

it('the way past the framework and the way through it count alike', async () => {
  // A path that needs decoding goes the long way.
  const spellings = [EMMA, EMMA.replace('emma', 'em%6Da')];
  const rises = [];
  for (const path of spellings) rises.push(await risen(REQUESTS, () => client.get(path)));
  expect(rises[0]).toEqual({
    '{route="/v1/collections/{collection}/documents/{id}",method="GET",status="200"}': 1,
  });
  expect(rises[1]).toEqual(rises[0]);
});

it('what clients make up is no label: other methods, unknown paths, broken requests', async () => {
  const wire = await Wire.open(bench.url);
  await wire.write('GET / HTTP/1.1\r\nno field\r\n\r\n');
  const rose = await risen(REQUESTS, async () => {
    for (let n = 0; n < 5; n += 1) await client.get(`/v1/made-up-${n}/"x"`);
    await client.send('PROPFIND', EMMA);
    await client.send('BREW', EMMA).catch(() => undefined);
    await client.delete('/v1/batch');
  });
  expect(rose).toEqual({
    '{route="none",method="GET",status="404"}': 5,
    '{route="none",method="other",status="501"}': 1,
    '{route="none",method="DELETE",status="405"}': 1,
  });
  await wire.closed();
  expect(family(await samples(client), 'etagere_problems_total')).toMatchObject({
    '{type="not-found"}': expect.any(Number),
    '{type="bad-request"}': expect.any(Number),
    '{type="method-not-allowed"}': 1,
  });
});

it('the duration of every answer is in one bucket, but for reads that asked to wait', async () => {
  const { etag } = await client.get(EMMA);
  const name = 'etagere_http_request_duration_seconds_count';
  const labels = '{route="/v1/collections/{collection}/documents/{id}",method="GET"}';
  expect(
    await risen(name, async () => {
      await client.get(EMMA);
      await client.get(EMMA, { 'If-None-Match': etag, Prefer: 'wait=0' });
    }),
  ).toEqual({ [labels]: 1 });
  const all = await samples(client);
  const buckets = Object.entries(family(all, 'etagere_http_request_duration_seconds_bucket'))
    .filter(([key]) => key.includes('documents/{id}",method="GET"'))
    .map(([, value]) => value);
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  expect(buckets.at(-1)).toBe(all.get(name + labels));
});

it('every write is in one commit, and every commit is counted with its duration: 20 writes', async () => {
  const before = await samples(client);
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => create(client, `/v1/collections/books/documents/group-${n}`)),
  );
  const after = await samples(client);
  const rise = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  expect(rise('etagere_commit_group_size_sum')).toBe(20);
  expect(rise('etagere_commit_group_size_count')).toBeLessThanOrEqual(20);
  expect(rise('etagere_commit_seconds_count')).toBe(rise('etagere_commit_group_size_count'));
  expect(rise('etagere_commit_seconds_sum')).toBeGreaterThan(0);
  expect(after.get('etagere_write_queue_length')).toBe(0);
});

it('shows readers that wait, connections, and requests that are worked on', async () => {
  const changes = await Wire.open(bench.url);
  await changes.ask('GET /store/v1/collections/books/changes', 'Accept: text/event-stream');
  let all = await samples(client);
  while (all.get('etagere_waiting_readers') !== 1) {
    await turn();
    all = await samples(client);
  }
  expect(all.get('etagere_connections')).toBeGreaterThanOrEqual(2);
  // This one: a stream is on its way, too.
  expect(all.get('etagere_requests_in_progress')).toBe(2);
  changes.close();
});

it('shows the process and its event loop from the first time on, in a text that parses', async () => {
  const all = await samples(client);
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'etagere_event_loop_delay_seconds_count',
    'nodejs_heap_size_used_bytes',
  ]) {
    expect([name, all.get(name)]).toEqual([name, expect.any(Number)]);
  }
  // Who reads must not disturb others who read.
  expect([...all.keys()].filter((name) => name.startsWith('nodejs_eventloop_lag'))).toEqual([]);
});

it('is never stored, has no parameters, and HEAD is as long as GET', async () => {
  const { headers } = await client.get('/metrics');
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect((await client.get('/metrics?name=x')).status).toBe(400);
  expect((await client.head('/metrics')).status).toBe(200);
});
