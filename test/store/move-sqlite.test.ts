import { temporaryFolder } from '../support/storage-folder.js';
import { connectionOf, partsOf } from '../support/storage-parts.js';
import { live, NAMES, type Step } from './move/history.js';
import { Clock, move } from './move/place.js';
import { sqliteIn } from './move/sqlite.js';
import { describeArrival, describeMove } from './move-contract.js';

const sqlite = sqliteIn(temporaryFolder());

describeMove({ from: sqlite, to: sqlite, runs: 4 });
describeArrival({ from: sqlite, to: sqlite });

describe('a store that was moved to SQLite', () => {
  it('builds the indexes that its live collections declare, and no others', async () => {
    const clock = new Clock();
    const place = sqlite.newPlace();
    const settings = '{"indexes":["n","t"]}';
    const [books, films] = NAMES.collections;
    if (books === undefined || films === undefined) throw new Error('there are names');
    const storage = await place.open(clock.now);
    const document = { collection: books, id: NAMES.ids[0] } as const;
    await live(
      storage,
      [
        { kind: 'settle', collection: books, settings },
        { kind: 'settle', collection: films, settings },
        { kind: 'clear', collection: films },
        { kind: 'write', ...document, text: '{"n":1,"t":"x"}', author: null, key: undefined } as Step,
      ],
      clock,
    );
    await storage.close();

    const moved = await (await move({ from: place, to: sqlite }, clock)).open(clock.now);
    const { reader, writer } = partsOf(moved);
    const states = reader.statement(
      'SELECT collection, field, done, ready FROM FieldIndexState ORDER BY field',
    );
    // The builder takes its steps through the queue of the writer: what is behind one there sees what it did.
    while ((states.all() as { ready: number }[]).some(({ ready }) => ready === 0)) await connectionOf(writer);
    expect(states.all()).toEqual([
      { collection: books, field: 'n', done: 1, ready: 1 },
      { collection: books, field: 't', done: 1, ready: 1 },
    ]);
    await moved.close();
  });
});
