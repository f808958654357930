import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../support/client.js';

/** A document of these tests. */
export type Data = Readonly<Record<string, unknown>>;

/** What an example reports of something that could not be joined. */
export interface Conflict {
  readonly id: string;
  readonly kind: 'both-changed' | 'both-created' | 'deleted-there' | 'changed-there' | 'refused';
  readonly base?: Data;
  readonly current?: Data;
  readonly yours?: Data;
  readonly merged?: Data;
  readonly conflicts?: readonly {
    readonly pointer: string;
    readonly base?: unknown;
    readonly current?: unknown;
    readonly yours?: unknown;
  }[];
  readonly copy?: string;
  readonly problem?: { readonly type: string };
}

/** The policy of who uses the example. */
export type Policy = (conflict: Conflict) => unknown;

/** The example's class: it is plain JavaScript, and these are the parts of it that are tested. */
export interface OfflineCopy {
  readonly documents: ReadonlyMap<string, Data>;
  readonly pending: readonly string[];
  readonly conflicts: readonly Conflict[];
  put(id: string, data: Data): void;
  remove(id: string): void;
  dismiss(count: number): void;
  sync(options?: { wait?: number; signal?: AbortSignal }): Promise<void>;
  follow(signal: AbortSignal, options?: { wait?: number; pause?: number }): Promise<void>;
}

/** What it is made with. */
export interface OfflineOptions {
  readonly collection: string;
  readonly file: string;
  readonly resolve?: Policy;
  readonly onChange?: (id: string) => void;
  readonly fetch?: typeof fetch;
}

const EXAMPLE = new URL('../../examples/node/sync/offline-copy.mjs', import.meta.url).href;

export const { OfflineCopy, Unreachable } = (await import(EXAMPLE)) as {
  OfflineCopy: new (options: OfflineOptions) => OfflineCopy;
  Unreachable: new () => Error;
};

/** Files for the copies of one test file; call it at the top level. */
export function useFiles(): () => string {
  // The copies wait for the disk at each step, for all ten people in one process: where there is a folder in memory, use that.
  const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(parent, 'etagere-copies-'));
  let files = 0;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => join(folder, `copy-${(files += 1)}.json`);
}

/** Runs `sync` until the service was reached. */
export async function insist(copy: OfflineCopy): Promise<void> {
  for (;;) {
    try {
      return await copy.sync();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
    }
  }
}

/** Every document of a list, by id. */
export async function allItems(client: Client, list: string): Promise<Map<string, Data>> {
  const all = new Map<string, Data>();
  for (let page: string | null = `${list}?limit=200`; page !== null;) {
    const answer = await client.get(page);
    const { items, next } = answer.json<{ items: { id: string; data: Data }[]; next: string | null }>();
    for (const { id, data } of items) all.set(id, data);
    page = next;
  }
  return all;
}
