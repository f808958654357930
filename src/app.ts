import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import { AppModule, type Stores } from './app.module.js';
import { openAccess } from './access/index.js';
import type { Config } from './config/index.js';
import { DocumentShortcut } from './documents/index.js';
import {
  AllowedHosts,
  CoarseClock,
  CodedCache,
  Cors,
  EtagereAdapter,
  ProblemFilter,
  Routes,
  WakeUps,
} from './http/index.js';
import {
  admission,
  idOf,
  type Log,
  Metrics,
  Readiness,
  refuseStoreFailure,
  StoreTrouble,
  Traffic,
  watchEventLoop,
} from './operations/index.js';

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
  const authorize = await openAccess(config, storage.tokens, (error) => log.failure(error));
  const wakeUps = new WakeUps(clock);
  // A topic is a collection: whatever is committed in it is news of it.
  storage.onCommit(({ collection }) => wakeUps.announce(collection));
  const eventLoop = watchEventLoop(config.eventLoopLimit, log);
  const traffic = new Traffic(
    log,
    {
      logRequests: config.logRequests === 'on',
      proxies: config.trustProxy,
      serverTiming: config.serverTiming === 'on',
    },
    admission(() => eventLoop.overloaded),
  );
  const rendering = {
    basePath: config.basePath,
    cors: new Cors(config.corsOrigins),
    coded: new CodedCache(),
    drainLimit: config.drainLimit,
    observe: traffic,
  };
  const report = (error: unknown, request: IncomingMessage) => log.failure(error, { request: idOf(request) });
  const hosts =
    config.auth === 'off' ? new AllowedHosts([...config.allowedHosts, hostName(config.host)]) : undefined;
  const adapter = new EtagereAdapter(rendering, config, report, { hosts, authorize });
  const readiness = new Readiness(() => storage.probe(), log);
  const metrics = new Metrics({
    traffic,
    onGroup: (listener) => storage.onGroup(listener),
    waitingWrites: () => storage.waiting(),
    waitingReaders: () => wakeUps.readers,
    connections: () => adapter.connections(),
    eventLoop,
  });
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, storage, wakeUps, { traffic, eventLoop, readiness, metrics }),
    adapter,
    {
      // Bodies are taken raw: their bytes are what is stored.
      bodyParser: false,
      logger: log,
      abortOnError: false,
    },
  );
  let routes: Routes | undefined;
  const trouble = new StoreTrouble(log);
  const classify = (error: unknown) => {
    trouble.notice(error);
    return refuseStoreFailure(error);
  };
  const problems = new ProblemFilter(
    { routes: () => (routes ??= Routes.of(adapter.getInstance())), classify, report },
    rendering,
  );
  app.useGlobalFilters(problems);
  await app.init();
  adapter.complete(shortcuts ? app.get(DocumentShortcut).take : undefined, {
    failed: (error, request) => problems.outcomeOf(error, request),
    unrouted: (request) => problems.unrouted(request),
  });
  return app;
}

/** An address as it stands in a URI. */
function hostName(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
