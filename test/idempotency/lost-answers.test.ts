import { Client, type Answer } from '../support/client.js';
import { ChildService } from '../races/child-service.js';
import { Chance, SEED } from '../races/chance.js';
import { CuttingProxy } from './cutting-proxy.js';

// F5: the request arrives, the answer does not. The client sends the same bytes again until it hears something.

let service: ChildService;
let proxy: CuttingProxy;
const chance = new Chance();

beforeAll(async () => {
  service = await ChildService.start();
  proxy = await CuttingProxy.start(
    () => service.url,
    (piece) => (piece === 'answer' && chance.below(10) < 3 ? 'cut' : 'through'),
  );
  const client = new Client(service.url);
  await client.makeCollection('counters');
  client.close();
});
afterAll(async () => {
  await proxy.stop();
  await service.remove();
});

/** Sends until an answer comes; each try on a connection of its own. */
async function insist(send: (client: Client) => ReturnType<Client['send']>): ReturnType<Client['send']> {
  for (;;) {
    const client = new Client(proxy.url);
    try {
      return await send(client);
    } catch {
      // Lost on the way: nobody knows whether it was performed.
    } finally {
      client.close();
    }
  }
}

it(`R87: 8 clients count through a proxy that loses 30 % of the answers: every increment once (seed ${SEED})`, async () => {
  const uri = '/v1/collections/counters/documents/one';
  await insist((client) =>
    client.put(uri, '{"n":0}', { 'If-None-Match': '*', 'Idempotency-Key': 'the-counter' }),
  );
  const increments = 25;
  let refused = 0;
  const count = async (name: number) => {
    for (let done = 0; done < increments;) {
      const seen = await insist((client) => client.get(uri));
      const { n } = seen.json<{ n: number }>();
      const key = `client-${name}-${done}-${seen.etag.replaceAll('"', '')}`;
      const answer = await insist((client) =>
        client.put(uri, JSON.stringify({ n: n + 1 }), { 'If-Match': seen.etag, 'Idempotency-Key': key }),
      );
      if (answer.status === 204) done += 1;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, name) => count(name)));
  const last = await insist((client) => client.get(uri));
  expect(last.json()).toEqual({ n: 8 * increments });
  expect(last.etag).toMatch(new RegExp(`^"${8 * increments + 1}\\.`));
  // Otherwise nothing was put to the test.
  expect(proxy.cut).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(0);
});

function underKey(name: string) {
  return { 'Idempotency-Key': name };
}

function expected(status: number, answer: Answer): Answer {
  // A conflict with oneself would be 412.
  if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}

it(`R87: 1000 writes of every kind through that proxy, sent blindly until an answer comes: each is performed once (seed ${SEED})`, async () => {
  const list = '/v1/collections/ledger/documents';
  await insist((client) =>
    client.put('/v1/collections/ledger', '{}', { 'If-None-Match': '*', 'Idempotency-Key': 'the-ledger' }),
  );
  const before = proxy.cut;
  /** Five writes, each on what the one before made. */
  const entry = async (number: number) => {
    const posted = await insist((client) =>
      client.post(list, `{"entry":${number}}`, underKey(`post-${number}`)),
    );
    const uri = expected(201, posted).headers.location ?? '';
    const patch = await insist((client) =>
      client.patch(uri, '{"lines":[1]}', { 'If-Match': posted.etag, ...underKey(`patch-${number}`) }),
    );
    const operations = [{ method: 'PATCH', path: uri, ifMatch: patch.etag, body: { lines: [1, 2] } }];
    const batch = await insist((client) =>
      client.post('/v1/batch', JSON.stringify({ operations }), underKey(`batch-${number}`)),
    );
    const [result] = expected(200, batch).json<{ results: { etag: string }[] }>().results;
    const data = { entry: number, lines: [1, 2, 3] };
    const merged = await insist((client) =>
      client.post(`${uri}/merge`, JSON.stringify({ base: result?.etag, data }), underKey(`merge-${number}`)),
    );
    const last = { 'If-Match': expected(200, merged).etag, ...underKey(`last-${number}`) };
    if (number % 2 === 0) expected(204, await insist((client) => client.delete(uri, last)));
    else expected(204, await insist((client) => client.put(uri, `{"entry":${number},"last":true}`, last)));
  };
  const entries = 200;
  const clients = Array.from({ length: 8 }, async (_, name) => {
    for (let number = name; number < entries; number += 8) await entry(number);
  });
  await Promise.all(clients);
  const client = new Client(service.url);
  const { items } = (await client.get(`${list}?limit=200`)).json<{
    items: { revision: number; data: { entry: number } }[];
  }>();
  const odd = Array.from({ length: entries / 2 }, (_, index) => 2 * index + 1);
  expect(items.map(({ data }) => data.entry).toSorted((a, b) => a - b)).toEqual(odd);
  // Revision 5 of each, and no number of the sequence more than there were writes.
  expect(new Set(items.map(({ revision }) => revision))).toEqual(new Set([5]));
  const { last } = (await client.get('/v1/collections/ledger/changes?since=now')).json<{ last: number }>();
  expect(last).toBe(5 * entries);
  client.close();
  expect(proxy.cut - before).toBeGreaterThan(200);
});

it('R87: without a key the same retry is a conflict with oneself: that is what the key is for', async () => {
  const client = new Client(service.url);
  const uri = '/v1/collections/counters/documents/two';
  const { etag } = await client.put(uri, '{"n":0}', { 'If-None-Match': '*' });
  await client.put(uri, '{"n":1}', { 'If-Match': etag });
  expect((await client.put(uri, '{"n":1}', { 'If-Match': etag })).status).toBe(412);
  client.close();
});

it('R87: an answer lost to a kill of the service is replayed by the next process', async () => {
  const client = new Client(service.url);
  const headers = { 'Idempotency-Key': 'before-the-kill' };
  const made = await client.post('/v1/collections/counters/documents', '{"posted":1}', headers);
  client.close();
  await service.end('SIGKILL');
  await service.again();
  const next = new Client(service.url);
  const again = await next.post('/v1/collections/counters/documents', '{"posted":1}', headers);
  expect([again.status, again.etag, again.headers.location, again.text]).toEqual([
    201,
    made.etag,
    made.headers.location,
    made.text,
  ]);
  expect(again.headers['idempotency-replayed']).toBe('true');
  next.close();
});
