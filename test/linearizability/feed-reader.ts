import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../races/chance.js';
import type { ChildService } from '../races/child-service.js';
import { Client } from '../support/client.js';
import type { FeedEvent, FeedPage } from './operation.js';

const FEED = '/v1/collections/torture/changes';

interface Page {
  readonly changes: readonly { sequence: number; id: string; revision: number; etag: string | null }[];
  readonly last: number;
  readonly more: boolean;
}

/** What a page of the feed says. */
function readPage(text: string): Pick<FeedPage, 'events' | 'last' | 'more'> {
  const { changes, last, more } = JSON.parse(text) as Page;
  const events = changes.map(({ sequence, id, revision, etag }) => ({
    sequence,
    key: id,
    rev: revision,
    etag,
  }));
  return { events, last, more };
}

/** Follows the feed from its beginning, on whichever replica, page by page or by long polls, until `ended`. */
export async function followFeed(
  reader: number,
  replicas: readonly ChildService[],
  chance: Chance,
  { pages, ended }: { readonly pages: FeedPage[]; readonly ended: () => boolean },
): Promise<void> {
  let since = 0;
  let etag = '"none"';
  while (!ended()) {
    const polls = reader % 2 === 1;
    const fields: Record<string, string> = polls ? { 'If-None-Match': etag, Prefer: 'wait=1' } : {};
    const t0 = performance.now();
    try {
      const client = new Client(chance.pick(replicas).url);
      const path = `${FEED}?since=${since}&limit=${1 + chance.below(60)}`;
      const answer = await client.get(path, fields).finally(() => client.close());
      if (answer.status === 200) {
        const page = readPage(answer.text);
        // A page that was held back shows what there is when it comes, which may be little more than what was waited for.
        pages.push({ reader, t0, t1: performance.now(), since, ...page });
        since = page.last;
        ({ etag } = answer);
      }
    } catch {
      // The service does not run just now.
    }
    await pause(10);
  }
}

/** The whole feed. */
export async function readFeed(client: Client): Promise<FeedEvent[]> {
  const feed: FeedEvent[] = [];
  for (let since = 0; ;) {
    const answer = await client.get(`${FEED}?since=${since}&limit=1000`);
    const { events, last, more } = readPage(answer.text);
    feed.push(...events);
    if (!more) return feed;
    since = last;
  }
}
