// F19, F22, F23, F39: what a write is told when PostgreSQL, the way to it or another replica stands in its way.
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { openPostgresql, type Storage } from '../../../src/storage/index.js';
import type { PostgresqlOptions } from '../../../src/storage/postgresql/open.js';
import { Database } from '../../../src/storage/postgresql/database.js';
import { TIMEOUTS } from '../../../src/storage/postgresql/timeouts.js';
import { transact } from '../../../src/storage/postgresql/transactions.js';
import type { CollectionName, DocumentChange, DocumentId, Revision } from '../../../src/store/index.js';
import { CommitCutter } from '../../support/commit-cutter.js';
import { describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';
import { fill, KEY, TEXT } from '../../support/storage-parts.js';

function change(revision: number | null, text = '{}', id: string = KEY.id): DocumentChange {
  return {
    key: { collection: KEY.collection, id: id as DocumentId },
    operation: revision === null ? 'create' : 'replace',
    text,
    author: null,
    expected: { revision: revision as Revision | null, settings: 1 as Revision },
  };
}

/** What `result` was, or the reason why the store failed. */
async function told(result: Promise<{ readonly kind: string }>): Promise<string> {
  return result.then(
    ({ kind }) => kind,
    (error: unknown) => (error as { reason?: string }).reason ?? String(error),
  );
}

const elsewhere = (n: number): DocumentChange => ({
  ...change(null),
  key: { collection: OTHER.name, id: `d${n}` as DocumentId },
});

const makeOther = (on: Storage) => on.collections.commit({ ...OTHER, expected: null });

const all = (step: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: 200 }, (_, n) => step(n)));

/** Takes the row that every write to the collection of the tests needs. */
const HOLD = `SELECT 1 FROM "Collection" WHERE name = '${KEY.collection}' FOR UPDATE`;

const OTHER = { name: 'other' as CollectionName, settings: '{}', author: null, recursive: false };

const batch = (on: Storage, names: readonly CollectionName[], id: string) =>
  on.documents.commitAll(
    names.map((collection) => ({
      ...change(null, '{}', id),
      key: { collection, id: id as DocumentId },
    })),
  );

describeOnPostgresql('a write to PostgreSQL', () => {
  const postgresql = usePostgresql();
  let url: string;
  let storage: Storage;
  const opened: Storage[] = [];

  const open = async (
    at: string,
    connections = 6,
    timeouts: PostgresqlOptions['timeouts'] = {},
  ): Promise<Storage> => {
    const made = await openPostgresql({ url: at, mode: 'serve', connections, timeouts });
    opened.push(made);
    return made;
  };

  beforeEach(async () => {
    url = await postgresql.server.database();
    storage = await open(url);
    await fill(storage);
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  const text = async (of = storage) => {
    const snapshot = await of.documents.read(KEY);
    return snapshot.kind === 'live' ? snapshot.text : snapshot.kind;
  };

  describe('whose connection is cut at COMMIT', () => {
    let cutter: CommitCutter;
    let behind: Storage;
    beforeEach(async () => {
      cutter = await CommitCutter.start(url);
      behind = await open(cutter.url, 6, { answer: 500 });
    });
    afterEach(async () => {
      cutter.fate = 'through';
      for (const each of opened.splice(0)) await each.close();
      await cutter.stop();
    });

    it.each([
      ['unanswered', '{"n":2}'],
      ['silent', '{"n":2}'],
      ['lost', TEXT],
    ] as const)(
      'F23: is told "unknown" when COMMIT is %s, and what is stored is the truth: %s',
      async (fate, truth) => {
        cutter.fate = fate;
        expect(await told(behind.documents.commit(change(1, '{"n":2}')))).toBe('unknown');
        expect(cutter.cut).toBe(1);
        cutter.fate = 'through';
        // The cut connection is thrown away; the next write has another one.
        await new Promise((resolve) => setImmediate(resolve));
        expect(await text()).toBe(truth);
        const next = truth === TEXT ? 1 : 2;
        expect(await told(behind.documents.commit(change(next, '{"n":3}')))).toBe('committed');
        expect(await text(behind)).toBe('{"n":3}');
      },
    );

    it('is foreseen by a probe, which changes nothing that anybody sees', async () => {
      const seen = async () => [
        await behind.documents.head(KEY),
        await behind.changes.feedState(KEY.collection),
      ];
      const before = await seen();
      await behind.probe();
      expect(await seen()).toEqual(before);
      cutter.breakAll();
      await cutter.stop();
      await expect(behind.probe()).rejects.toMatchObject({ name: 'StoreFailure', reason: 'down' });
    });

    it('all share the "unknown" of their group, and none of it is half there', async () => {
      cutter.fate = 'lost';
      const results = await Promise.all(
        ['p', 'q', 'r'].map((id) => told(behind.documents.commit(change(null, '{}', id)))),
      );
      cutter.fate = 'through';
      expect(results).toEqual(['unknown', 'unknown', 'unknown']);
      expect(await storage.documents.listState(KEY.collection)).toMatchObject({ count: 1, sequence: 1 });
    });

    it('under a key that was committed is known when it is sent again', async () => {
      const remember = {
        scope: 's',
        key: 'k',
        fingerprint: 'f',
        lifetime: 60_000,
        answer: () => 'done',
      };
      cutter.fate = 'unanswered';
      expect(await told(behind.documents.commit(change(1, '{"n":2}'), remember))).toBe('unknown');
      cutter.fate = 'through';
      expect(await told(behind.documents.commit(change(1, '{"n":2}'), remember))).toBe('known');
      expect(await behind.idempotency.find(remember)).toEqual({ fingerprint: 'f', answer: 'done' });
    });

    it('is answered again as soon as the way is free, when all connections broke at once', async () => {
      cutter.breakAll();
      const first = await told(behind.documents.commit(change(1, '{"n":2}')));
      expect(['committed', 'down']).toContain(first);
      expect(await told(behind.documents.commit(change(first === 'down' ? 1 : 2)))).toBe('committed');
    });
  });

  describe('that meets what another connection holds', () => {
    let holder: pg.Client;
    beforeEach(async () => {
      holder = new pg.Client({ connectionString: url });
      await holder.connect();
      await holder.query('BEGIN');
    });
    afterEach(() => holder.end());

    it.each([
      ['lock', { lock: 400 }],
      ['statement', { lock: 60_000, statement: 400 }],
    ])(
      'F23: beyond the timeout of a %s is told "busy", with all that wait behind it; nothing comes of it later',
      async (_name, timeouts) => {
        const hurried = await open(url, 6, timeouts);
        await holder.query(HOLD);
        const results = await Promise.all([
          told(hurried.documents.commit(change(1, '{"n":2}'))),
          pause(100).then(() => told(hurried.documents.commit(change(1, '{"n":3}')))),
        ]);
        expect(results).toEqual(['busy', 'busy']);
        // Reads go on all the while, and other collections take writes.
        expect(await text(hurried)).toBe(TEXT);
        expect(await makeOther(hurried)).toMatchObject({ kind: 'committed' });
        await holder.query('COMMIT');
        // Whatever waited at the server has the lock by now.
        await holder.query(HOLD);
        expect(await text()).toBe(TEXT);
        await holder.query('COMMIT');
        expect(await told(hurried.documents.commit(change(1)))).toBe('committed');
      },
    );

    it('F22: 200 writes, 200 to another collection and 200 reads over two connections: the first are told "busy", the others are served', async () => {
      const small = await open(url, 2, { lock: 300 });
      await makeOther(small);
      await holder.query(HOLD);
      const [held, free, reads] = await Promise.all([
        all((n) => told(small.documents.commit(change(null, '{}', `d${n}`)))),
        all((n) => told(small.documents.commit(elsewhere(n)))),
        all(() => text(small)),
      ]);
      expect(new Set(held)).toEqual(new Set(['busy']));
      expect(new Set(free)).toEqual(new Set(['committed']));
      expect(new Set(reads)).toEqual(new Set([TEXT]));
      await holder.query('COMMIT');
      expect(await told(small.documents.commit(change(1)))).toBe('committed');
      expect(await small.documents.listState(KEY.collection)).toMatchObject({ count: 1, sequence: 2 });
    });

    it('F22: 200 reads that find no connection are all told "busy", and served when there is one again', async () => {
      const small = await open(url, 2, { connect: 700, statement: 900 });
      await holder.query('LOCK TABLE "Document" IN ACCESS EXCLUSIVE MODE');
      const reads = await Promise.all(Array.from({ length: 200 }, () => told(small.documents.head(KEY))));
      expect(new Set(reads)).toEqual(new Set(['busy']));
      await holder.query('COMMIT');
      expect(await text(small)).toBe(TEXT);
    });
  });

  it('F24: of a replica that stands still inside a transaction the server takes the locks away', async () => {
    const still = new Database(url, 2, undefined, { ...TIMEOUTS, stalled: 200 });
    const locked = new EventEmitter();
    const holds = once(locked, 'locked');
    const ends = once(locked, 'ends');
    const standing = transact(still, async (session) => {
      await session.script(HOLD);
      locked.emit('locked');
      await ends;
      await session.script(HOLD);
      return { result: 'done', commit: true };
    }).catch((error: unknown) => (error as { reason?: string }).reason);
    await holds;
    expect(await told(storage.documents.commit(change(1, '{"n":2}')))).toBe('committed');
    locked.emit('ends');
    expect(await standing).toBe('down');
    await still.close();
  });

  it('with two connections only, 200 writes and 200 reads at once are all answered', async () => {
    const small = await open(url, 2);
    const [writes, reads] = await Promise.all([
      Promise.all(
        Array.from({ length: 200 }, (_, n) => told(small.documents.commit(change(null, '{}', `d${n}`)))),
      ),
      Promise.all(Array.from({ length: 200 }, () => text(small))),
    ]);
    expect(new Set(writes)).toEqual(new Set(['committed']));
    expect(new Set(reads)).toEqual(new Set([TEXT]));
  });

  it('F39: batches of two replicas over two collections in opposite orders never fail', async () => {
    const second = await open(url);
    const other = 'other' as CollectionName;
    await storage.collections.commit({
      name: other,
      settings: '{}',
      author: null,
      expected: null,
      recursive: false,
    });
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) => [
        batch(storage, [KEY.collection, other], `x${n}`),
        batch(second, [other, KEY.collection], `y${n}`),
        storage.documents.commit(change(null, '{}', `z${n}`)),
      ]).flat(),
    );
    expect(results.map(({ kind }) => kind)).toEqual(results.map(() => 'committed'));
    expect(await storage.documents.listState(KEY.collection)).toMatchObject({ count: 121, sequence: 121 });
    expect(await storage.documents.listState(other)).toMatchObject({ count: 80, sequence: 80 });
  });

  it('that falls victim to a deadlock is tried again', async () => {
    const database = new Database(url, 4);
    await storage.documents.commit(change(null, '{}', 'b'));
    const lock = `SELECT 1 FROM "Document" WHERE collection = @collection AND id = @id FOR UPDATE`;
    let tries = 0;
    let arrived = 0;
    const meeting = new EventEmitter();
    const met = once(meeting, 'both');
    const both = async (ids: readonly string[]) =>
      transact(database, async (session) => {
        tries += 1;
        for (const id of ids) {
          await session.run(lock, { collection: KEY.collection, id });
          // Each holds one before it asks for the other.
          arrived += 1;
          if (arrived === 2) meeting.emit('both');
          await met;
        }
        return { result: ids.length, commit: true };
      });
    expect(await Promise.all([both(['a', 'b']), both(['b', 'a'])])).toEqual([2, 2]);
    // The victim may come back before the other one has both.
    expect(tries).toBeGreaterThanOrEqual(3);
    await database.close();
  });

  it('that the server raises for fails alone: its neighbours commit', async () => {
    // No text of JSON holds U+0000, and no text of PostgreSQL can.
    const results = await Promise.all([
      told(storage.documents.commit(change(null, '{}', 'n1'))),
      told(storage.documents.commit(change(null, '{"\0":1}', 'n2'))),
      told(storage.documents.commit(change(null, '{}', 'n3'))),
    ]);
    expect(results).toEqual(['committed', expect.stringContaining('0x00'), 'committed']);
    expect(await storage.documents.listState(KEY.collection)).toMatchObject({ count: 3, sequence: 3 });
  });

  it('at the end of a counter is refused as exhausted, and its neighbours commit', async () => {
    await postgresql.server.query(
      `UPDATE "Document" SET revision = ${Number.MAX_SAFE_INTEGER} WHERE id = '${KEY.id}';
       `,
      url,
    );
    const results = await Promise.all([
      told(storage.documents.commit(change(null, '{}', 'n1'))),
      told(storage.documents.commit(change(Number.MAX_SAFE_INTEGER))),
      told(storage.documents.commit(change(null, '{}', 'n2'))),
    ]);
    expect(results).toEqual(['committed', 'exhausted', 'committed']);
    expect(await storage.documents.head(KEY)).toMatchObject({ head: { revision: Number.MAX_SAFE_INTEGER } });
  });
});
