import { type Counts, shortOf } from './recorder.js';
import { formatViolation } from './rules.js';
import type { RunReport } from './run.js';

/** What a run of seconds must have seen, on a slow machine too. */
export const LEAST_OF_A_SHORT_RUN: Counts = {
  acknowledged: 50,
  refused412: 20,
  confirmed304: 10,
  unknown: 0,
  faults: 1,
  faultsInFlight: 1,
};

/** What is wrong with a short run: its violations, what nobody expected, and what it saw too little of. */
export function verdictOf({ violations, recorder, counts }: RunReport) {
  return {
    violations: violations.map(formatViolation),
    surprises: recorder.surprises,
    short: shortOf(counts, { ...LEAST_OF_A_SHORT_RUN, unknown: 1 }),
  };
}
