// npm run test:mutants: makes each defect in a copy of the program, and shows that the checker finds it. Words behind it
// choose mutants by their names. Exits 1 when one is not caught, or when the program itself is found guilty.
import type { Mutant } from './mutant.js';
import { POSTGRESQL_MUTANTS } from './postgresql.js';
import { SQLITE_MUTANTS } from './sqlite.js';
import { type Trial, tryMutant } from './trial.js';

const UNCHANGED = 'none: the program as it is';
const CONTROLS: readonly Mutant[] = (['sqlite', 'postgresql'] as const).map((database) => {
  return { name: UNCHANGED, database, edits: [] };
});

const words = process.argv.slice(2);
const chosen = [...CONTROLS, ...SQLITE_MUTANTS, ...POSTGRESQL_MUTANTS].filter(({ name, database }) => {
  return words.length === 0 || words.some((word) => `${name} ${database}`.includes(word));
});

const print = (text: string) => process.stdout.write(`${text}\n`);
const row = ({ mutant, caught, seconds, seed }: Trial) =>
  `| ${mutant.name} | ${mutant.database} | ${caught.join(', ') || '-'} | ${seconds.toFixed(1)} | ${seed ?? '-'} |`;

print('| Mutant | Database | Caught by | Seconds | Seed |');
print('| --- | --- | --- | --- | --- |');
for (const mutant of chosen) {
  const trial = await tryMutant(mutant);
  print(row(trial));
  const innocent = mutant.name === UNCHANGED;
  if (trial.caught.length > 0 === innocent) process.exitCode = 1;
}
