// F12, F19, F39: attachments when PostgreSQL, the way to it or another replica stands in their way.
import { EventEmitter, once } from 'node:events';
import pg from 'pg';
import { openPostgresql, type Storage } from '../../../src/storage/index.js';
import {
  type AttachmentCommit,
  type Committed,
  type Milliseconds,
  StoreFailure,
} from '../../../src/store/index.js';
import {
  attachmentOf,
  bytesOf,
  commit,
  judge,
  put,
  read,
  stage,
} from '../../store/contract/attachment-steps.js';
import { MOMENT } from '../../store/contract/subject.js';
import { CommitCutter } from '../../support/commit-cutter.js';
import { describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';
import { fill, KEY } from '../../support/storage-parts.js';

const SCAN = attachmentOf(KEY, 'scan');
const DAY = 86_400_000;

/** What `result` was, or the reason why the store failed. */
async function told(result: Promise<AttachmentCommit | void | undefined>): Promise<string> {
  return result.then(
    (made) => made?.kind ?? 'stored',
    (error: unknown) => (error instanceof StoreFailure ? error.reason : String(error)),
  );
}

describeOnPostgresql('attachments on PostgreSQL', () => {
  const postgresql = usePostgresql();
  const opened: Storage[] = [];
  let url = '';
  let storage: Storage;
  let clock: number;

  const open = async (at: string, connections = 6): Promise<Storage> => {
    const made = await openPostgresql({
      url: at,
      mode: 'serve',
      connections,
      now: () => clock as Milliseconds,
    });
    opened.push(made);
    return made;
  };

  beforeEach(async () => {
    clock = MOMENT;
    if (url === '') url = await postgresql.server.database();
    else await postgresql.server.empty(url);
    storage = await open(url);
    await fill(storage);
  });

  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
  });

  describe('whose connection is cut', () => {
    let cutter: CommitCutter;
    let behind: Storage;
    beforeEach(async () => {
      cutter = await CommitCutter.start(url);
      behind = await open(cutter.url);
    });
    afterEach(async () => {
      for (const each of opened.splice(0)) await each.close();
      await cutter.stop();
    });

    it.each([
      ['unanswered', 'live', 'known'],
      ['lost', 'attachment-absent', 'committed'],
    ] as const)(
      'at a COMMIT that is %s: "unknown"; it is %s then, and the same request again is %s',
      async (fate, truth, again) => {
        const content = await stage(behind.attachments, bytesOf(300_000));
        const change = {
          key: SCAN,
          operation: 'create',
          content,
          author: null,
          expected: await judge(behind, SCAN),
        } as const;
        const remember = { scope: 's', key: 'k', fingerprint: 'f', lifetime: DAY, answer: () => 'done' };
        cutter.fate = fate;
        expect(await told(behind.attachments.commit(change, remember))).toBe('unknown');
        cutter.fate = 'through';
        expect(await storage.attachments.head(SCAN)).toMatchObject({ kind: truth });
        expect(await told(behind.attachments.commit(change, remember))).toBe(again);
        expect((await read(behind, content)).equals(bytesOf(300_000))).toBe(true);
        expect(await storage.changes.changes(KEY.collection, { since: 1 as never, limit: 9 })).toMatchObject({
          items: [{ attachment: 'scan', revision: 1, sequence: 2 }],
        });
      },
    );

    it('while its bytes come in: "down", never "unknown", for no attachment refers to them', async () => {
      const staging = behind.attachments.stage();
      await staging.write(bytesOf(262_144));
      await cutter.stop();
      expect(await told(Promise.resolve(staging.write(bytesOf(262_144))))).toBe('down');
      await staging.abandon();
      expect(await storage.attachments.head(SCAN)).toEqual({ kind: 'attachment-absent' });
      // Nobody could say that it was abandoned: it goes by its age.
      expect((await storage.attachments.sweep({ spare: DAY, pieces: 9 })).removed).toBe(0);
      clock += DAY;
      expect((await storage.attachments.sweep({ spare: DAY, pieces: 9 })).removed).toBe(2);
    });
  });

  it('whose bytes the sweep of another replica is taking at that moment are superseded, not kept without them', async () => {
    const content = await stage(storage.attachments, bytesOf(300_000));
    const sweep = new pg.Client({ connectionString: url });
    await sweep.connect();
    await sweep.query(
      `BEGIN; UPDATE "AttachmentUpload" SET state = 'released' WHERE id = '${content.upload}'`,
    );
    const result = told(commit(storage, SCAN, 'create', await judge(storage, SCAN), content));
    const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    while ((await sweep.query(waits)).rows.length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    await sweep.query('COMMIT');
    await sweep.end();
    expect(await result).toBe('superseded');
    expect(await storage.attachments.head(SCAN)).toEqual({ kind: 'attachment-absent' });
  });

  it('that age while two replicas sweep and commit are either whole or gone, never in between', async () => {
    const second = await open(url);
    for (let n = 0; n < 8; n += 1) {
      const key = attachmentOf(KEY, `n${n}`);
      const content = await stage(storage.attachments, bytesOf(300_000, n));
      const expected = await judge(storage, key);
      const [kind] = await Promise.all([
        told(commit(storage, key, 'create', expected, content)),
        second.attachments.sweep({ spare: 0, pieces: 9 }),
        storage.attachments.sweep({ spare: 0, pieces: 1 }),
      ]);
      const head = await second.attachments.head(key);
      const whole = head.kind === 'live' && (await read(second, content)).equals(bytesOf(300_000, n));
      expect([kind, head.kind, whole]).toEqual(
        kind === 'committed' ? ['committed', 'live', true] : ['superseded', 'attachment-absent', false],
      );
    }
  });

  it('are told of to the other replicas', async () => {
    const second = await open(url);
    const heard = new EventEmitter();
    second.onCommit((committed) => heard.emit(committed.kind, committed));
    const first = once(heard, 'attachment') as Promise<[Committed]>;
    await put(storage, SCAN, bytesOf(3));
    expect(await first).toEqual([{ kind: 'attachment', collection: KEY.collection }]);
  });

  it('with two connections only, 12 uploads, 12 downloads and 50 reads at once are all answered', async () => {
    const small = await open(url, 2);
    const bytes = bytesOf(600_000);
    const head = await put(small, SCAN, bytes);
    const results = await Promise.all([
      ...Array.from(
        { length: 12 },
        async (_, n) => (await put(small, attachmentOf(KEY, `u${n}`), bytes)).revision,
      ),
      ...Array.from({ length: 12 }, async () => Number((await read(small, head)).equals(bytes))),
      ...Array.from({ length: 50 }, async () => Number((await small.attachments.head(SCAN)).kind === 'live')),
    ]);
    expect(new Set(results)).toEqual(new Set([1]));
  });

  it('at the end of a counter keep their document, and their collection, from being deleted: exhausted', async () => {
    await put(storage, SCAN, bytesOf(3));
    await postgresql.server.query(`UPDATE "Attachment" SET revision = ${Number.MAX_SAFE_INTEGER}`, url);
    const expected = { revision: 1, settings: 1 } as never;
    const removal = { key: KEY, operation: 'delete', text: null, author: null, expected } as const;
    await expect(storage.documents.commit(removal)).rejects.toMatchObject({ reason: 'exhausted' });
    const clearing = {
      name: KEY.collection,
      settings: null,
      author: null,
      expected: 1 as never,
      recursive: true,
    };
    await expect(storage.collections.commit(clearing)).rejects.toMatchObject({ reason: 'exhausted' });
    expect(await storage.attachments.head(SCAN)).toMatchObject({ kind: 'live' });
    expect(await storage.documents.head(KEY)).toMatchObject({ kind: 'live' });
  });
});
