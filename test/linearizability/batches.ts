import type { Cluster } from './clusters.js';
import type { Violation } from './rules.js';
import type { Chain } from './stored-versions.js';
import type { Write } from './writes.js';

/** R10: of each batch everything is stored or nothing. */
export function judgeBatches(chains: readonly Chain[], writes: Iterable<Write>): Violation[] {
  const stored = new Set(chains.flatMap(({ clusters }) => clusters.map(({ writer }) => writer?.nonce)));
  const batches = new Map<string, { whole: number; there: number; key: string }>();
  for (const { batch, nonce, key } of writes) {
    if (batch === null) continue;
    const count = batches.get(batch) ?? { whole: 0, there: 0, key };
    batches.set(batch, count);
    count.whole++;
    if (stored.has(nonce)) count.there++;
  }
  return [...batches].flatMap(([batch, { whole, there, key }]) =>
    there === 0 || there === whole
      ? []
      : [{ rule: 'R10', key, detail: `${there} of ${whole} of batch ${batch} are there` } as const],
  );
}

/** All members of a batch come at once: as soon as one of them was known, so were the others. */
export function liftBatches(chains: readonly Chain[]): void {
  const members = new Map<string, Cluster[]>();
  for (const cluster of chains.flatMap(({ clusters }) => clusters)) {
    const batch = cluster.writer?.batch;
    if (batch === undefined || batch === null) continue;
    members.set(batch, [...(members.get(batch) ?? []), cluster]);
  }
  for (const clusters of members.values()) {
    const first = clusters.map(({ lo }) => lo).reduce((a, b) => (b.at < a.at ? b : a));
    for (const cluster of clusters) if (first.at < cluster.lo.at) cluster.lo = { ...first, lifted: true };
  }
}
