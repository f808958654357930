import type * as Access from '../../src/access/index.js';
import type * as App from '../../src/app.js';
import type * as Configuration from '../../src/config/index.js';
import type * as Http from '../../src/http/index.js';
import type * as Operations from '../../src/operations/index.js';
import type * as Storage from '../../src/storage/index.js';
import type * as Store from '../../src/store/index.js';

/** What a test makes a service of that wants to get between its parts. */
export type Parts = typeof Access &
  typeof App &
  typeof Configuration &
  typeof Http &
  typeof Operations &
  typeof Storage &
  typeof Store;

/** The parts of the service as it was built, loaded once for all tests of a worker. */
export async function builtParts(): Promise<Parts> {
  const rooms = ['access', 'config', 'http', 'operations', 'storage', 'store'].map(
    (room) => `${room}/index.js`,
  );
  const modules = (await Promise.all([...rooms, 'app.js'].map(importBuilt))) as object[];
  return Object.assign({}, ...modules) as Parts;
}
