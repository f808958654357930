import type * as Configuration from '../../src/config/index.js';
import type * as Operations from '../../src/operations/index.js';
import type * as Serving from '../../src/serve.js';

declare global {
  /** Of the test environment: imports a module of `dist`, once for all test files that a worker runs. */
  function importBuilt(path: string): Promise<unknown>;
}

/** The service as it was built: what is started here is what `npm start` runs. */
export async function built() {
  const [{ readConfig }, { Log }, { serve }] = (await Promise.all(
    ['config/index.js', 'operations/index.js', 'serve.js'].map(importBuilt),
  )) as [typeof Configuration, typeof Operations, typeof Serving];
  return { readConfig, Log, serve };
}
