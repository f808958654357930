import { describeSettings } from '../../config/index.js';
import { backUp } from './backup.js';
import { check } from './check.js';
import { exportDocuments } from './export.js';
import { importDocuments } from './import.js';
import type { Environment } from './options.js';
import { purge } from './purge.js';
import { restore } from './restore.js';
import { manageTokens } from './token.js';
import { UsageError } from './usage.js';

const USAGE = `Usage: node dist/main.js                                       serve
       node dist/main.js import --collection NAME [--id FIELD | --items] [--replace] [--url URL] FILE
       node dist/main.js export --collection NAME [FILE]
       node dist/main.js export --all [FILE]
       node dist/main.js import --all [--new-epoch] FILE
       node dist/main.js backup [--replace] FILE
       node dist/main.js restore [--force] FILE
       node dist/main.js restore --adopt
       node dist/main.js check [FILE]
       node dist/main.js purge COLLECTION ID
       node dist/main.js token create NAME --scope SCOPES [--days N | --no-expiry]
       node dist/main.js token list
       node dist/main.js token revoke NAME
       node dist/main.js --help

import reads a JSON array or NDJSON. Each object becomes a document: under the value of its member FIELD, or under an
id that is made for it. --items reads what export wrote: { "id": …, "data": … } on each line. Documents that exist are
skipped, so an import with --id or --items that was cut off can be run again; with --replace they are replaced. The
service must be down; with --url everything is sent to one that runs, with the token in ETAGERE_TOKEN if it wants one.
export writes one item a line, to FILE or to standard output.
--all moves a whole store: everything that is kept, so that revisions, entity-tags and places in feeds stay valid. Stop
the service before the export, and import into an empty store; with --new-epoch if the other store goes on.
token makes, lists and revokes the credentials of AUTH=token, beside the service. SCOPES are words such as
"read:* write:books": read, write (which includes read) or admin (which includes both), of one collection or of all.

backup copies the database to a new FILE, beside the service; restore puts such a file in its place, with the service
stopped: as a new store, in which no entity-tag and no place in a feed from after the backup means anything. A database
that holds data is replaced with --force only. After a file was put there by other means, run restore --adopt.
check looks for faults in the store, or in a FILE that backup made, beside the service: exit code 1 if there are any.
purge erases a document and all that is kept of it, with the service stopped; beside it, DELETE with ?purge=true does.

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
      case 'backup':
        return await backUp(rest, environment);
      case 'restore':
        return await restore(rest, environment);
      case 'check':
        return await check(rest, environment);
      case 'purge':
        return await purge(rest, environment);
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
