// A short run of what `npm run test:fuzz` does for long: requests with everything in them open, over raw connections.
import fc from 'fast-check';
import { useService } from '../http/support.js';
import { AT_ONCE, attempts } from './requests.js';
import { Target } from './target.js';

const SEED = 20_261_125;
const RUNS = 25;

const bench = useService();

it(`F32: ${RUNS * AT_ONCE} hostile connections: each ends with defined answers, none is 5xx, and nobody else notices (seed ${SEED})`, async () => {
  const target = new Target(bench.url);
  await target.prepare();
  await fc.assert(
    fc.asyncProperty(attempts, (tried) => target.suffer(tried)),
    { seed: SEED, numRuns: RUNS, endOnFailure: true },
  );
  await target.finish();
  // Not only refusals: the attempts reach what lies behind the parsers.
  const deep = [201, 204, 409, 412, 422, 428].reduce((sum, status) => sum + (target.counts[status] ?? 0), 0);
  expect(deep).toBeGreaterThan(10);
});
