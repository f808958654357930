import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { AppModule, type Stores } from './app.module.js';
import type { Config } from './config/index.js';
import { DocumentShortcut } from './documents/index.js';
import {
  CoarseClock,
  CodedCache,
  Cors,
  EtagereAdapter,
  ProblemFilter,
  Routes,
  WakeUps,
} from './http/index.js';
import { type Log, refuseStoreFailure } from './operations/index.js';

/**
 * The application over an open store, ready to listen. `clock` is what its readers wait by. Without `shortcuts` every
 * request goes the long way, for a test that compares the two.
 */
export async function createApp(
  config: Config,
  storage: Stores,
  log: Log,
  { clock = new CoarseClock(), shortcuts = true } = {},
): Promise<NestExpressApplication> {
  const wakeUps = new WakeUps(clock);
  // A topic is a collection: whatever is committed in it is news of it.
  storage.onCommit(({ collection }) => wakeUps.announce(collection));
  const rendering = {
    basePath: config.basePath,
    cors: new Cors(config.corsOrigins),
    coded: new CodedCache(),
    drainLimit: config.drainLimit,
  };
  const report = (error: unknown) => log.failure(error);
  const adapter = new EtagereAdapter(rendering, config, report);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, storage, wakeUps),
    adapter,
    {
      // Bodies are taken raw: their bytes are what is stored.
      bodyParser: false,
      logger: log,
      abortOnError: false,
    },
  );
  let routes: Routes | undefined;
  const problems = new ProblemFilter(
    { routes: () => (routes ??= Routes.of(adapter.getInstance())), classify: refuseStoreFailure, report },
    rendering,
  );
  app.useGlobalFilters(problems);
  await app.init();
  if (shortcuts) {
    const { take } = app.get(DocumentShortcut);
    adapter.takeShortcut(take, (error, request) => problems.outcomeOf(error, request));
  }
  return app;
}
