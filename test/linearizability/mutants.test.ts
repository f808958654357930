// Whether the mutants are caught takes minutes: npm run test:mutants. That they still fit the program is seen here.
import type { Mutant } from './mutants/mutant.js';
import { mutate } from './mutants/mutant.js';
import { compile, mutatedFiles } from './mutants/mutated-tree.js';
import { POSTGRESQL_MUTANTS } from './mutants/postgresql.js';
import { SQLITE_MUTANTS } from './mutants/sqlite.js';

const ALL = [...SQLITE_MUTANTS, ...POSTGRESQL_MUTANTS].map((mutant): [string, Mutant] => {
  return [`${mutant.name} (${mutant.database})`, mutant];
});

it.each(ALL)('%s: applies to the program as it is, and compiles', (_name, mutant) => {
  const files = mutatedFiles(mutant);
  expect(files.size).toBeGreaterThan(0);
  for (const text of files.values()) expect(compile(text)).toContain('import');
});

it.each([
  ['nowhere', 'x'],
  ['twice', 'a'],
])('an edit whose place is found %s is an error', (_name, find) => {
  expect(() => mutate('a b a', { file: 'f.ts', find, replace: '' })).toThrow(
    'a mutant of f.ts does not apply',
  );
});
