import { Client } from '../support/client.js';
import { LIST } from './documents.js';
import { readFeed } from './feed-reader.js';
import { interpret } from './interpretation.js';
import type { FeedEvent, StoredVersion } from './operation.js';
import type { Recorder } from './recorder.js';

interface Revisions {
  readonly items: readonly {
    revision: number;
    etag: string | null;
    operation: string;
    data?: { nonce: string };
  }[];
  readonly next: string | null;
}

/** Reads each of the documents, its history and the whole feed from the service at `url`, after the last restart. */
export async function audit(
  url: string,
  keys: readonly string[],
  recorder: Recorder,
): Promise<{ stored: Map<string, StoredVersion[]>; feed: FeedEvent[] }> {
  const client = new Client(url);
  const stored = new Map<string, StoredVersion[]>();
  const number = recorder.nextClient();
  try {
    for (const key of keys) {
      const t0 = performance.now();
      const answer = await client.get(`${LIST}/${key}`);
      const t1 = performance.now();
      const fields = new Map(answer.headers.etag === undefined ? [] : [['etag', answer.headers.etag]]);
      const { status, text } = answer;
      const { surprise = false, ...told } = interpret('read', { status, fields, text, at: t1, etag: '' });
      if (surprise) recorder.surprises.push(`audit of ${key}: ${status} ${text}`);
      const read = { key, f: 'read', exp: null, sentNonce: null, batch: null } as const;
      recorder.add({ client: number, replica: 0, t0, t1, tries: 1, ...read, ...told });
      stored.set(key, await readHistory(client, key));
    }
    return { stored, feed: await readFeed(client) };
  } finally {
    client.close();
  }
}

async function readHistory(client: Client, key: string): Promise<StoredVersion[]> {
  const versions: StoredVersion[] = [];
  for (let path: string | null = `${LIST}/${key}/revisions?limit=200`; path !== null;) {
    const answer = await client.get(path);
    if (answer.status === 404) return [];
    const { items, next } = answer.json<Revisions>();
    for (const { revision, etag, data } of items)
      versions.push({ rev: revision, etag, nonce: data?.nonce ?? null });
    path = next;
  }
  return versions.toReversed();
}
