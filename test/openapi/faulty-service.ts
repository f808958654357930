import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Storage } from '../../src/storage/index.js';
import type { StoreFailureReason } from '../../src/store/index.js';
import { builtParts, type Parts } from '../support/built-parts.js';
import { Client } from '../support/client.js';

/** What a store does instead of its work, or what the whole service is like. */
export interface Fault {
  readonly act: 'lose every race' | 'want an index' | 'be overloaded' | 'stop' | StoreFailureReason;
  /** Whether only commits are touched: then the request comes as far as that. */
  readonly commits: boolean;
}

/** The real service, as it was built, over a real store that can be made to fail. */
export interface FaultyService {
  readonly client: Client;
  readonly storage: Storage;
  readonly application: NestExpressApplication;
  /** The file of the database. */
  readonly file: string;
  fault: Fault | undefined;
  stop(): Promise<void>;
}

const COMMITS = new Set(['commit', 'commitAll']);
const LISTS = new Set(['list', 'listState']);
const UNINDEXED = { kind: 'unindexed', limit: 100_000, fields: [{ name: 'copies' }] };

export async function startFaulty(environment: Readonly<Record<string, string>>): Promise<FaultyService> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-openapi-'));
  const failures: string[] = [];
  const parts = await builtParts();
  const { createApp, readConfig, WakeUps, EventLoop, Log, Readiness, openSqlite } = parts;
  const config = readConfig({ PORT: '0', ...environment });
  const file = join(folder, 'etagere.db');
  const storage = await openSqlite({ file, mode: 'serve' });
  const state: Pick<FaultyService, 'fault'> = { fault: undefined };
  for (const store of [
    storage.documents,
    storage.collections,
    storage.history,
    storage.changes,
    storage.attachments,
  ])
    spoil(store, state, parts);
  const app = await createApp(config, storage, new Log('error', (line) => failures.push(line)));
  await app.listen(0, '127.0.0.1');
  // The event loop is as slow as is said here; that it is measured is for another test.
  Object.defineProperty(app.get(EventLoop), 'overloaded', {
    get: () => state.fault?.act === 'be overloaded',
  });
  const readiness = app.get(Readiness);
  const check = readiness.check.bind(readiness);
  readiness.check = () => {
    if (state.fault?.act === 'stop') readiness.stop();
    return check();
  };
  const client = new Client(`http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`);
  return Object.assign(state, {
    client,
    storage,
    application: app,
    file,
    async stop() {
      client.close();
      app.get(WakeUps).close();
      await app.close();
      await storage.close();
      await rm(folder, { recursive: true, force: true });
      // An issuer that is away is told of.
      const defects = failures.filter((line) => config.auth !== 'jwt' || !line.includes('fetch failed'));
      if (defects.length > 0) throw new Error(defects.join('\n'));
    },
  });
}

/** Has every method of the store look at the fault first. */
function spoil(store: object, state: Pick<FaultyService, 'fault'>, parts: Parts): void {
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(store)).concat(Object.keys(store));
  for (const name of methods) {
    const method = (store as Record<string, unknown>)[name];
    if (typeof method !== 'function' || name === 'constructor') continue;
    const spoilt = (...args: unknown[]): unknown => {
      const { fault } = state;
      return (fault && failing(name, fault, parts)) ?? (method.apply(store, args) as unknown);
    };
    Object.assign(store, { [name]: spoilt });
  }
}

function failing(
  method: string,
  { act, commits }: Fault,
  { StoreFailure }: Parts,
): Promise<unknown> | undefined {
  const isCommit = COMMITS.has(method);
  if (act === 'want an index') return LISTS.has(method) ? Promise.resolve(UNINDEXED) : undefined;
  if (act === 'be overloaded' || act === 'stop') return undefined;
  if (act === 'lose every race') return isCommit ? Promise.resolve({ kind: 'superseded' }) : undefined;
  return isCommit || !commits ? Promise.reject(new StoreFailure(act)) : undefined;
}
