import { describeSettings } from '../../config/index.js';
import { exportDocuments } from './export.js';
import { importDocuments } from './import.js';
import { manageTokens } from './token.js';
import { UsageError } from './usage.js';

type Environment = Readonly<Record<string, string | undefined>>;

const USAGE = `Usage: node dist/main.js                                       serve
       node dist/main.js import --collection NAME [--id FIELD | --items] [--replace] FILE
       node dist/main.js export --collection NAME [FILE]
       node dist/main.js export --all [FILE]
       node dist/main.js import --all [--new-epoch] FILE
       node dist/main.js token create NAME --scope SCOPES [--days N | --no-expiry]
       node dist/main.js token list
       node dist/main.js token revoke NAME
       node dist/main.js --help

import reads a JSON array or NDJSON. Each object becomes a document: under the value of its member FIELD, or under an
id that is made for it. --items reads what export wrote: { "id": …, "data": … } on each line. Documents that exist are
skipped, so an import with --id or --items that was cut off can be run again; with --replace they are replaced.
export writes one item a line, to FILE or to standard output.
--all moves a whole store: everything that is kept, so that revisions, entity-tags and places in feeds stay valid. Stop
the service before the export, and import into an empty store; with --new-epoch if the other store goes on.
token makes, lists and revokes the credentials of AUTH=token, beside the service. SCOPES are words such as
"read:* write:books": read, write (which includes read) or admin (which includes both), of one collection or of all.

Environment:
${describeSettings()}
`;

/** Runs `node dist/main.js COMMAND …`; resolves with the exit code. Throws what the operator can mend. */
export async function runCommand(
  command: string,
  rest: readonly string[],
  environment: Environment,
): Promise<number> {
  try {
    switch (command) {
      case 'import':
        return await importDocuments(rest, environment);
      case 'export':
        return await exportDocuments(rest, environment);
      case 'token':
        return await manageTokens(rest, environment);
      case '--help':
      case '-h':
      case 'help':
        process.stdout.write(USAGE);
        return 0;
      default:
        throw new UsageError(`there is no command ${JSON.stringify(command)}`);
    }
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`etagere: ${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (!isSystemError(error)) throw error;
    process.stderr.write(`etagere: ${error.message}\n`);
    return 1;
  }
}

/** Whether a file or a pipe failed: a full disk, a missing folder, a reader that went away. */
function isSystemError(error: unknown): error is Error {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
