import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { Log } from '../../src/operations/index.js';
import { openStorage, type Storage } from '../../src/storage/index.js';
import type { AttachmentStore, DocumentStore } from '../../src/store/index.js';
import { Client } from '../support/client.js';

/** A service whose documents go through a store of the test's own. */
export interface WrappedService {
  readonly client: Client;
  readonly url: string;
  /** What was logged as a failure. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

/** The methods of a store as an object of their own, so that some can be replaced. */
export function methodsOf(store: DocumentStore): DocumentStore {
  return {
    epoch: store.epoch,
    head: (key) => store.head(key),
    read: (key) => store.read(key),
    inspect: (key) => store.inspect(key),
    text: (key, revision) => store.text(key, revision),
    listState: (collection, conditions) => store.listState(collection, conditions),
    list: (collection, query) => store.list(collection, query),
    commit: (change, remember) => store.commit(change, remember),
    commitAll: (changes, remember) => store.commitAll(changes, remember),
  };
}

function attachmentMethodsOf(store: AttachmentStore): AttachmentStore {
  return {
    epoch: store.epoch,
    head: (key) => store.head(key),
    inspect: (key) => store.inspect(key),
    listState: (key) => store.listState(key),
    list: (key, page) => store.list(key, page),
    bytes: (upload, range) => store.bytes(upload, range),
    holds: (upload) => store.holds(upload),
    stage: () => store.stage(),
    commit: (change, remember) => store.commit(change, remember),
    sweep: (step) => store.sweep(step),
  };
}

/**
 * Starts the real application over the real store, its documents seen through `wrap`, its attachments with some methods
 * replaced.
 */
export async function startWrapped(
  wrap: (store: DocumentStore) => DocumentStore,
  environment: Readonly<Record<string, string>> = {},
  replaced: (store: AttachmentStore) => Partial<AttachmentStore> = () => ({}),
): Promise<WrappedService> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  const failures: string[] = [];
  const log = new Log('error', (line) => failures.push(line));
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: `file:${folder}/etagere.db`,
    ...environment,
  });
  const storage: Storage = await openStorage(config.database, { mode: 'serve' });
  const { attachments } = storage;
  const wrapped = {
    ...storage,
    documents: wrap(methodsOf(storage.documents)),
    attachments: { ...attachmentMethodsOf(attachments), ...replaced(attachments) },
  };
  const app = await createApp(config, wrapped, log);
  await app.listen(config.port, config.host);
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  const client = new Client(url);
  return {
    client,
    url,
    failures,
    async stop() {
      client.close();
      await app.close();
      await storage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
