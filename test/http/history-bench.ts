import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { Log } from '../../src/operations/index.js';
import { openStorage, type Storage } from '../../src/storage/index.js';
import type { Milliseconds } from '../../src/store/index.js';
import { type Answer, Client } from '../support/client.js';

/** The first commit of every {@link startClocked}. */
export const START = Date.parse('2026-01-31T12:00:00.000Z');

/** The real application over a real store whose clock only the test moves. */
export interface ClockedService {
  readonly client: Client;
  readonly storage: Storage;
  /** Milliseconds since 1970. */
  clock: number;
  /** While true, every look at a body is a failure. */
  bodiesLocked: boolean;
  /** What happens between the look at a revision and that at its body, once. */
  meanwhile: (() => Promise<unknown>) | undefined;
  stop(): Promise<void>;
}

/** Starts one. `environment` is added to one that makes everything private to this test. */
export async function startClocked(
  environment: Readonly<Record<string, string>> = {},
): Promise<ClockedService> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-clocked-'));
  const failures: string[] = [];
  const config = readConfig({ PORT: '0', DATABASE_URL: `file:${folder}/etagere.db`, ...environment });
  const state: Pick<ClockedService, 'clock' | 'bodiesLocked' | 'meanwhile'> = {
    clock: START,
    bodiesLocked: false,
    meanwhile: undefined,
  };
  const now = () => state.clock as Milliseconds;
  const storage = await openStorage(config.database, { mode: 'serve', now });
  const { documents } = storage;
  const text = documents.text.bind(documents);
  documents.text = async (key, revision) => {
    if (state.bodiesLocked) throw new Error('nobody may look at a body now');
    const { meanwhile } = state;
    state.meanwhile = undefined;
    await meanwhile?.();
    return text(key, revision);
  };
  const app = await createApp(config, storage, new Log('error', (line) => failures.push(line)));
  await app.listen(config.port, config.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const client = new Client(`http://127.0.0.1:${port}`);
  return Object.assign(state, {
    client,
    storage,
    async stop() {
      client.close();
      await app.close();
      await storage.close();
      await rm(folder, { recursive: true, force: true });
      if (failures.length > 0) throw new Error(failures.join('\n'));
    },
  });
}

/** What an error says: its status, the last segment of its type, and its members. */
export function problemOf(answer: Answer): Record<string, unknown> & { readonly slug: string } {
  if (answer.headers['content-type'] !== 'application/problem+json') {
    throw new Error(`${answer.status} is no problem: ${answer.text}`);
  }
  const problem = answer.json();
  if (problem['status'] !== answer.status || answer.headers['cache-control'] !== 'no-store') {
    throw new Error(`not as problems are: ${answer.text}`);
  }
  return { ...problem, slug: String(problem['type']).split('/').at(-1) ?? '' };
}

/** The targets of a Link field by relation. */
export function linksOf(answer: Answer): Readonly<Record<string, string>> {
  const links = [...String(answer.headers['link'] ?? '').matchAll(/<([^>]*)>; rel="([^"]*)"/g)];
  return Object.fromEntries(links.map(([, target, relation]) => [relation, target]));
}
