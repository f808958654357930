import { readConfig } from '../../config/index.js';
import { checkStore, nameOf } from '../../storage/index.js';
import { type Environment, parseOptions } from './options.js';
import { UsageError } from './usage.js';

/**
 * `check`: tells what is wrong with the store, or with a file that a backup made, one fault a line. Runs beside a server.
 * Resolves with 1 when there is something.
 */
export async function check(rest: readonly string[], environment: Environment): Promise<number> {
  const { positionals } = parseOptions(rest, {});
  const [file, ...more] = positionals;
  if (more.length > 0) throw new UsageError('check takes one FILE at the most');
  const database =
    file === undefined ? readConfig(environment).database : ({ kind: 'sqlite', file } as const);
  let count = 0;
  for await (const fault of checkStore(database)) {
    process.stdout.write(`${fault}\n`);
    count++;
  }
  const found = count === 1 ? '1 fault' : `${count} faults`;
  process.stderr.write(`${nameOf(database)}: ${found}\n`);
  return count === 0 ? 0 : 1;
}
