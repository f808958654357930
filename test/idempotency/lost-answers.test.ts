import { Client } from '../support/client.js';
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
    () => chance.below(3) === 0,
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

it(`R87: 8 clients count through a proxy that loses a third of the answers: every increment once (seed ${SEED})`, async () => {
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
