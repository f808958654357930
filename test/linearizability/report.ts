import { shortOf } from './recorder.js';
import { formatViolation } from './rules.js';
import type { RunOptions, RunReport } from './run.js';

/** Violations and surprises that are told one by one. */
const TOLD = 20;

/** What came of a run, for people. */
export function formatReport(
  { violations, counts, recorder, history }: RunReport,
  { database, seed, seconds }: Pick<RunOptions, 'database' | 'seed' | 'seconds'>,
): string {
  const { faults, skipped, surprises } = recorder;
  const byName = new Map<string, number>();
  for (const { name } of faults) byName.set(name, (byName.get(name) ?? 0) + 1);
  const short = shortOf(counts);
  const lines = [
    `${database}, ${seconds} s, seed ${seed}`,
    `acknowledged writes    ${counts.acknowledged}`,
    `412                    ${counts.refused412}`,
    `304                    ${counts.confirmed304}`,
    `unknown outcomes       ${counts.unknown}`,
    `all operations         ${history.operations.length}`,
    `pages of the feed      ${history.pages?.length ?? 0}`,
    `faults                 ${counts.faults}, ${counts.faultsInFlight} of them while a write was under way`,
    ...[...byName].map(([name, count]) => `  ${String(count).padStart(3)} × ${name}`),
    ...[...skipped].map(([name, reason]) => `    not made: ${name} (${reason})`),
    ...surprises.slice(0, TOLD).map((surprise) => `SURPRISE ${surprise.trim()}`),
    ...violations.slice(0, TOLD).map((violation) => `BROKEN ${formatViolation(violation)}`),
    violations.length > 0 ? `${violations.length} violations` : 'no violation',
    ...(short.length > 0 ? [`VOID, for it saw too little: ${short.join('; ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
