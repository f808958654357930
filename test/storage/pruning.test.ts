import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Pruner } from '../../src/operations/index.js';
import { openSqlite } from '../../src/storage/index.js';
import { migrate, MIGRATIONS } from '../../src/storage/sqlite/migrations.js';
import { CHANGES, OLDEST, REMOVE } from '../../src/storage/sqlite/prune.js';
import type { HistoryStore } from '../../src/store/index.js';
import { DAY, HistorySubject, keyOf } from '../store/history-subject.js';

const folder = mkdtempSync(join(tmpdir(), 'etagere-pruning-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the SQL of pruning', () => {
  const database = new Database(':memory:');
  beforeAll(() => {
    migrate(database);
  });
  afterAll(() => {
    database.close();
  });

  it.each([
    ['the look at the next changes', CHANGES],
    ['the choice of the oldest revisions', OLDEST],
    ['the removal', REMOVE],
  ])('%s searches by index and neither scans nor sorts', (_, sql) => {
    const values = { collection: 'c', id: 'a', after: 0, keep: 1, last: 1, rows: 1, revision: 1 };
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[];
    const steps = plan.map(({ detail }) => detail).filter((detail) => !detail.includes('SUBQUERY'));
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) expect(step).toMatch(/^SEARCH \w+ USING .*INDEX \w+ \(collection=\? AND /);
  });
});

describe('the migration to prunedThrough', () => {
  it('leaves a database that holds documents as it was, and complete from the first sequence on', () => {
    const [documents, pruned] = ['20261123090921_documents', '20261123100740_pruned_through'];
    cpSync(join(MIGRATIONS, documents), join(folder, 'migrations', documents), { recursive: true });
    const database = new Database(':memory:');
    database.pragma('foreign_keys = ON');
    expect(migrate(database, join(folder, 'migrations'))).toEqual([documents]);
    database.exec(`
      INSERT INTO Collection VALUES ('c', 1, 0, '{}', 1, 1, NULL, 1, 1);
      INSERT INTO Document VALUES ('c', 'a', 1, 1, 0, 1, 1, NULL, 2);
      INSERT INTO Revision VALUES ('c', 'a', 1, 1, 'create', NULL, 1, 1, '{}');`);
    expect(migrate(database)).toContain(pruned);
    expect(database.prepare('SELECT name, sequence, prunedThrough FROM Collection').all()).toEqual([
      { name: 'c', sequence: 1, prunedThrough: 0 },
    ]);
    expect(database.prepare('SELECT data FROM Revision').all()).toEqual([{ data: '{}' }]);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    database.close();
  });
});

describe('pruning of 10,000 revisions', () => {
  const subject = new HistorySubject((now) =>
    openSqlite({ file: join(folder, 'large.db'), mode: 'serve', now }),
  );
  beforeAll(() => subject.start());
  afterAll(() => subject.stop());

  it('lets a write that arrives in the middle commit within two of fifty steps', async () => {
    const collection = await subject.collection('{"history":{"keep":1}}');
    const keys = Array.from({ length: 100 }, (_, index) => keyOf(collection, `d${index}`));
    // One group of a hundred writes after the other.
    for (let round = 0; round < 101; round += 1) await Promise.all(keys.map((key) => subject.write(key)));
    subject.clock += DAY;

    let steps = 0;
    let write: Promise<number> | undefined;
    const history: Pick<HistoryStore, 'prunable' | 'prune'> = {
      prunable: () => subject.history.prunable(),
      async prune(step) {
        steps += 1;
        if (steps === 10) write = subject.write(keyOf(collection, 'new')).then(() => steps - 10);
        return subject.history.prune(step);
      },
    };
    let removed = 0;
    const done = new Promise<void>((resolve, reject) => {
      const pruner = new Pruner(
        history,
        { pruned: (work) => resolve(void (removed = work.removed)), failed: reject },
        { now: () => subject.clock, schedule: runAtOnce, breathe: () => new Promise(setImmediate) },
      );
      pruner.start();
    });
    await done;
    expect(removed).toBe(10_000);
    expect(steps).toBeGreaterThanOrEqual(50);
    expect(await write).toBeLessThanOrEqual(2);
    expect(await subject.kept(keyOf(collection, 'd7'))).toEqual([101]);
    expect((await subject.head(collection)).prunedThrough).toBe(10_000);
  });
});

/** The first run only: the test has no use for a second. */
let ran = false;
function runAtOnce(run: () => void): () => void {
  if (!ran) run();
  ran = true;
  return () => {};
}
