// A short run of what `npm run test:torture` does for long: clients, faults, and the checker's verdict.
import { killSpawned } from '../crash/main-process.js';
import { SEED } from '../races/chance.js';
import { foreignLock } from './faults/sqlite.js';
import { kill } from './faults/processes.js';
import { run } from './run.js';
import { LEAST_OF_A_SHORT_RUN, verdictOf } from './short-run.js';

afterAll(killSpawned);

it(`SQLite, killed and locked under load: linearizable, and nothing acknowledged is lost (seed ${SEED})`, async () => {
  const report = await run({
    database: 'sqlite',
    seconds: 2,
    least: LEAST_OF_A_SHORT_RUN,
    seed: SEED,
    calm: 500,
    faults: [kill, foreignLock],
  });
  expect(verdictOf(report)).toEqual({ violations: [], surprises: [], short: [] });
});
