import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { CoarseClock, WakeUps } from '../../src/http/index.js';
import { Log } from '../../src/operations/index.js';
import { openSqlite, type Storage } from '../../src/storage/index.js';
import type { TokenReader } from '../../src/store/index.js';
import { Client } from '../support/client.js';
import { ManualTime } from './waiting-clock.js';

/** The real application over a real store, whose readers wait by a clock that only the test moves. */
export interface LiveService {
  readonly client: Client;
  readonly url: string;
  readonly time: ManualTime;
  readonly wakeUps: WakeUps;
  readonly storage: Storage;
  /** The service's side of its connections. */
  readonly sockets: ReadonlySet<Socket>;
  /** How often each method of the store that waiting readers use was called. */
  readonly calls: { feedState: number; changes: number; head: number; listState: number; list: number };
  /** What happens between the next of these reads and what is made of it, once. */
  meanwhile: (() => Promise<unknown>) | undefined;
  stop(): Promise<void>;
}

/** `environment` and `tokens`: for one with access control, whose tokens need not be in the store. */
export async function startLive(
  environment: Readonly<Record<string, string>> = {},
  tokens?: TokenReader,
): Promise<LiveService> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-live-'));
  const failures: string[] = [];
  const config = readConfig({ PORT: '0', ALLOWED_HOSTS: 'x', ...environment });
  const storage = await openSqlite({ file: join(folder, 'etagere.db'), mode: 'serve' });
  const state: Pick<LiveService, 'meanwhile'> = { meanwhile: undefined };
  const calls = { feedState: 0, changes: 0, head: 0, listState: 0, list: 0 };
  count(storage.changes, ['feedState', 'changes'], calls, state);
  count(storage.documents, ['head', 'listState', 'list'], calls, state);
  const time = new ManualTime();
  const log = new Log('error', (line) => failures.push(line));
  const stores = tokens === undefined ? storage : { ...storage, tokens };
  const app = await createApp(config, stores, log, { clock: new CoarseClock(time) });
  const server: Server = app.getHttpServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new Client(url);
  return Object.assign(state, {
    client,
    url,
    time,
    wakeUps: app.get(WakeUps),
    storage,
    sockets,
    calls,
    async stop() {
      client.close();
      app.get(WakeUps).close();
      server.closeAllConnections();
      await app.close();
      await storage.close();
      await rm(folder, { recursive: true, force: true });
      if (failures.length > 0) throw new Error(failures.join('\n'));
    },
  });
}

function count<T extends object>(
  store: T,
  methods: readonly (keyof T & string)[],
  calls: object,
  state: Pick<LiveService, 'meanwhile'>,
): void {
  for (const name of methods) {
    const method = store[name] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(store, {
      async [name](...args: unknown[]) {
        (calls as Record<string, number>)[name]! += 1;
        const result = await method.apply(store, args);
        const { meanwhile } = state;
        state.meanwhile = undefined;
        await meanwhile?.();
        return result;
      },
    });
  }
}
