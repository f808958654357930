import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage.js';

/** The environment that a command runs in. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was given, typed by what was asked for. */
type Given<O extends Options> = ReturnType<
  typeof parseArgs<{ readonly args: string[]; readonly allowPositionals: true; readonly options: O }>
>;

/** What stands behind the name of a command. Throws a UsageError for what is no option of it. */
export function parseOptions<O extends Options>(rest: readonly string[], options: O): Given<O> {
  try {
    return parseArgs({ args: [...rest], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The one FILE that `command` takes. */
export function oneFile(command: string, [file, ...more]: readonly string[]): string {
  if (file === undefined || more.length > 0) throw new UsageError(`${command} needs one FILE`);
  return file;
}
