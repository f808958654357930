import { readConfig } from '../../config/index.js';
import { adoptStore, nameOf, recoverStore } from '../../storage/index.js';
import { type Environment, oneFile, parseOptions } from './options.js';
import { UsageError } from './usage.js';

/** `restore`: puts a backup in the place of the database, or makes a new store of one that was put there by hand. */
export async function restore(rest: readonly string[], environment: Environment): Promise<number> {
  const { values, positionals } = parseOptions(rest, {
    force: { type: 'boolean', default: false },
    adopt: { type: 'boolean', default: false },
  });
  const { database } = readConfig(environment);
  if (values.adopt) {
    if (values.force || positionals.length > 0) throw new UsageError('restore --adopt takes nothing else');
    await adoptStore(database);
  } else {
    const file = oneFile('restore', positionals);
    await recoverStore(database, file, { force: values.force });
  }
  process.stderr.write(`${nameOf(database)} is ready to be served, as a new store\n`);
  return 0;
}
