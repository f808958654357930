// F19: a whole store on its way into PostgreSQL, or out of it, is there whole or not at all, whatever breaks.
import { openPostgresql } from '../../../src/storage/index.js';
import { openPostgresqlDump } from '../../../src/storage/postgresql/dump-source.js';
import { KeyOrder } from '../../../src/storage/postgresql/key-order.js';
import { restorePostgresql } from '../../../src/storage/postgresql/restore.js';
import { type DumpRecord, type Restoration, StoreRefusal } from '../../../src/store/index.js';
import { madeRecords } from '../../commands/made-dump.js';
import { CommitCutter } from '../../support/commit-cutter.js';
import { describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';

const AMOUNT = { documents: 3, revisions: 2, length: 40, pieces: 1 };
const whole = (): Restoration => ({ epoch: 'made0up', records: madeRecords(AMOUNT) });

/** The same with a text that is no JSON either. */
async function* withNul(): AsyncGenerator<DumpRecord> {
  for await (const record of madeRecords(AMOUNT)) {
    yield record.kind === 'revision' ? { ...record, text: '{"\0":1}' } : record;
  }
}

/** What became of it: done, or the kind of failure. */
async function told(result: Promise<void>): Promise<string> {
  return result.then(
    () => 'done',
    (error: unknown) => (error as { reason?: string }).reason ?? String(error),
  );
}

describeOnPostgresql('a whole store that is moved into PostgreSQL', () => {
  const postgresql = usePostgresql();

  let database: string | undefined;
  /** An empty store: a new database at first, then the same again. */
  const emptyOne = async () => {
    if (database !== undefined) await postgresql.server.empty(database);
    return (database ??= await postgresql.server.database());
  };

  /** Documents that are there, and the epoch that is theirs. */
  const found = async (url: string) => {
    const [row] = await postgresql.server.query<{ documents: string; epoch: string }>(
      'SELECT count(d.id) AS documents, s.epoch FROM "Store" AS s LEFT JOIN "Document" AS d ON TRUE GROUP BY s.epoch',
      url,
    );
    return `${row?.documents} ${row?.epoch === 'made0up' ? 'as dumped' : 'of its own'}`;
  };

  it.each([
    ['unanswered', '3 as dumped'],
    ['lost', '0 of its own'],
  ] as const)(
    'over a way that is cut at its COMMIT, which is %s, is "unknown"; there are %s',
    async (fate, left) => {
      const url = await emptyOne();
      await (await openPostgresql({ url, mode: 'serve' })).close();
      const cutter = await CommitCutter.start(url);
      // The tables are up to date already, so that this is one COMMIT and that of the records another one.
      const cut = async function* (): AsyncGenerator<DumpRecord> {
        yield* madeRecords(AMOUNT);
        cutter.fate = fate;
      };
      const result = await told(restorePostgresql(cutter.url, { epoch: 'made0up', records: cut() }));
      await cutter.stop();
      expect([result, cutter.cut, await found(url)]).toEqual(['unknown', 1, left]);
      expect(await told(restorePostgresql(url, whole()))).toMatch(
        fate === 'lost' ? /^done$/ : /holds collections/,
      );
    },
  );

  it('and whose connection breaks half-way leaves an empty store, into which it can be moved again', async () => {
    const url = await emptyOne();
    const broken = async function* (): AsyncGenerator<DumpRecord> {
      let records = 0;
      for await (const record of madeRecords(AMOUNT)) {
        yield record;
        records += 1;
        if (records !== 5) continue;
        const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'etagere'`;
        await postgresql.server.query(end, url);
      }
    };
    expect(await told(restorePostgresql(url, { epoch: 'made0up', records: broken() }))).toBe('down');
    expect(await found(url)).toBe('0 of its own');
    expect(await told(restorePostgresql(url, whole()))).toBe('done');
    expect(await found(url)).toBe('3 as dumped');
  });

  it('is refused while a service runs on it, and one that starts meanwhile waits and serves what came', async () => {
    const url = await emptyOne();
    const running = await openPostgresql({ url, mode: 'serve' });
    const refused = restorePostgresql(url, whole(), { patience: 0 });
    await expect(refused).rejects.toThrow(/is in use by another process/);
    await expect(refused).rejects.toThrow(StoreRefusal);
    await running.close();

    let starting: ReturnType<typeof openPostgresql> | undefined;
    const waiting = async function* (): AsyncGenerator<DumpRecord> {
      starting = openPostgresql({ url, mode: 'serve' });
      const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
      while ((await postgresql.server.query(waits, url)).length === 0);
      yield* madeRecords(AMOUNT);
    };
    await restorePostgresql(url, { epoch: 'made0up', records: waiting() });
    const storage = await (starting as unknown as NonNullable<typeof starting>);
    expect(storage.documents.epoch).toBe('made0up');
    expect(await storage.collections.list()).toMatchObject([{ name: 'things', documents: 3 }]);
    await storage.close();
  });

  it('with a text that PostgreSQL cannot hold is refused, and nothing is there', async () => {
    const url = await emptyOne();
    const result = restorePostgresql(url, { epoch: 'made0up', records: withNul() });
    await expect(result).rejects.toThrow(/a record cannot be kept: .*0x00/);
    expect(await found(url)).toBe('0 of its own');
  });

  it('comes out record by record as it went in, over many batches of rows and bytes', async () => {
    const amount = { documents: 3, revisions: 250, length: 3000, pieces: 6 };
    const url = await emptyOne();
    await restorePostgresql(url, { epoch: 'made0up', records: madeRecords(amount) });
    const dump = await openPostgresqlDump(url);
    const came = dump.records()[Symbol.asyncIterator]();
    let records = 0;
    for await (const went of madeRecords(amount)) {
      const { value } = (await came.next()) as { readonly value: DumpRecord };
      const same =
        went.kind === 'bytes' && value.kind === 'bytes' && Buffer.compare(went.bytes, value.bytes) === 0;
      expect([records, same ? went : value]).toEqual([records, went]);
      records += 1;
    }
    expect([records, (await came.next()).done]).toEqual([1 + 3 + 750 + 1 + 1 + 6, true]);
    await dump.close();
  });

  it('is read from a database of this program only, one that can be reached: else refused', async () => {
    const url = await postgresql.server.database();
    await expect(openPostgresqlDump(url)).rejects.toThrow(/: the database was not made by this program$/);
    const away = new URL(url);
    away.port = '1';
    await expect(openPostgresqlDump(away.href)).rejects.toThrow(
      /^postgresql:.* cannot be used: .*ECONNREFUSED/,
    );
    await expect(restorePostgresql(away.href, whole())).rejects.toThrow(/ cannot be used: .*ECONNREFUSED/);
  });
});

it('rows in order of their key are read a batch at a time, each when its first row is wanted', async () => {
  const asked: (number | undefined)[] = [];
  const rows = new KeyOrder<number>(async (last = 0) => {
    asked.push(last);
    return [last + 1, last + 2].filter((row) => row <= 5);
  });
  const take = async (belongs: (row: number) => boolean) => {
    const taken: number[] = [];
    for await (const row of rows.while(belongs)) taken.push(row);
    return taken;
  };
  expect([await take((row) => row < 2), asked]).toEqual([[1], [0]]);
  expect([await take((row) => row < 2), asked]).toEqual([[], [0]]);
  expect([await take((row) => row < 4), asked]).toEqual([
    [2, 3],
    [0, 2],
  ]);
  expect([await take(() => true), asked]).toEqual([
    [4, 5],
    [0, 2, 4, 5],
  ]);
  expect([await take(() => true), asked]).toEqual([[], [0, 2, 4, 5]]);
});
