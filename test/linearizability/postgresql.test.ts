// A short run of what `npm run test:torture -- --database postgresql` does for long, on two replicas.
import { SEED } from '../races/chance.js';
import { describeOnPostgresql } from '../support/postgresql.js';
import { cutConnections } from './faults/postgresql.js';
import { kill } from './faults/processes.js';
import { run } from './run.js';
import { LEAST_OF_A_SHORT_RUN, verdictOf } from './short-run.js';

describeOnPostgresql('two replicas under faults', () => {
  it(`a replica killed, connections cut: linearizable, and nothing acknowledged is lost (seed ${SEED})`, async () => {
    const report = await run({
      database: 'postgresql',
      replicas: 2,
      seconds: 2,
      least: LEAST_OF_A_SHORT_RUN,
      seed: SEED,
      calm: 500,
      faults: [kill, cutConnections],
    });
    expect(verdictOf(report)).toEqual({ violations: [], surprises: [], short: [] });
  });
});
