// F19: PostgreSQL is killed under the load of two replicas and started again. What was acknowledged is there, the
// services stay up and heal by themselves.
import { setTimeout as pause } from 'node:timers/promises';
import { ChildService, read, revisionOf } from '../races/child-service.js';
import type { Wire } from '../races/wire.js';
import { describeOnOwnPostgresql, usePostgresql } from '../support/postgresql.js';
import { storedOnPostgresql } from './stored-postgresql.js';
import { type Attempt, contradictions, type Sighting } from './write-history.js';

const LIST = '/v1/collections/kill/documents';
const KEYS = ['a', 'b', 'c', 'd'];
const KILLS = 2;
const ENDED = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;
/** Milliseconds in which a service must be itself again. */
const HEALED = 10_000;

describeOnOwnPostgresql('PostgreSQL killed under load', () => {
  const postgresql = usePostgresql('own');
  const replicas: ChildService[] = [];
  const attempts: Attempt[] = [];
  const sightings: Sighting[] = [];
  const surprises: string[] = [];
  let url: string;
  let texts = 0;
  const end = new AbortController();

  beforeAll(async () => {
    url = await postgresql.server.database();
    for (let n = 0; n < 2; n++) replicas.push(await ChildService.start({ DATABASE_URL: url }));
    await replicas[0]?.makeCollection('kill');
  });

  afterAll(() => Promise.all(replicas.map((replica) => replica.remove())));

  /** Reads a document and, when that succeeds, writes it. */
  const step = async (wire: Wire, key: string): Promise<void> => {
    const path = `${LIST}/${key}`;
    const started = performance.now();
    const shown = await read(wire, path);
    if (shown.status === 200) {
      const { etag: tag, text, at } = shown;
      sightings.push({ key, started, ended: at, revision: revisionOf(tag), tag, text });
    } else if (shown.status !== 404) {
      if (shown.status !== 503) surprises.push(`${shown.status} ${shown.text}`);
      return;
    }
    const tag = shown.status === 200 ? shown.etag : null;
    const fields: Record<string, string> = tag === null ? { 'If-None-Match': '*' } : { 'If-Match': tag };
    const text = JSON.stringify({ nonce: ++texts });
    const sent = performance.now();
    const answer = await wire.send({ method: 'PUT', path, body: text, fields });
    const unknown = answer.text.includes('/outcome-unknown');
    if (![201, 204, 412, 503].includes(answer.status)) surprises.push(`${answer.status} ${answer.text}`);
    attempts.push({
      key,
      text,
      expected: tag === null ? null : revisionOf(tag),
      sent,
      ended: unknown ? Number.POSITIVE_INFINITY : answer.at,
      outcome: answer.status < 300 ? 'acknowledged' : unknown ? 'unknown' : 'refused',
      tag: answer.status < 300 ? answer.etag : null,
    });
  };

  const load = async (replica: ChildService, key: string): Promise<void> => {
    const wire = await replica.wire();
    while (!end.signal.aborted) {
      const before = attempts.length;
      await step(wire, key);
      // Refused reads come back at once: they must not keep the machine from starting PostgreSQL.
      if (attempts.length === before) await pause(20);
    }
  };

  /** Milliseconds until `replica` acknowledges a write again. */
  const healing = async (replica: ChildService): Promise<number> => {
    const started = performance.now();
    const wire = await replica.wire();
    for (let n = 1; ; n++) {
      const path = `${LIST}/healed-${replicas.indexOf(replica)}-${Math.round(started)}-${n}`;
      const { status } = await wire.send({
        method: 'PUT',
        path,
        body: '{}',
        fields: { 'If-None-Match': '*' },
      });
      if (status === 201) return performance.now() - started;
      await pause(50);
    }
  };

  /** Resolves when so many more writes were attempted. */
  const attempted = async (number: number): Promise<void> => {
    for (const goal = attempts.length + number; attempts.length < goal;) await pause(5);
  };

  it(`${KILLS} times, and all its backends before, every acknowledged write is there, nothing else is, and both replicas heal within ten seconds`, async () => {
    const { engine } = postgresql.server;
    if (engine === undefined) throw new Error('the server is not ours to kill');
    const load8 = replicas.flatMap((replica) => KEYS.map((key) => load(replica, key)));
    const healed: number[] = [];
    for (let kill = 1; kill <= KILLS; kill++) {
      await attempted(60);
      // Every connection breaks, and the next one is to be had.
      await postgresql.server.query(ENDED, url);
      healed.push(...(await Promise.all(replicas.map(healing))));
      await attempted(60);
      await engine.kill();
      const wires = await Promise.all(replicas.map((replica) => replica.wire()));
      for (const wire of wires) {
        // The connections are broken, and no new one is to be had.
        const { status, text } = await read(wire, `${LIST}/a`);
        expect([status, text]).toEqual([503, expect.stringContaining('/store-unavailable')]);
      }
      await engine.start();
      healed.push(...(await Promise.all(replicas.map(healing))));
    }
    end.abort();
    await Promise.all(load8);

    const stored = await storedOnPostgresql(postgresql.server, url, 'kill');
    const rows = stored.filter(({ key }) => !key.startsWith('healed'));
    expect(contradictions({ attempts, sightings, rows })).toEqual([]);
    expect(surprises).toEqual([]);
    expect(Math.max(...healed)).toBeLessThan(HEALED);
    // Otherwise nothing was put to the test.
    const count = (outcome: string) => attempts.filter((each) => each.outcome === outcome).length;
    expect(count('acknowledged')).toBeGreaterThan(100);
    for (const replica of replicas) {
      expect(replica.process.child.exitCode).toBeNull();
      const failures = replica.failures.filter((line) => !/store is (down|busy|unknown)/.test(line));
      expect(failures).toEqual([]);
    }
  });
});
