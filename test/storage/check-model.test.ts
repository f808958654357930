// Whatever has happened in a store: check finds nothing, and a restored copy of it is as sound.
import * as fc from 'fast-check';
import { checkStore, openSqlite } from '../../src/storage/index.js';
import type { Milliseconds } from '../../src/store/index.js';
import { backUpSqlite } from '../../src/storage/sqlite/backup.js';
import { recoverSqlite } from '../../src/storage/sqlite/recover.js';
import { histories, live, type Step } from '../store/move/history.js';
import { Clock } from '../store/move/place.js';
import { temporaryFolder } from '../support/storage-folder.js';

const folder = temporaryFolder();
let stores = 0;

async function faults(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const fault of checkStore({ kind: 'sqlite', file })) found.push(fault);
  return found;
}

async function happen(file: string, steps: Iterable<Step>, clock: Clock): Promise<void> {
  const storage = await openSqlite({ file, mode: 'serve', now: () => clock.time as Milliseconds });
  try {
    await live(storage, steps, clock);
  } finally {
    await storage.close();
  }
}

describe('check', () => {
  it('finds nothing, whatever has happened, before and after a restore', async () => {
    const property = fc.asyncProperty(histories, histories, async (past, future) => {
      const file = `${folder.path}/store-${(stores += 1)}.db`;
      const clock = new Clock();
      await happen(file, past, clock);
      expect(await faults(file)).toEqual([]);
      backUpSqlite(file, `${file}.copy`, { replace: false });
      await happen(file, future, clock);
      expect(await faults(file)).toEqual([]);
      await recoverSqlite(file, `${file}.copy`, { force: true, now: () => clock.time });
      await happen(file, future, clock);
      expect(await faults(file)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 3 });
  }, 60_000);
});
