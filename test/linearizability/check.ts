import { judgeAcknowledgements, judgeTags } from './acknowledgements.js';
import { judgeBatches, liftBatches } from './batches.js';
import { judgeFeed, judgePages, judgeSequences } from './feed.js';
import type { History, Operation } from './operation.js';
import { judgeAbsences, judgeBareRefusals, judgeOrder } from './real-time.js';
import type { Violation } from './rules.js';
import { bindSightings } from './sightings.js';
import { type Chain, readChain } from './stored-versions.js';
import { collectWrites, type Write } from './writes.js';

/** Everything in a history that a store which keeps its promises cannot have done. */
export function check({ operations, stored, feed, pages = [], kills = [] }: History): Violation[] {
  const writes = collectWrites(operations);
  const byKey = groupByKey(operations);
  const writesByKey = groupByKey([...writes.values()]);
  const keys = new Set([...byKey.keys(), ...stored.keys()]);
  const violations: Violation[] = [];
  const chains: Chain[] = [];
  for (const key of keys) {
    const own = writesByKey.get(key) ?? [];
    const deletions = own.filter(({ f }) => f === 'delete');
    const chain = readChain(key, stored.get(key) ?? [], writes, deletions);
    chains.push(chain);
    violations.push(...chain.violations, ...judgeKey(chain, byKey.get(key) ?? [], own, writes));
  }
  violations.push(...judgeBatches(chains, writes.values()));
  if (feed !== undefined) {
    violations.push(
      ...judgeFeed(feed, chains),
      ...judgePages(pages, feed, chains),
      ...judgeSequences(feed, chains),
    );
  }
  // Last, because what it adds is known of a document by way of another.
  liftBatches(chains);
  for (const chain of chains) violations.push(...judgeOrder(chain, kills));
  return violations;
}

function judgeKey(
  chain: Chain,
  operations: readonly Operation[],
  own: readonly Write[],
  writes: ReadonlyMap<string, Write>,
): Violation[] {
  return [
    ...judgeAcknowledgements(chain, own),
    ...judgeTags(chain, operations),
    ...bindSightings(chain, operations, writes),
    ...judgeAbsences(chain, operations),
    ...judgeBareRefusals(chain, operations),
  ];
}

function groupByKey<T extends { readonly key: string }>(values: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(value.key);
    if (group === undefined) groups.set(value.key, [value]);
    else group.push(value);
  }
  return groups;
}
