// Reliability F5, F19: what nginx does with a request when a replica is away, or goes away under it.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { watchExchanges } from '../support/exchanges.js';
import { create, placeNamed, replace } from '../http/support.js';
import { startNginx, withoutNginx } from './nginx-process.js';

const withNginx = withoutNginx === '' ? describe : describe.skip;
const place = placeNamed('notes');

interface Breaking {
  readonly url: string;
  /** The methods of what it took. */
  readonly received: readonly string[];
  readonly server: Server;
}

async function startBreaking(): Promise<Breaking> {
  const received: string[] = [];
  const server = createServer((socket: Socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      text += piece.toString();
      // The header section, and what content there is: of one byte.
      const whole = text.indexOf('\r\n\r\n') + 4 + (text.includes('Content-Length: 1\r\n') ? 1 : 0);
      if (!text.includes('\r\n\r\n') || text.length < whole) return;
      received.push(text.slice(0, text.indexOf(' ')));
      socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, server };
}

withNginx(`nginx and replicas that go away${withoutNginx && ` (${withoutNginx})`}`, () => {
  let service: TestService;
  const started: (() => unknown)[] = [];

  beforeAll(async () => {
    service = await startService();
    const client = new Client(service.url);
    await client.makeCollection(place.name);
    await create(client, place.document('a'));
    client.close();
  });
  afterEach(async () => {
    for (const stop of started.splice(0).toReversed()) await stop();
  });
  afterAll(async () => {
    await service.stop();
    if (service.failures.length > 0) throw new Error(service.failures.join('\n'));
  });

  /** A client of nginx in front of `upstreams`. */
  async function before(...upstreams: readonly string[]): Promise<Client> {
    const nginx = await startNginx(upstreams);
    const client = new Client(nginx.url);
    started.push(
      () => nginx.stop(),
      () => client.close(),
    );
    return client;
  }

  /** A replica that takes one request and goes away without an answer. */
  async function breaking(): Promise<Breaking> {
    const replica = await startBreaking();
    started.push(() => replica.server.close());
    return replica;
  }

  it('F19: one that takes no connection is passed over: every read is 200, and after it every write passes', async () => {
    const { url, server } = await startBreaking();
    server.close();
    await once(server, 'close');
    const client = await before(url, service.url);
    let tag = (await client.get(place.document('a'))).etag;
    for (let n = 0; n < 10; n++) tag = await replace(client, place.document('a'), `{"n":${n}}`, tag);
    expect((await client.post(place.list, '{}')).status).toBe(201);
  });

  it.each([
    ['PUT', 'application/json'],
    ['PATCH', 'application/merge-patch+json'],
    ['POST', 'application/json'],
    ['DELETE', ''],
  ])('F5: a %s that one has seen is not sent to the next one: 502, outcome unknown', async (method, type) => {
    const { url, received } = await breaking();
    const client = await before(url, service.url);
    const watch = watchExchanges(client.base);
    const uri = method === 'POST' ? place.list : place.document('a');
    const content = type === '' ? {} : { body: '1' };
    const headers = { 'If-Match': '*', ...(type !== '' && { 'Content-Type': type }) };
    const answer = await client.send(method, uri, { ...content, headers });
    expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      502,
      'application/problem+json',
      'no-store',
    ]);
    expect(answer.json()).toMatchObject({ type: 'about:blank', status: 502 });
    expect([received, watch.seen]).toEqual([[method], []]);
    watch.stop();
  });

  it('F19: a read that one has seen is answered by the next one: 200', async () => {
    const { url, received } = await breaking();
    const client = await before(url, service.url);
    const answer = await client.get(place.document('a'));
    expect([answer.status, received]).toEqual([200, ['GET']]);
  });
});
