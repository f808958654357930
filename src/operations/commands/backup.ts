import { readConfig } from '../../config/index.js';
import { backUpStore } from '../../storage/index.js';
import { type Environment, oneFile, parseOptions } from './options.js';

/** `backup`: copies the database to a new file, which is checked before it gets its name. Runs beside a server. */
export async function backUp(rest: readonly string[], environment: Environment): Promise<number> {
  const { values, positionals } = parseOptions(rest, { replace: { type: 'boolean', default: false } });
  const file = oneFile('backup', positionals);
  await backUpStore(readConfig(environment).database, file, { replace: values.replace });
  process.stderr.write(`${file} is a sound copy of the database\n`);
  return 0;
}
