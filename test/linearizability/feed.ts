import { began, type Cluster } from './clusters.js';
import type { FeedEvent, FeedPage } from './operation.js';
import type { Violation } from './rules.js';
import type { Chain } from './stored-versions.js';

const nameOf = ({ key, rev }: Pick<FeedEvent, 'key' | 'rev'>): string => `${key} revision ${rev}`;
const broken = (detail: string): Violation => ({ rule: 'R11', key: 'feed', detail });

/** R11: the whole feed counts up by one, and has every stored version once, as it is stored. */
export function judgeFeed(feed: readonly FeedEvent[], chains: readonly Chain[]): Violation[] {
  const violations: Violation[] = [];
  const told = new Map<string, FeedEvent>();
  for (const [index, event] of feed.entries()) {
    if (event.sequence !== index + 1)
      violations.push(broken(`place ${index + 1} has sequence ${event.sequence}`));
    if (told.has(nameOf(event))) violations.push(broken(`${nameOf(event)} is there twice`));
    told.set(nameOf(event), event);
  }
  for (const { key, clusters } of chains) {
    for (const { version } of clusters.slice(1)) {
      const name = nameOf({ key, rev: version.rev });
      const event = told.get(name);
      told.delete(name);
      if (event === undefined) violations.push(broken(`${name} is not there`));
      else if (event.etag !== null && version.etag !== null && event.etag !== version.etag)
        violations.push(broken(`${name} has the tag ${event.etag}, not ${version.etag}`));
    }
  }
  return [...violations, ...[...told.keys()].map((name) => broken(`${name} is not stored`))];
}

/** R11, R5: every page had exactly what the whole feed has between its ends, and all that was known by then. */
export function judgePages(
  pages: readonly FeedPage[],
  feed: readonly FeedEvent[],
  chains: readonly Chain[],
): Violation[] {
  const known = knownBehind(feed, chains);
  return pages.flatMap(({ reader, since, last, more, events, t0 }): Violation[] => {
    const where = `reader ${reader}, since ${since}:`;
    const told = events.map(placeOf);
    const wanted = feed.slice(placeAfter(feed, since), placeAfter(feed, last)).map(placeOf);
    const missing = wanted.filter((event) => !told.includes(event));
    const invented = told.filter((event) => !wanted.includes(event));
    const violations = [
      ...missing.map((event) => broken(`${where} ${event} was passed over`)),
      ...invented.map((event) => broken(`${where} ${event} was told and is not in the feed`)),
    ];
    if (violations.length === 0 && told.join() !== wanted.join())
      violations.push(broken(`${where} not in order`));
    if (!more && (known[placeAfter(feed, last)] ?? Number.POSITIVE_INFINITY) < t0)
      violations.push({
        rule: 'R5',
        key: 'feed',
        detail: `${where} ended at ${last}, though more was known`,
      });
    return violations;
  });
}

const placeOf = (event: FeedEvent): string => `${event.sequence} ${nameOf(event)}`;

/** The place of the first event behind `sequence`. */
function placeAfter(feed: readonly FeedEvent[], sequence: number): number {
  let [low, high] = [0, feed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((feed[middle] as FeedEvent).sequence <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** R12: sequences of a collection follow the order in which its writes were acknowledged, whatever their documents. */
export function judgeSequences(feed: readonly FeedEvent[], chains: readonly Chain[]): Violation[] {
  const clusters = clustersOf(feed, chains);
  const violations: Violation[] = [];
  let newer = { at: Number.POSITIVE_INFINITY, sequence: 0 };
  for (const { event, cluster } of clusters.toReversed()) {
    if (cluster === undefined) continue;
    if (cluster.writer !== undefined && began(cluster) > newer.at) {
      const detail = `it is ${event.sequence} of the feed, but was sent when ${newer.sequence} was known`;
      violations.push({ rule: 'R12', key: event.key, detail });
    }
    if (cluster.lo.at < newer.at) newer = { at: cluster.lo.at, sequence: event.sequence };
  }
  return violations;
}

function clustersOf(feed: readonly FeedEvent[], chains: readonly Chain[]) {
  const byKey = new Map(chains.map(({ key, byRevision }) => [key, byRevision]));
  return feed.map((event): { event: FeedEvent; cluster: Cluster | undefined } => {
    return { event, cluster: byKey.get(event.key)?.get(event.rev) };
  });
}

/** For each place of the feed, when anything from there on was known first. */
function knownBehind(feed: readonly FeedEvent[], chains: readonly Chain[]): readonly number[] {
  let first = Number.POSITIVE_INFINITY;
  const known = clustersOf(feed, chains)
    .toReversed()
    .map(({ cluster }) => (first = Math.min(first, cluster?.lo.at ?? first)));
  return known.toReversed();
}
