// F1, F4, F20, F21, F24: three processes of the service on one PostgreSQL database, and clients that go from one to the
// other.
import { setTimeout as pause } from 'node:timers/promises';
import { Recording } from '../crash/recording-writer.js';
import { storedOnPostgresql } from '../crash/stored-postgresql.js';
import { contradictions } from '../crash/write-history.js';
import { describeOnPostgresql, usePostgresql } from '../support/postgresql.js';
import { Chance, SEED } from './chance.js';
import { ChildService, create, read, replace, revisionOf } from './child-service.js';
import { type Barrier, tally, volley } from './volley.js';
import type { Wire } from './wire.js';

const REPLICAS = 3;
const LIST = '/v1/collections/race/documents';
const FEED = '/v1/collections/line/changes?since=0&limit=1000';

interface Change {
  readonly sequence: number;
  readonly id: string;
  readonly revision: number;
}

describeOnPostgresql('three replicas', () => {
  const postgresql = usePostgresql();
  let replicas: ChildService[];
  let url: string;

  beforeAll(async () => {
    url = await postgresql.server.database();
    const environment = { DATABASE_URL: url, DATABASE_CONNECTIONS: '6' };
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
    ['sent', 6],
    ['judged', 6],
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

  it('R25: of 12 POSTs with one list tag one wins, 3 rounds: one 201 and 11 times 412', async () => {
    await on(1).makeCollection('posts');
    const crowd = await wires(12);
    const path = '/v1/collections/posts/documents';
    for (let round = 1; round <= 3; round++) {
      const { etag } = await read(await on(round).wire(), `${path}?limit=1`);
      const requests = crowd.map((_, client) => {
        const body = JSON.stringify({ round, client });
        return { method: 'POST', path, body, fields: { 'If-Match': etag } };
      });
      expect(tally(await volley(crowd, requests))).toEqual({ 201: 1, 412: 11 });
    }
  });

  it(`R45: what 16 clients see and are told, on another one each time, fits one order for each document, and so does the feed of each (seed ${SEED})`, async () => {
    await on(2).makeCollection('line');
    const recording = new Recording('/v1/collections/line/documents');
    const each = await Promise.all(Array.from({ length: 16 }, () => wires(REPLICAS)));
    await Promise.all(
      each.map(async (own, client) => {
        const chance = new Chance(SEED + client);
        for (let turn = client; turn < client + 15; turn++) {
          await recording.step(own[turn % REPLICAS] as Wire, chance, ['a', 'b', 'c', 'd']);
        }
      }),
    );
    const rows = await storedOnPostgresql(postgresql.server, url, 'line');
    const { attempts, sightings, surprises, acknowledged } = recording;
    expect(contradictions({ attempts, sightings, rows })).toEqual([]);
    expect(surprises).toEqual([]);
    expect(acknowledged).toBe(rows.length);
    // Otherwise nothing was put to the test.
    expect(acknowledged).toBeGreaterThan(20);
    expect(attempts.filter(({ outcome }) => outcome === 'refused').length).toBeGreaterThan(10);
    const feeds = await Promise.all((await wires(REPLICAS)).map((wire) => read(wire, FEED)));
    expect(new Set(feeds.map(({ text, etag }) => `${etag} ${text}`)).size).toBe(1);
    const { changes } = JSON.parse(feeds[0]?.text ?? '') as { changes: Change[] };
    expect(changes.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
    const told = changes.map(({ id, revision }) => `${id} ${revision}`);
    expect(told.toSorted()).toEqual(rows.map(({ key, revision }) => `${key} ${revision}`).toSorted());
  });

  it('F21: after a write on one, no other says 304 to the older tag: of the document, its list and a filtered list', async () => {
    const three = await wires(REPLICAS);
    const document = `${LIST}/fresh`;
    const paths = [document, LIST, `${LIST}?filter[fresh][exists]=true`];
    await create(three[0] as Wire, document, '{"fresh":0}');
    for (let round = 1; round <= 9; round++) {
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

  it('F24: one that was stopped while another wrote says nothing of what was before: 200, 412, and its waiting reader is woken', async () => {
    const path = `${LIST}/paused`;
    const [writer, observer] = [await on(0).wire(), await on(1).wire()];
    const { etag } = await create(writer, path, '{"n":1}');
    const paths = [path, LIST, `${LIST}?filter[n][gte]=1`];
    const before = await Promise.all(
      (await on(1).wires(3)).map((wire, index) => read(wire, paths[index] ?? '')),
    );
    expect(before.map(({ status }) => status)).toEqual([200, 200, 200]);
    const fields = { 'If-None-Match': etag, Prefer: 'wait=20' };
    const held = observer.send({ method: 'GET', path, fields });
    const later = await on(1).wires(4);
    const { child } = on(1).process;
    child.kill('SIGSTOP');
    const written = await replace(writer, path, '{"n":2}', etag);
    expect(written.status).toBe(204);
    // These wait for a process that stands still.
    const reads = paths.map((each, index) => read(later[index] as Wire, each, before[index]?.etag ?? ''));
    const write = replace(later[3] as Wire, path, '{"n":3}', etag);
    await pause(1000);
    child.kill('SIGCONT');
    const answers = await Promise.all([...reads, held]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect([answers[0]?.text, answers[0]?.etag, answers[3]?.text]).toEqual([
      '{"n":2}',
      written.etag,
      '{"n":2}',
    ]);
    expect((await write).status).toBe(412);
  });

  it('after all that no replica has reported a failure, and each exits with 0', async () => {
    expect(replicas.flatMap(({ failures }) => failures)).toEqual([]);
    expect(await Promise.all(replicas.map((replica) => replica.end('SIGTERM')))).toEqual([0, 0, 0]);
  });
});
