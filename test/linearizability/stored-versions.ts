import { type Cluster, clusterOf } from './clusters.js';
import type { StoredVersion } from './operation.js';
import type { Rule, Violation } from './rules.js';
import type { Write } from './writes.js';

/** What the stored versions of a document are, and what is wrong with them. */
export interface Chain {
  readonly key: string;
  /** In the order of the revisions, from that before the first. */
  readonly clusters: readonly Cluster[];
  readonly byRevision: ReadonlyMap<number, Cluster>;
  readonly violations: readonly Violation[];
}

/** Finds out who wrote each version of `key`, and whether the versions may follow each other. */
export function readChain(
  key: string,
  stored: readonly StoredVersion[],
  writes: ReadonlyMap<string, Write>,
  deletions: readonly Write[],
): Chain {
  const violations: Violation[] = [];
  const report = (rule: Rule, detail: string) => violations.push({ rule, key, detail });
  const clusters = [clusterOf({ rev: 0, etag: null, nonce: null }, undefined)];
  const places = new Map<string, number>();
  for (const version of stored.toSorted((a, b) => a.rev - b.rev)) {
    const { rev, nonce } = version;
    const before = clusters.at(-1) as Cluster;
    if (rev === before.version.rev) report('R1', `revision ${rev} is there twice`);
    else if (rev !== before.version.rev + 1)
      report('R4', `there is nothing between ${before.version.rev} and ${rev}`);
    if (nonce !== null && places.has(nonce))
      report('R7', `${nonce} is there as revision ${places.get(nonce)} and as ${rev}`);
    if (nonce !== null) places.set(nonce, rev);
    const writer = nonce === null ? deleterOf(rev, deletions) : writes.get(nonce);
    const cluster = clusterOf(version, writer);
    clusters.push(cluster);
    if (writer?.key !== key) report('R6', `nobody wrote revision ${rev}, ${nonce ?? 'a tombstone'}`);
    else if (writer.out === 'fail') report('R3', `${writer.nonce} was refused and is revision ${rev}`);
    else if (!follows(cluster, before))
      report('R2', `${writer.nonce} was to come upon ${writer.exp} but came upon ${before.version.rev}`);
  }
  const byRevision = new Map(clusters.map((cluster) => [cluster.version.rev, cluster]));
  return { key, clusters, byRevision, violations };
}

/** Who wrote the tombstone `rev`: whoever was told so, else the first who may have done it. */
function deleterOf(rev: number, deletions: readonly Write[]): Write | undefined {
  const order = ['ok', 'info', 'fail'] as const;
  return deletions
    .filter(({ exp }) => exp === rev - 1)
    .toSorted((a, b) => order.indexOf(a.out) - order.indexOf(b.out) || a.t0 - b.t0)[0];
}

function follows({ writer }: Cluster, before: Cluster): boolean {
  if (writer?.exp === null) return true;
  return writer?.exp === 'absent' ? before.version.nonce === null : writer?.exp === before.version.rev;
}
