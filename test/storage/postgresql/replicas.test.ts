// F20, F21: several replicas of the service on one database.
import { openPostgresql, type Storage } from '../../../src/storage/index.js';
import { ChangePoll } from '../../../src/storage/postgresql/change-poll.js';
import { Database } from '../../../src/storage/postgresql/database.js';
import type {
  Change,
  CollectionName,
  Committed,
  DocumentId,
  Revision,
  Sequence,
} from '../../../src/store/index.js';
import { describeOnPostgresql, type TestPostgresql, usePostgresql } from '../../support/postgresql.js';
import { fill, KEY } from '../../support/storage-parts.js';

const FIRST = 0 as Sequence;

/** What a replica's listeners are told, newest last. */
class Ear {
  readonly heard: string[] = [];
  #told: () => void = () => {};

  constructor(storage: Storage) {
    storage.onCommit(({ kind, collection }: Committed) => {
      this.heard.push(`${kind} ${collection}`);
      this.#told();
    });
  }

  /** Resolves when it was told of `what`, from now on or since the last time it was asked. */
  async hears(what: string): Promise<void> {
    while (!this.heard.includes(what)) await new Promise<void>((resolve) => (this.#told = resolve));
    this.heard.length = 0;
  }
}

const create = (on: Storage, id: string, text = '{}') =>
  on.documents.commit({
    key: { collection: KEY.collection, id: id as DocumentId },
    operation: 'create',
    text,
    author: null,
    expected: { revision: null, settings: 1 as Revision },
  });

/** One that never looks for what it was not told of while a test runs: what its listeners hear, it was told. */
const openReplica = (url: string) =>
  openPostgresql({ url, mode: 'serve', connections: 6, catchUp: 3_600_000 });

/** Ends the connections that listen, the `newest` ones; yields how many. */
async function endListeners(server: TestPostgresql, url: string, newest: number): Promise<number> {
  const ended = await server.query(
    `SELECT pg_terminate_backend(pid) FROM (
       SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'etagere listener'
       ORDER BY backend_start DESC LIMIT ${newest}) AS listener`,
    url,
  );
  return ended.length;
}

/** How far the one declared index is built. */
async function built(server: TestPostgresql, url: string) {
  const [row] = await server.query<{ ready: boolean; done: number }>(
    'SELECT ready, done FROM "FieldIndexState"',
    url,
  );
  return row;
}

describeOnPostgresql('two replicas on one PostgreSQL database', () => {
  const postgresql = usePostgresql();
  let url: string;
  let a: Storage;
  let b: Storage;

  beforeEach(async () => {
    url = await postgresql.server.database();
    [a, b] = await Promise.all([openReplica(url), openReplica(url)]);
    const ear = new Ear(b);
    await fill(a);
    // Nothing of it is under way any more.
    await ear.hears('document c');
  });

  afterEach(async () => {
    await Promise.all([a.close(), b.close()]);
  });

  it('a change on one is told to the listeners of both, once on its own', async () => {
    const [own, other] = [new Ear(a), new Ear(b)];
    await create(a, 'b');
    expect(own.heard).toEqual(['document c']);
    await other.hears('document c');
    await a.collections.commit({
      name: KEY.collection,
      settings: '{"indexes":[]}',
      author: null,
      expected: 1 as Revision,
      recursive: false,
    });
    await other.hears('collection c');
    expect(own.heard).toEqual(['document c', 'collection c']);
  });

  it('a change that is superseded is told to nobody', async () => {
    const [own, other] = [new Ear(a), new Ear(b)];
    expect(await create(a, KEY.id)).toEqual({ kind: 'superseded' });
    // What comes after it is told, so that nothing is under way any more.
    await create(a, 'b');
    await other.hears('document c');
    expect(own.heard).toEqual(['document c']);
  });

  it('one that lost its listening connection hears of what it has missed, and of what comes', async () => {
    const other = new Ear(b);
    expect(await endListeners(postgresql.server, url, 2)).toBe(2);
    await create(a, 'b');
    await other.hears('document c');
    await create(a, 'c');
    await other.hears('document c');
  });

  it('one that cannot tell of a commit acknowledges it, and tells of it when it can', async () => {
    const other = new Ear(b);
    const third = await openReplica(url);
    expect(await endListeners(postgresql.server, url, 1)).toBe(1);
    expect(await create(third, 'b')).toMatchObject({ kind: 'committed' });
    await other.hears('document c');
    await third.close();
  });

  it('R5: a commit that no notification tells of is found by looking, and told once', async () => {
    const third = await openPostgresql({ url, mode: 'serve', connections: 2, catchUp: 50 });
    const other = new Ear(third);
    // What a replica leaves behind that ends between its COMMIT and its NOTIFY.
    await postgresql.server.query(
      `UPDATE "Collection" SET sequence = sequence + 1 WHERE name = '${KEY.collection}'`,
      url,
    );
    await other.hears('document c');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(other.heard).toEqual([]);
    await third.close();
  });

  it('a look at the counters finds what has changed, for engines that cannot notify', async () => {
    const database = new Database(url, 2);
    const told: string[] = [];
    const poll = new ChangePoll(
      database,
      ({ kind, collection }) => told.push(`${kind} ${collection}`),
      (error) => told.push(String(error)),
      () => 60_000,
    );
    await poll.start();
    poll.stop();
    await poll.look();
    expect(told).toEqual([]);
    await create(a, 'b');
    await poll.look();
    expect(told.splice(0)).toEqual(['document c']);
    await a.collections.commit({
      name: 'new' as CollectionName,
      settings: '{}',
      author: null,
      expected: null,
      recursive: false,
    });
    await poll.look();
    expect(told.splice(0)).toEqual(['collection new']);
    await database.close();
  });

  it('F21: what one has acknowledged the other shows at once, in every read', async () => {
    for (let n = 1; n <= 40; n++) {
      const [writer, reader] = n % 2 === 0 ? [a, b] : [b, a];
      const id = `d${n}`;
      const made = await create(writer, id, `{"n":${n}}`);
      if (made.kind !== 'committed') throw new Error(made.kind);
      const key = { collection: KEY.collection, id: id as DocumentId };
      const conditions = [{ field: { kind: 'member', path: ['n'] }, operator: 'gte', values: [1] } as const];
      const [read, state, filtered, feed] = await Promise.all([
        reader.documents.read(key),
        reader.documents.listState(KEY.collection),
        reader.documents.listState(KEY.collection, conditions),
        reader.changes.feedState(KEY.collection),
      ]);
      expect(read).toMatchObject({ kind: 'live', head: made.head });
      expect(state).toMatchObject({ count: n + 1, sequence: made.head.sequence });
      expect(filtered).toMatchObject({ count: n, sequence: made.head.sequence });
      expect(feed).toMatchObject({ collection: { sequence: made.head.sequence } });
    }
  });

  it('F20: readers of the feed miss nothing while both write as fast as they can', async () => {
    const each = 600;
    let writing = true;
    const write = async (on: Storage, name: string) => {
      for (let n = 0; n < each; n += 40) {
        await Promise.all(Array.from({ length: 40 }, (_, m) => create(on, `${name}${n + m}`)));
      }
    };
    const follow = async (on: Storage): Promise<Change[]> => {
      const seen: Change[] = [];
      for (let last = false; ;) {
        const since = seen.at(-1)?.sequence ?? FIRST;
        const page = await on.changes.changes(KEY.collection, { since, limit: 37 });
        if (page.kind !== 'page') throw new Error(page.kind);
        seen.push(...page.items);
        if (page.items.length > 0) continue;
        if (last) return seen;
        // One more look after the last write.
        last = !writing;
      }
    };
    const readers = [a, b, a, b].map(follow);
    await Promise.all([write(a, 'a'), write(b, 'b')]);
    writing = false;
    const wanted = Array.from({ length: 2 * each + 1 }, (_, index) => index + 1);
    for (const seen of await Promise.all(readers)) {
      expect(seen.map(({ sequence }) => sequence)).toEqual(wanted);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(wanted.length);
    }
  });

  it('of two requests under one key, one to each, one is performed and the other known, 20 rounds', async () => {
    for (let n = 1; n <= 20; n++) {
      const remember = {
        scope: 's',
        key: `k${n}`,
        fingerprint: 'f',
        lifetime: 60_000,
        answer: () => `made ${n}`,
      };
      const results = await Promise.all(
        [a, b].map((on, index) =>
          on.documents.commit(
            {
              key: { collection: KEY.collection, id: `${n}-${index}` as DocumentId },
              operation: 'create',
              text: '{}',
              author: null,
              expected: { revision: null, settings: 1 as Revision },
            },
            remember,
          ),
        ),
      );
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'known']);
      expect(await a.idempotency.find(remember)).toEqual({ fingerprint: 'f', answer: `made ${n}` });
    }
    expect(await b.documents.listState(KEY.collection)).toMatchObject({ count: 21, sequence: 21 });
  });

  it('a server that has become a replica is not read from, nor is one that acknowledges too early', async () => {
    const name = new URL(url).pathname.slice(1);
    const settings = ['default_transaction_read_only = on', 'synchronous_commit = off'];
    for (const setting of settings) {
      await postgresql.server.query(`ALTER DATABASE ${name} SET ${setting}`);
      await postgresql.server.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      );
      await expect(a.documents.read(KEY)).rejects.toMatchObject({ reason: 'down' });
      await expect(create(b, 'c')).rejects.toMatchObject({ reason: 'down' });
      await postgresql.server.query(`ALTER DATABASE ${name} RESET ALL`);
      expect(await a.documents.read(KEY)).toMatchObject({ kind: 'live' });
    }
    expect(await create(b, 'c')).toMatchObject({ kind: 'committed' });
  });

  it('an index that one declares is built by both, and holds each document once', async () => {
    for (let n = 0; n < 500; n += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, m) => create(m % 2 === 0 ? a : b, `d${n + m}`, `{"x":${m % 10}}`)),
      );
    }
    await a.collections.commit({
      name: KEY.collection,
      settings: '{"indexes":["x"]}',
      author: null,
      expected: 1 as Revision,
      recursive: false,
    });
    while ((await built(postgresql.server, url))?.ready !== true)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await built(postgresql.server, url)).toEqual({ ready: true, done: 501 });
    const conditions = [{ field: { kind: 'member', path: ['x'] }, operator: 'eq', values: [3] } as const];
    expect(await b.documents.listState(KEY.collection, conditions)).toMatchObject({ count: 50 });
  });
});
