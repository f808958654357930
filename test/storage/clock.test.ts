// F34: the clock of the machine steps back, and ahead by decades. Revisions and the feed do not mind.
import { openSqlite } from '../../src/storage/index.js';
import type { Milliseconds, Revision, Sequence } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { fill, KEY } from '../support/storage-parts.js';

const folder = temporaryFolder();

const TODAY = Date.UTC(2026, 10, 25);
const CLOCK = [TODAY, TODAY - 3_600_000, Date.UTC(2100, 0, 1), TODAY + 1, 0, TODAY];

it('every write is the next revision and the next change, with a later time than the one before', async () => {
  let now = TODAY;
  const file = `${folder.path}/clock.db`;
  const storage = await openSqlite({ file, mode: 'serve', now: () => now as Milliseconds });
  await fill(storage);
  for (const [index, time] of CLOCK.entries()) {
    now = time;
    const expected = { revision: (index + 1) as Revision, settings: 1 as Revision };
    const text = `{"n":${index}}`;
    const change = { key: KEY, operation: 'replace', text, author: null, expected } as const;
    expect((await storage.documents.commit(change)).kind).toBe('committed');
  }
  const page = await storage.changes.changes(KEY.collection, { since: 0 as Sequence, limit: 100 });
  const changes = page.kind === 'page' ? page.items.filter(({ id }) => id === KEY.id) : [];
  expect(changes.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const times = changes.map(({ at }) => Number(at));
  expect(times.every((at, index) => index === 0 || at > (times[index - 1] ?? 0))).toBe(true);
  const sequences = changes.map(({ sequence }) => Number(sequence));
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  await storage.close();
});
