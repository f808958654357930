import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import type { Config } from './config/index.js';
import { WakeUps } from './http/index.js';
import {
  EventLoop,
  Log,
  prepareDrain,
  Pruner,
  Readiness,
  StoreTrouble,
  sweepBytes,
  Sweeper,
  Traffic,
} from './operations/index.js';
import { asStoreFailure, openStorage } from './storage/index.js';
import { StoreFailure } from './store/index.js';

/** A service that answers. */
export interface Service {
  /** Where it answers, with BASE_PATH. */
  readonly url: string;
  /** Finishes what was received, then lets go of the database. */
  stop(): Promise<void>;
}

/** Opens the store, applies migrations, listens. Rejects with a one-line StoreRefusal when the store is unusable. */
export async function serve(config: Config, log = new Log(config.logLevel)): Promise<Service> {
  const trouble = new StoreTrouble(log);
  const storage = await openStorage(config.database, {
    mode: 'serve',
    connections: config.databaseConnections,
    queueLimit: config.writeQueueLimit,
    onIndexProgress: (progress) => log.event('info', 'indexing', { ...progress }),
    // What is done in the background meets full disks and the like as requests do: that is no defect.
    onFailure: (error) =>
      asStoreFailure(error) instanceof StoreFailure ? trouble.notice(error) : log.failure(error),
  });
  try {
    const app = await createApp(config, storage, log);
    const server: Server = app.getHttpServer();
    const drain = prepareDrain(server);
    // Not Nest's listen: that logs a port in use, and then the caller reports it once more.
    server.listen(config.port, config.host);
    await once(server, 'listening');
    const url = `http://${formatAddress(server.address() as AddressInfo)}${config.basePath}`;
    const pruner = new Pruner(storage.history, {
      pruned: (work) => log.event('debug', 'pruned', work),
      failed: (error) => log.failure(error),
    });
    storage.onCommit((committed) => pruner.notice(committed));
    pruner.start();
    const sweepers = [storage.idempotency, sweepBytes(storage.attachments)].map(
      (swept) => new Sweeper(swept, (error) => log.failure(error)),
    );
    for (const sweeper of sweepers) sweeper.start();
    const eventLoop = app.get(EventLoop);
    eventLoop.start();
    return {
      url,
      async stop() {
        app.get(Readiness).stop();
        // Who waits is answered and streams end, so that only work is left to finish.
        app.get(WakeUps).close();
        const ends = [pruner.stop(), ...sweepers.map((sweeper) => sweeper.stop())];
        const deadline = performance.now() + config.shutdownGrace * 1000;
        await Promise.all([...ends, drain(config.shutdownGrace * 1000)]);
        // Whose client has left has no connection any more, but may be in the middle of its work.
        await app.get(Traffic).idle(Math.max(0, deadline - performance.now()));
        eventLoop.stop();
        await storage.close();
        log.event('info', 'stopped');
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function formatAddress({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
