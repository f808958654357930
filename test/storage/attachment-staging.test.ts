// F12: while content is staged, no failure leaves in doubt whether the attachment was changed: it was not.
import { Buffer } from 'node:buffer';
import { SqliteStaging } from '../../src/storage/sqlite/attachment-staging.js';
import type { GroupingWriter } from '../../src/storage/sqlite/writer.js';
import { StoreFailure, type StoreFailureReason } from '../../src/store/index.js';

/** A writer whose every commit fails so. */
function failing(failure: Error): GroupingWriter {
  const enqueue = async () => {
    throw failure;
  };
  return { enqueue } as unknown as GroupingWriter;
}

function sqliteError(code: string): Error {
  return Object.assign(new Error(code), { name: 'SqliteError', code });
}

it.each<[string, Error, StoreFailureReason]>([
  ['COMMIT on a full disk', new StoreFailure('unknown', { cause: sqliteError('SQLITE_FULL') }), 'full'],
  [
    'COMMIT on a broken disk',
    new StoreFailure('unknown', { cause: sqliteError('SQLITE_IOERR_WRITE') }),
    'down',
  ],
  ['a foreign lock', new StoreFailure('busy'), 'busy'],
])('a chunk that fails with %s is reported as nothing applied', async (_, error, reason) => {
  const staging = new SqliteStaging(failing(error));
  await expect(Promise.resolve(staging.write(Buffer.alloc(262_144)))).rejects.toMatchObject({ reason });
  // Letting go of it must not fail as well.
  await staging.abandon();
});
