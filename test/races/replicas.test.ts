// F1, F4, F21: three processes of the service on one PostgreSQL database, and clients that go from one to the other.
import { describeOnPostgresql, usePostgresql } from '../support/postgresql.js';
import { ChildService, create, read, replace, revisionOf } from './child-service.js';
import { Turnstile } from './turnstile.js';
import { type Barrier, tally, volley } from './volley.js';
import type { Wire } from './wire.js';

const REPLICAS = 3;
const LIST = '/v1/collections/race/documents';

describeOnPostgresql('three replicas', () => {
  const postgresql = usePostgresql();
  let replicas: ChildService[];

  beforeAll(async () => {
    const environment = { DATABASE_URL: await postgresql.server.database(), DATABASE_CONNECTIONS: '6' };
    // All at once: one of them migrates.
    replicas = await Promise.all(Array.from({ length: REPLICAS }, () => ChildService.start(environment)));
    await replicas[0]?.makeCollection('race');
  });

  afterAll(() => Promise.all(replicas.map((replica) => replica.remove())));

  /** So many connections, to one replica after the other. */
  const wires = (count: number): Promise<Wire[]> => {
    return Promise.all(Array.from({ length: count }, (_, index) => on(index).wire()));
  };
  const on = (index: number): ChildService => {
    const replica = replicas[index % REPLICAS];
    if (replica === undefined) throw new Error('the replicas start before the first test');
    return replica;
  };

  it.each<[Barrier, number]>([
    ['sent', 25],
    ['judged', 25],
  ])(
    'R45: of 24 PUTs with one tag that are %s one wins, %i rounds: one 204 and 23 times 412',
    async (barrier, rounds) => {
      const crowd = await wires(24);
      const observer = await on(0).wire();
      const path = `${LIST}/put-${barrier}`;
      let { etag } = await create(observer, path, '{}');
      for (let round = 1; round <= rounds; round++) {
        const requests = crowd.map((_, client) => {
          const body = JSON.stringify({ round, client });
          return { method: 'PUT', path, body, fields: { 'If-Match': etag } };
        });
        const answers = await volley(crowd, requests, barrier);
        expect(tally(answers)).toEqual({ 204: 1, 412: 23 });
        const winner = answers.findIndex(({ status }) => status === 204);
        ({ etag } = await read(await on(round).wire(), path));
        expect(new Set(answers.map((answer) => answer.etag))).toEqual(new Set([etag]));
        expect(revisionOf(etag)).toBe(round + 1);
        expect((await read(observer, path)).text).toBe(requests[winner]?.body);
      }
    },
  );

  it('R25: of 12 POSTs with one list tag one wins, 10 rounds: one 201 and 11 times 412', async () => {
    await on(1).makeCollection('posts');
    const crowd = await wires(12);
    const path = '/v1/collections/posts/documents';
    for (let round = 1; round <= 10; round++) {
      const { etag } = await read(await on(round).wire(), `${path}?limit=1`);
      const requests = crowd.map((_, client) => {
        const body = JSON.stringify({ round, client });
        return { method: 'POST', path, body, fields: { 'If-Match': etag } };
      });
      expect(tally(await volley(crowd, requests))).toEqual({ 201: 1, 412: 11 });
    }
  });

  it('R45: 12 clients that increment 20 times each, on another replica each time, arrive at 240', async () => {
    const [clients, increments, path] = [12, 20, `${LIST}/counter`];
    const three = await wires(REPLICAS);
    const each = await Promise.all(Array.from({ length: clients }, () => wires(REPLICAS)));
    await create(three[0] as Wire, path, '{"count":0}');
    const turnstile = new Turnstile(3);
    const acknowledged: string[] = [];
    const increment = async (own: readonly Wire[], turn: number): Promise<boolean> => {
      // Read on one, write on the next.
      const now = await read(own[turn % REPLICAS] as Wire, path);
      const { count } = JSON.parse(now.text) as { count: number };
      const next = own[(turn + 1) % REPLICAS] as Wire;
      const written = await replace(next, path, JSON.stringify({ count: count + 1 }), now.etag);
      expect([204, 412]).toContain(written.status);
      if (written.status === 204) acknowledged.push(written.etag);
      return written.status === 204;
    };
    await Promise.all(
      each.map(async (own, client) => {
        let turn = client;
        for (let done = 0; done < increments; turn++) {
          if (await turnstile.pass(() => increment(own, turn))) done++;
        }
      }),
    );
    const final = await read(three[1] as Wire, path);
    expect(JSON.parse(final.text)).toEqual({ count: clients * increments });
    expect(revisionOf(final.etag)).toBe(clients * increments + 1);
    expect(new Set(acknowledged).size).toBe(clients * increments);
  });

  it('F21: after a write on one, no other says 304 to the older tag: of the document, its list and a filtered list', async () => {
    const three = await wires(REPLICAS);
    const document = `${LIST}/fresh`;
    const paths = [document, LIST, `${LIST}?filter[fresh][exists]=true`];
    await create(three[0] as Wire, document, '{"fresh":0}');
    for (let round = 1; round <= 30; round++) {
      const [writer, reader] = [three[round % REPLICAS] as Wire, three[(round + 1) % REPLICAS] as Wire];
      const before = await Promise.all(paths.map((path) => read(reader, path)));
      expect(before.map(({ status }) => status)).toEqual([200, 200, 200]);
      const [own] = before;
      const written = await replace(writer, document, JSON.stringify({ fresh: round }), own?.etag ?? '');
      expect(written.status).toBe(204);
      const [now, ...lists] = await Promise.all(
        paths.map((path, index) => read(reader, path, before[index]?.etag ?? '')),
      );
      expect([now?.status, now?.etag, now?.text]).toEqual([
        200,
        written.etag,
        JSON.stringify({ fresh: round }),
      ]);
      expect(lists.map(({ status }) => status)).toEqual([200, 200]);
      // And nothing is told twice.
      expect((await read(three[(round + 2) % REPLICAS] as Wire, document, written.etag)).status).toBe(304);
    }
  });

  it('after all that no replica has reported a failure, and each exits with 0', async () => {
    expect(replicas.flatMap(({ failures }) => failures)).toEqual([]);
    expect(await Promise.all(replicas.map((replica) => replica.end('SIGTERM')))).toEqual([0, 0, 0]);
  });
});
